package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Track;
import io.millrace.features.aggregate.Result;
import io.millrace.features.expression.Condition;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Layout;
import io.millrace.features.state.Timeline;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * One source's events of a key, for every window that isn't plain: one timeline, in which each
 * range has a cursor where events come in and one where they leave.
 *
 * <p>In event-time order an event is taken in before any event of its millisecond is answered, and
 * ranges go forward with the answers. In arrival order ranges only go as far as no event can come
 * any more; an answer goes on from there, and then everything is put back. So an event that's out
 * of order costs no more than others, and an answer costs what's between the watermark and it.
 */
class KeyTrack {
    private final Track plan;
    private final boolean inArrivalOrder;
    private final Condition[] conditions;
    private final ValueType[] types;
    private final int[] fields;
    final Timeline timeline;
    final RangeState[] ranges;
    private final RowType features;
    final Values incoming;
    private final Result result = new Result();
    private final ByteWriter settled = new ByteWriter();
    private final ByteReader settledReader = new ByteReader();
    final long[] anyTime;
    long newest;

    /**
     * @param projection the source's fields in events
     * @param keys of this track's tiles, in the map that all share
     */
    KeyTrack(
            Track plan,
            RowType projection,
            RowType features,
            boolean inArrivalOrder,
            int tileBytes,
            Timeline.TileKeys keys) {
        this.plan = plan;
        this.features = features;
        this.inArrivalOrder = inArrivalOrder;
        List<Field> columns = plan.columns().fields();
        types = columns.stream().map(Field::type).toArray(ValueType[]::new);
        fields = SourceFields.indices(columns, projection);
        conditions =
                plan.conditions().stream()
                        .map(expr -> Condition.of(expr, projection))
                        .toArray(Condition[]::new);
        boolean[] all = new boolean[types.length];
        Arrays.fill(all, true);
        boolean ofRows = plan.rowTime() != null;
        boolean inAnyOrder = inArrivalOrder || ofRows;
        Layout layout = new Layout(List.of(types), all, conditions.length, inAnyOrder);
        incoming = new Values(types.length, conditions.length);
        int cursors = cursors(plan) + (ofRows ? 1 : 0);
        anyTime = new long[cursors];
        Arrays.fill(anyTime, Long.MIN_VALUE);
        timeline = new Timeline(layout, cursors, tileBytes, keys, values());
        ranges = new TrackBuilder(plan, timeline, values(), values()).ranges();
    }

    /** How many cursors the ranges need, which have the first numbers. */
    static int cursors(Track plan) {
        return plan.ranges().stream().mapToInt(TrackBuilder::cursors).sum();
    }

    final Values values() {
        return new Values(types.length, conditions.length);
    }

    int source() {
        return plan.source();
    }

    void reset(Tiles tiles) {
        timeline.reset(tiles);
        clear();
    }

    void clear() {
        newest = Long.MIN_VALUE;
        for (RangeState range : ranges) {
            range.clear();
        }
    }

    /**
     * Looks at an event of this source before anything changes.
     *
     * @throws io.millrace.features.expression.RefusedException if a condition can't be decided
     * @throws io.millrace.features.function.FunctionFailure if a function of a jar can't take it
     */
    void prepare(Event event) {
        Row row = event.fields();
        incoming.time = event.time();
        incoming.partition = event.at().partition();
        incoming.offset = event.at().offset();
        for (int i = 0; i < types.length; i++) {
            if (fields[i] >= 0) {
                incoming.set(i, types[i], row, fields[i]);
            }
        }
        for (int i = 0; i < conditions.length; i++) {
            incoming.holds[i] = conditions[i].holds(row);
        }
        for (RangeState range : ranges) {
            range.check(incoming);
        }
    }

    /** Whether an event is answered before another of its millisecond is taken in. */
    boolean answersBefore() {
        return false;
    }

    /** Takes in the prepared event, if it can count for anything. */
    void takeIn(Event event) {
        if (!isWanted()) {
            return;
        }
        if (inArrivalOrder && incoming.time <= newest) {
            timeline.insert(incoming, anyTime);
        } else {
            timeline.append(incoming);
        }
        newest = Math.max(newest, incoming.time);
    }

    final boolean isWanted() {
        for (RangeState range : ranges) {
            if (range.wants(incoming)) {
                return true;
            }
        }
        return false;
    }

    /** Sets the features of an event at a time; returns why it has none, or null. */
    @Nullable Refusal answer(long time, Row row) {
        if (inArrivalOrder) {
            settled.clear();
            writeRanges(settled);
            timeline.saveCursors();
        }
        Measure refused = null;
        for (RangeState range : ranges) {
            range.moveTo(time, true);
            Measure own = range.answer(time, incoming, row, result);
            refused = refused == null ? own : refused;
        }
        String reason = result.takeRefusal();
        if (inArrivalOrder) {
            settledReader.reset(settled.array(), 0, settled.length());
            readRanges(settledReader);
            timeline.restoreCursors();
        } else {
            timeline.dropConsumed();
        }
        return refused == null ? null : refusal(refused, String.valueOf(reason));
    }

    private Refusal refusal(Measure measure, String reason) {
        String name = features.field(measure.feature()).name();
        String column = plan.columns().field(measure.column()).name();
        if (measure.statistic().function() != null) {
            return new Refusal(name, column, "feature \"" + name + "\" has no value: " + reason);
        }
        return new Refusal(
                name,
                column,
                "feature \""
                        + name
                        + "\" is beyond 64 bits: "
                        + reason
                        + " of \""
                        + column
                        + "\"; aggregate it as a double instead");
    }

    /** Arrival order only: no event before this time will come. */
    void settle(long time) {
        for (RangeState range : ranges) {
            range.moveTo(time, false);
        }
        timeline.dropConsumed();
    }

    boolean isEmpty() {
        if (!timeline.isConsumed()) {
            return false;
        }
        for (RangeState range : ranges) {
            if (!range.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** When nothing counts any more, if nothing else comes; MIN_VALUE if nothing does now. */
    long expiresAt() {
        return newest == Long.MIN_VALUE ? newest : expiry(newest);
    }

    /** When an event at a time doesn't count any more. */
    long expiry(long eventTime) {
        long latest = Long.MIN_VALUE;
        for (RangeState range : ranges) {
            latest = Math.max(latest, range.expiry(eventTime));
        }
        return latest;
    }

    void dropAll() {
        timeline.dropAll();
        clear();
    }

    long closedBytes() {
        return timeline.closedBytes();
    }

    long overflows() {
        return result.overflows();
    }

    void write(ByteWriter out) {
        out.putSigned(newest);
        writeRanges(out);
        timeline.write(out);
    }

    void read(ByteReader in, Tiles tiles) {
        newest = in.getSigned();
        readRanges(in);
        timeline.read(in, tiles);
    }

    private void writeRanges(ByteWriter out) {
        for (RangeState range : ranges) {
            range.write(out);
        }
    }

    private void readRanges(ByteReader in) {
        for (RangeState range : ranges) {
            range.read(in);
        }
    }
}
