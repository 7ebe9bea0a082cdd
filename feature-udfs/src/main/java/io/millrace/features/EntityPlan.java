package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.schemas.event.RowType;

import java.util.List;

/**
 * What one entity's engine computes.
 *
 * @param keys the key's field in each source, or an empty text
 * @param streams one for each source with features of this entity
 */
record EntityPlan(String name, List<String> keys, List<Stream> streams) {

    EntityPlan {
        keys = List.copyOf(keys);
        streams = List.copyOf(streams);
    }

    /**
     * @param columns the aggregated fields
     * @param conditions of {@code where:}
     * @param windows lengths in milliseconds, ascending
     */
    record Stream(
            int source,
            RowType columns,
            List<Expr> conditions,
            List<Long> windows,
            List<Series> series) {
        Stream {
            conditions = List.copyOf(conditions);
            windows = List.copyOf(windows);
            series = List.copyOf(series);
        }

        long longestWindow() {
            return windows.get(windows.size() - 1);
        }
    }

    /**
     * One column under one condition.
     *
     * @param condition index, or -1 for all events
     */
    record Series(int column, int condition, List<Output> outputs) {
        Series {
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * @param window index of its length
     * @param feature index in the feature set
     */
    record Output(Function function, int window, int feature) {}
}
