package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One entry of {@code features:}. */
public sealed interface Feature {

    /** The names of the features that it makes, in their order in the feature vector. */
    List<String> names();

    /**
     * Aggregates over sliding windows of an entity's events. It makes a feature for each (column,
     * function, window), named {@code <entity>_<column>_<function>_<window>}, such as {@code
     * account_amount_mean_7d}.
     *
     * @param where condition over the event's fields, or empty for all events
     */
    record Aggregate(
            Text entity,
            Text from,
            Optional<Text> where,
            List<Column> columns,
            List<Window> windows)
            implements Feature {

        public Aggregate {
            columns = List.copyOf(columns);
            windows = List.copyOf(windows);
        }

        /** By column, then function, then window, each as written. */
        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>();
            for (Column column : columns) {
                for (Text function : column.functions()) {
                    for (Window window : windows) {
                        names.add(name(column.field(), function, window));
                    }
                }
            }
            return names;
        }

        /** Such as {@code account_amount_mean_7d}. */
        public String name(Text field, Text function, Window window) {
            return entity + "_" + field + "_" + function + "_" + window.text();
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
     * A sliding window {@code [t - length, t)}.
     *
     * @param text as written, such as {@code 7d}: part of the features' names
     */
    record Window(Text text, Duration length) {}

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
