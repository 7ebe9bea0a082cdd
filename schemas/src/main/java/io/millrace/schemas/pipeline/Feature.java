package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.AggregateOptions.By;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One entry of {@code features:}. */
public sealed interface Feature {
    /** The function that makes a feature for each cell between its bounds. */
    String HISTOGRAM = "histogram";

    /** The names of the features that it makes, in their order in the feature vector. */
    List<String> names();

    /**
     * Aggregates over windows of an entity's events. It makes a feature for each (column, function,
     * window), named {@code <entity>_<column>_<function>_<window>}, such as {@code
     * account_amount_mean_7d}; then the bucket of {@code by:} and the suffix, if there are any.
     *
     * @param where condition over the event's fields, or empty for all events
     */
    record Aggregate(
            Text entity,
            Text from,
            Optional<Text> where,
            List<Column> columns,
            List<Window> windows,
            AggregateOptions options)
            implements Feature {

        public Aggregate {
            columns = List.copyOf(columns);
            windows = List.copyOf(windows);
        }

        /** One with no options. */
        public Aggregate(
                Text entity,
                Text from,
                Optional<Text> where,
                List<Column> columns,
                List<Window> windows) {
            this(entity, from, where, columns, windows, AggregateOptions.NONE);
        }

        /** By column, then function, then window, each as written; then by bucket. */
        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>();
            for (Column column : columns) {
                for (String function : functions(column)) {
                    for (Window window : windows) {
                        for (String bucket : buckets()) {
                            names.add(name(column.field(), function, window, bucket));
                        }
                    }
                }
            }
            return names;
        }

        /** A column's functions; {@code histogram} is as many as it has cells. */
        public List<String> functions(Column column) {
            return column.functions().stream().flatMap(f -> words(f).stream()).toList();
        }

        /** One function, as it's in names. */
        public List<String> words(Text function) {
            if (!function.value().equals(HISTOGRAM)) {
                return List.of(function.value());
            }
            return IntStream.rangeClosed(0, options.bounds().size())
                    .mapToObj(cell -> HISTOGRAM + "_" + cell)
                    .toList();
        }

        /** The buckets of {@code by:} as parts of names; one empty text without it. */
        public List<String> buckets() {
            List<String> buckets = new ArrayList<>();
            options.by()
                    .ifPresent(
                            by -> {
                                by.values().forEach(v -> buckets.add(By.namePart(v)));
                                buckets.add(By.OTHER);
                            });
            return buckets.isEmpty() ? List.of("") : buckets;
        }

        /** Such as {@code account_amount_mean_7d}. */
        public String name(Text field, String function, Window window, String bucket) {
            return entity
                    + "_"
                    + field
                    + "_"
                    + function
                    + "_"
                    + window.name()
                    + (bucket.isEmpty() ? "" : "_" + bucket)
                    + options.suffix().map(suffix -> "_" + suffix).orElse("");
        }
    }

    /**
     * An aggregated field with its functions, as written: {@code amount: [count, mean]}.
     *
     * @param functions names such as {@code count}, {@code stddev}; checked when features are
     *     compiled
     */
    record Column(Text field, List<Text> functions) {
        public Column {
            functions = List.copyOf(functions);
        }
    }

    /**
     * A window before or at an event.
     *
     * @param text as written, such as {@code 7d}: part of the features' names
     * @param length in event time; a session's gap; a half-life; zero if it has none
     * @param step of a hopping window
     * @param events of the last n
     */
    record Window(Text text, Shape shape, Duration length, Duration step, int events) {

        /** How a window's start is found. */
        public enum Shape {
            /** It moves with the event. */
            SLIDING,
            /** The newest n events. */
            LAST,
            /** All events. */
            LIFETIME,
            /** From the last whole multiple of the length since 1970 on. */
            TUMBLING,
            /** The newest one that's complete, of those that end at multiples of the step. */
            HOPPING,
            /** Events that are less than a gap apart. */
            SESSION,
            /** Every event, with a weight that halves. */
            HALF_LIFE
        }

        /** A sliding window. */
        public Window(Text text, Duration length) {
            this(text, Shape.SLIDING, length, Duration.ZERO, 0);
        }

        /** As a part of features' names. */
        public String name() {
            return text.value().replace(' ', '_');
        }
    }

    /**
     * The newest record of a slowly changing source as of the event: {@code latest: [country]}. It
     * makes a feature for each field, named {@code <entity>_<field>_latest}, then the suffix.
     *
     * @param from another source than the first
     * @param where which records there are, or empty for all
     * @param maxAge how old a record may be; empty if that doesn't matter
     */
    record Lookup(
            Text entity,
            Text from,
            Optional<Text> where,
            List<Text> fields,
            Optional<Duration> maxAge,
            Optional<Text> suffix)
            implements Feature {
        public Lookup {
            fields = List.copyOf(fields);
        }

        @Override
        public List<String> names() {
            return fields.stream().map(this::name).toList();
        }

        /** Such as {@code account_country_latest}. */
        public String name(Text field) {
            return entity + "_" + field + "_latest" + suffix.map(end -> "_" + end).orElse("");
        }
    }

    /**
     * The main source's own fields as features, under their names: {@code fields: [amount,
     * country]}.
     */
    record Fields(List<Text> fields) implements Feature {
        public Fields {
            fields = List.copyOf(fields);
        }

        @Override
        public List<String> names() {
            return fields.stream().map(Text::value).toList();
        }
    }

    /** An expression over the event's fields and earlier features: {@code derive: name, as: …}. */
    record Derive(Text name, Text expression) implements Feature {
        @Override
        public List<String> names() {
            return List.of(name.value());
        }
    }
}
