package io.millrace.schemas.pipeline;

import java.util.List;
import java.util.OptionalDouble;

/** A check of one field at the door; an event that fails it becomes a dead letter. */
public sealed interface Expectation {

    /** The field that's checked. */
    Text field();

    /** A short name for reports, such as {@code amount between [0, 100000]}. */
    String rule();

    /** The value is there: {@code {field: f, not_null: true}}. */
    record NotNull(Text field) implements Expectation {
        @Override
        public String rule() {
            return field + " not_null";
        }
    }

    /**
     * A number or timestamp within bounds, both included; null passes: {@code {field: f, between:
     * [0, 100]}}. An open side is written as {@code null}.
     */
    record Between(Text field, OptionalDouble low, OptionalDouble high) implements Expectation {
        @Override
        public String rule() {
            return field + " between [" + bound(low) + ", " + bound(high) + "]";
        }

        private static String bound(OptionalDouble bound) {
            return bound.isEmpty() ? "null" : Double.toString(bound.getAsDouble());
        }
    }

    /** Text that's in the list; null passes: {@code {field: f, one_of: [A, B]}}. */
    record OneOf(Text field, List<String> values) implements Expectation {
        public OneOf {
            values = List.copyOf(values);
        }

        @Override
        public String rule() {
            return field + " one_of " + values;
        }
    }

    /** Text that matches the whole regular expression (RE2 syntax, linear time); null passes. */
    record Matches(Text field, Text pattern) implements Expectation {
        @Override
        public String rule() {
            return field + " matches " + pattern;
        }
    }

    /**
     * A timestamp at most {@code tolerance} after the record's Kafka timestamp; null passes: {@code
     * {field: f, not_in_future: 5m}}.
     */
    record NotInFuture(Text field, java.time.Duration tolerance) implements Expectation {
        @Override
        public String rule() {
            return field + " not_in_future " + tolerance;
        }
    }
}
