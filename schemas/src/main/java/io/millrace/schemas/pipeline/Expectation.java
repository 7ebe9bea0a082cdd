package io.millrace.schemas.pipeline;

import io.millrace.schemas.event.ValueType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A check at the door: of one field, of several fields of an event, or of a window of events. */
public sealed interface Expectation {

    /** A short name for reports, such as {@code amount between [0, 100000]}. */
    String rule();

    /** The field that's checked, or that a condition is about; empty if there's no single one. */
    Optional<Text> field();

    /** A check of one field of one event. */
    sealed interface OfField extends Expectation {
        /** The field that's checked. */
        Text name();

        @Override
        default Optional<Text> field() {
            return Optional.of(name());
        }
    }

    /** A check of all events of a window together. */
    sealed interface OfWindow extends Expectation {
        /** The window's length in event time; if it's left out, that of {@code monitor}. */
        Optional<Duration> window();
    }

    /** The value is there: {@code {field: f, not_null: true}}. */
    record NotNull(Text name) implements OfField {
        @Override
        public String rule() {
            return name + " not_null";
        }
    }

    /** A value that can be read as this type; null passes: {@code {field: f, type: integer}}. */
    record Type(Text name, ValueType type) implements OfField {
        @Override
        public String rule() {
            return name + " type " + TypeKind.word(type);
        }
    }

    /**
     * A number or timestamp within bounds, both included; null passes: {@code {field: f, between:
     * [0, 100]}}. An open side is written as {@code null}.
     */
    record Between(Text name, OptionalDouble low, OptionalDouble high) implements OfField {
        @Override
        public String rule() {
            return name + " between [" + bound(low) + ", " + bound(high) + "]";
        }

        private static String bound(OptionalDouble bound) {
            return bound.isEmpty() ? "null" : Double.toString(bound.getAsDouble());
        }
    }

    /** Text that's in the list; null passes: {@code {field: f, one_of: [A, B]}}. */
    record OneOf(Text name, List<String> values) implements OfField {
        public OneOf {
            values = List.copyOf(values);
        }

        @Override
        public String rule() {
            return name + " one_of " + values;
        }
    }

    /** Text that matches the whole regular expression (RE2 syntax, linear time); null passes. */
    record Matches(Text name, Text pattern) implements OfField {
        @Override
        public String rule() {
            return name + " matches " + pattern;
        }
    }

    /** Text of so many characters (code points), both bounds included; null passes. */
    record Length(Text name, OptionalLong least, OptionalLong most) implements OfField {
        @Override
        public String rule() {
            return name + " length " + Expectation.bounds(least, most);
        }
    }

    /**
     * A timestamp at most {@code tolerance} after the record's Kafka timestamp; null passes: {@code
     * {field: f, not_in_future: 5m}}.
     */
    record NotInFuture(Text name, Duration tolerance) implements OfField {
        @Override
        public String rule() {
            return name + " not_in_future " + tolerance;
        }
    }

    /**
     * A timestamp at most {@code age} before the record's Kafka timestamp; null passes: {@code
     * {field: f, fresh_within: 1h}}.
     */
    record FreshWithin(Text name, Duration age) implements OfField {
        @Override
        public String rule() {
            return name + " fresh_within " + age;
        }
    }

    /**
     * A condition over the event's fields; one without a value passes: {@code {that: amount <=
     * limit}}.
     *
     * @param field the field that's set null, or named in reports
     */
    record That(Optional<Text> field, Text condition) implements Expectation {
        @Override
        public String rule() {
            return "that " + condition.value().strip();
        }
    }

    /** At most this share of a window's events without a value. */
    record NullShare(Text name, double most, Optional<Duration> window)
            implements OfField, OfWindow {
        @Override
        public String rule() {
            return name + " null_share " + most + Expectation.in(window);
        }
    }

    /** So many events in a window, both bounds included. */
    record Volume(OptionalLong least, OptionalLong most, Optional<Duration> window)
            implements OfWindow {
        @Override
        public Optional<Text> field() {
            return Optional.empty();
        }

        @Override
        public String rule() {
            return "volume " + Expectation.bounds(least, most) + Expectation.in(window);
        }
    }

    private static String bounds(OptionalLong least, OptionalLong most) {
        return "[" + bound(least) + ", " + bound(most) + "]";
    }

    private static String bound(OptionalLong bound) {
        return bound.isEmpty() ? "null" : Long.toString(bound.getAsLong());
    }

    private static String in(Optional<Duration> window) {
        return window.map(length -> " in " + length).orElse("");
    }
}
