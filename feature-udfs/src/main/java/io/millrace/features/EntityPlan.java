package io.millrace.features;

import io.millrace.features.aggregate.Statistic;
import io.millrace.features.expression.Expr;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature.Window.Shape;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What one entity's engine computes.
 *
 * @param keys the key's fields for each source; none for a source that has no part in it
 * @param streams one for each source with plain features of this entity: the common aggregates over
 *     sliding windows, which have the fastest form; for {@link PlainForm} also one for each edge
 * @param tracks for features of other functions or windows
 * @param substitutes of {@code default:}
 */
record EntityPlan(
        String name,
        List<List<String>> keys,
        List<Stream> streams,
        List<Track> tracks,
        List<Substitute> substitutes) {

    EntityPlan {
        keys = keys.stream().map(List::copyOf).toList();
        streams = List.copyOf(streams);
        tracks = List.copyOf(tracks);
        substitutes = List.copyOf(substitutes);
    }

    /** The key of a source in one text, for the fingerprint. */
    String keyText(int source) {
        return String.join(" ", keys.get(source));
    }

    /** In place of a feature's index: what has state since it was a feature once, and is none. */
    static final int NO_FEATURE = -1;

    /** One more than the largest slot of its streams and tracks. */
    int slots() {
        int most = -1;
        for (Stream stream : streams) {
            most = Math.max(most, stream.slot);
        }
        for (Track track : tracks) {
            most = Math.max(most, track.slot);
        }
        return most + 1;
    }

    /**
     * @param slot which of the entity's streams and tracks it is in a key's state, for ever
     * @param edge of all its windows
     * @param columns the aggregated fields
     * @param conditions of {@code where:}
     * @param windows lengths in milliseconds, ascending
     */
    record Stream(
            int slot,
            int source,
            Edge edge,
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

        /** Whether events of its own millisecond are in an event's windows. */
        boolean includesEnd() {
            return edge != Edge.PRIOR;
        }

        /** The first millisecond of a window of an event. */
        long start(long time, long window) {
            return Times.minus(time, edge == Edge.CURRENT ? window - 1 : window);
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
     * @param feature index in the feature set, or {@link #NO_FEATURE}
     */
    record Output(Function function, int window, int feature) {}

    /**
     * @param slot as a stream's
     * @param conditions of {@code where:}, {@code by:} and {@code out_of:}
     * @param rowTime the field of a row's own time, if the source's records change rows; else null.
     *     Then all ranges are of one kind: an event sees the changes of its own millisecond, or not
     */
    record Track(
            int slot,
            int source,
            RowType columns,
            List<Expr> conditions,
            List<Range> ranges,
            List<Measure> measures,
            @Nullable String rowTime) {
        Track {
            conditions = List.copyOf(conditions);
            ranges = List.copyOf(ranges);
            measures = List.copyOf(measures);
        }

        /** Whether an event sees what's stamped with its own time. */
        boolean seesOwnTime() {
            return ranges.get(0).edge() != Edge.PRIOR;
        }
    }

    /**
     * Which of a source's events are in a window.
     *
     * @param condition whose events are counted and make a session; -1 if that doesn't matter, or
     *     for all
     * @param size in milliseconds, or in events; of a lookup, which is a lifetime, the maximum age,
     *     or 0
     * @param step of a hopping window, in milliseconds
     * @param precision to which the start is rounded down, in milliseconds; 0 for none
     */
    record Range(
            int condition,
            Shape shape,
            long size,
            long step,
            long delay,
            Edge edge,
            long precision) {}

    /**
     * One feature.
     *
     * @param above index of the condition, or -1
     * @param below index of what a ratio is divided by, or -1
     * @param bounds of a histogram
     * @param feature index in the feature set, or {@link #NO_FEATURE}
     */
    record Measure(
            Statistic statistic,
            int range,
            int column,
            int above,
            int below,
            List<Double> bounds,
            int feature) {
        Measure {
            bounds = List.copyOf(bounds);
        }
    }

    /** A value in place of null. */
    record Substitute(int feature, ValueType type, Object value) {}
}
