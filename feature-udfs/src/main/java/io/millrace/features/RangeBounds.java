package io.millrace.features;

import io.millrace.features.EntityPlan.Range;
import io.millrace.features.aggregate.Cells;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature.Window.Shape;

/** Where a range begins and ends, by its definition. Times are in milliseconds. */
final class RangeBounds {
    private final Range range;

    RangeBounds(Range range) {
        this.range = range;
    }

    /** The end of an event's window: its time, less the delay; for hopping windows a whole step. */
    long end(long time) {
        long shifted = Times.minus(time, range.delay());
        return switch (range.shape()) {
            case HOPPING -> floor(shifted, range.step());
            default -> shifted;
        };
    }

    /** Whether events that are stamped with the end are in the window. */
    boolean includesEnd() {
        return switch (range.shape()) {
            case HOPPING -> false;
            default -> range.edge() != Edge.PRIOR;
        };
    }

    /** The first millisecond that's in the window. */
    long start(long end) {
        return switch (range.shape()) {
            case SLIDING -> {
                long less = range.edge() == Edge.CURRENT ? 1 : 0;
                long start = Times.minus(end, range.size() - less);
                yield range.precision() > 0 ? floor(start, range.precision()) : start;
            }
            case HOPPING -> Times.minus(end, range.size());
            case TUMBLING -> floor(end, range.size());
            default -> Long.MIN_VALUE;
        };
    }

    private static long floor(long time, long step) {
        return Times.minus(time, Math.floorMod(time, step));
    }

    /** Whether events leave one by one, so that they have to be kept until then. */
    boolean evicts() {
        return switch (range.shape()) {
            case SLIDING, HOPPING, LAST -> true;
            default -> false;
        };
    }

    /** How long after an event it can still count; {@link Long#MAX_VALUE} if for ever. */
    long reach() {
        long reach =
                switch (range.shape()) {
                    case SLIDING -> range.size() + range.precision();
                    case TUMBLING, SESSION -> range.size();
                    case HOPPING -> range.size() + range.step();
                    case HALF_LIFE -> longestDecay();
                    case LIFETIME -> range.size() == 0 ? Long.MAX_VALUE : range.size();
                    case LAST -> Long.MAX_VALUE;
                };
        // One more, since an end that's included belongs to the window.
        return reach == Long.MAX_VALUE ? reach : reach + range.delay() + 1;
    }

    /**
     * How long before an event a replay has to start to give its answer; {@link Long#MAX_VALUE} for
     * the beginning. A session's first event can be any time before its last one.
     */
    long history() {
        return range.shape() == Shape.SESSION ? Long.MAX_VALUE : reach();
    }

    private long longestDecay() {
        return range.size() * Cells.LONGEST_DECAY;
    }
}
