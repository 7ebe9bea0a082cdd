package io.millrace.features;

import io.millrace.features.EntityPlan.Output;
import io.millrace.features.EntityPlan.Series;
import io.millrace.features.EntityPlan.Stream;
import io.millrace.features.expression.Condition;
import io.millrace.features.numbers.Moments;
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
 * One source's events of a key, and what's computed of them.
 *
 * <p>An event that was taken in is <em>pending</em> as long as it's at or after the time that was
 * last answered: events of the same millisecond don't see each other. Then it's folded into the
 * partial results and appended to the timeline, from which each window takes it away when it has
 * become too old.
 */
final class KeyStream {
    /** Up to this length of a key's events, some twenty, their sums are computed again. */
    private static final int FEW_BYTES = 256;

    private final Stream plan;
    private final Condition[] conditions;
    private final ValueType[] types;
    private final int[] fields;
    private final long[] windows;
    private final boolean inArrivalOrder;
    private final Partials partials;
    private final Partials scanned;

    /** Whether partial results can be computed from the timeline. */
    private final boolean isRedundant;

    private final Timeline timeline;
    private final Layout pendingLayout;
    private final ByteWriter pending = new ByteWriter();
    private final ByteWriter scratch = new ByteWriter();
    private final ByteReader reader = new ByteReader();
    private final Values incoming;
    private final Values current;
    private final long[] cuts;
    private long newest;

    /**
     * @param projection the source's fields in events
     * @param keys of this stream's tiles, in the map that all share
     */
    KeyStream(
            Stream plan,
            RowType projection,
            RowType features,
            boolean inArrivalOrder,
            int tileBytes,
            Timeline.TileKeys keys) {
        this.plan = plan;
        this.inArrivalOrder = inArrivalOrder;
        List<Field> columns = plan.columns().fields();
        types = columns.stream().map(Field::type).toArray(ValueType[]::new);
        fields = SourceFields.indices(columns, projection);
        windows = plan.windows().stream().mapToLong(Long::longValue).toArray();
        conditions =
                plan.conditions().stream()
                        .map(expr -> Condition.of(expr, projection))
                        .toArray(Condition[]::new);
        partials = new Partials(plan, features);
        scanned = new Partials(plan, features);
        isRedundant = !inArrivalOrder && partials.areRedundant(summed(plan));
        incoming = new Values(types.length, conditions.length);
        current = new Values(types.length, conditions.length);
        boolean[] all = new boolean[types.length];
        Arrays.fill(all, true);
        List<ValueType> typeList = List.of(types);
        pendingLayout = new Layout(typeList, all, conditions.length, true);
        Layout tileLayout =
                inArrivalOrder
                        ? pendingLayout
                        : new Layout(typeList, summed(plan), conditions.length, false);
        // The last cursor, in arrival order: what later arrivals may still ask for.
        int cursors = windows.length + (inArrivalOrder ? 1 : 0);
        cuts = new long[cursors];
        timeline =
                new Timeline(
                        tileLayout,
                        cursors,
                        tileBytes,
                        keys,
                        new Values(types.length, conditions.length));
    }

    /** Columns whose values are needed again when they leave a window. */
    private static boolean[] summed(Stream plan) {
        boolean[] summed = new boolean[plan.columns().size()];
        for (Series series : plan.series()) {
            for (Output output : series.outputs()) {
                boolean sums = output.function().isMoment() && output.function() != Function.COUNT;
                summed[series.column()] |= sums;
            }
        }
        return summed;
    }

    int source() {
        return plan.source();
    }

    /** Whether events have to be taken in before others of their millisecond are answered. */
    boolean includesEnd() {
        return plan.includesEnd();
    }

    void reset(Tiles tiles) {
        partials.clear();
        timeline.reset(tiles);
        pending.clear();
        newest = Long.MIN_VALUE;
        Arrays.fill(cuts, Long.MIN_VALUE);
    }

    /**
     * Looks at an event of this source before anything changes.
     *
     * @throws io.millrace.features.expression.RefusedException if a condition can't be decided
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
    }

    /**
     * Takes in the prepared event where windows include their end: at once, since in event-time
     * order nothing older comes.
     */
    void takeInAtOnce() {
        if (!partials.takes(incoming)) {
            return;
        }
        moveTo(incoming.time);
        newest = incoming.time;
        partials.add(incoming, 0);
        if (partials.sums(incoming)) {
            timeline.append(incoming);
        }
    }

    /** Takes in the prepared event; the time answered so far decides where it goes. */
    void takeIn(long answered) {
        if (!partials.takes(incoming)) {
            return;
        }
        newest = Math.max(newest, incoming.time);
        if (incoming.time < answered) {
            addOlder(answered);
            return;
        }
        scratch.clear();
        pendingLayout.write(incoming, 0, scratch);
        int at = inArrivalOrder ? placeInPending() : pending.length();
        pending.insert(at, scratch.array(), 0, scratch.length());
    }

    private int placeInPending() {
        reader.reset(pending.array(), 0, pending.length());
        int at = 0;
        while (reader.remaining() > 0) {
            pendingLayout.read(reader, 0, current);
            if (Timeline.order(incoming, current) < 0) {
                return at;
            }
            at = reader.position();
        }
        return at;
    }

    /** Arrival order only: an event that arrives after a newer one was answered. */
    private void addOlder(long answered) {
        int from = 0;
        while (from < windows.length && incoming.time < Times.minus(answered, windows[from])) {
            from++;
        }
        partials.add(incoming, from);
        partials.dropBefore(Times.minus(answered, plan.longestWindow()));
        timeline.insert(incoming, cuts);
    }

    /** Makes the partial results those of every window that ends at a time; time goes forward. */
    void moveTo(long time) {
        fold(time);
        for (int window = 0; window < windows.length; window++) {
            long cut = plan.start(time, windows[window]);
            cuts[window] = cut;
            if (timeline.newest() < cut) {
                partials.clearWindow(window);
                timeline.toEnd(window);
            } else {
                evict(window, cut);
            }
        }
        partials.dropBefore(plan.start(time, plan.longestWindow()));
        timeline.dropConsumed();
    }

    private void fold(long time) {
        reader.reset(pending.array(), 0, pending.length());
        int folded = 0;
        while (reader.remaining() > 0) {
            pendingLayout.read(reader, 0, current);
            if (current.time >= time) {
                break;
            }
            folded = reader.position();
            partials.add(current, 0);
            if (inArrivalOrder || partials.sums(current)) {
                timeline.append(current);
            }
        }
        if (folded > 0) {
            pending.dropFirst(folded);
        }
    }

    private void evict(int window, long cut) {
        boolean sums = partials.hasMoments(window);
        if (!sums) {
            timeline.toEnd(window);
            return;
        }
        while (timeline.peekTime(window) < cut) {
            timeline.read(window, current);
            partials.evict(current, window);
        }
    }

    /** Arrival order only: no event before this time will be asked for with its windows. */
    void keepFrom(long time) {
        long cut = Times.minus(time, plan.longestWindow());
        int keep = windows.length;
        cuts[keep] = cut;
        if (timeline.newest() < cut) {
            timeline.toEnd(keep);
        }
        while (timeline.peekTime(keep) < cut) {
            timeline.read(keep, current);
        }
        timeline.dropConsumed();
    }

    @Nullable Refusal answer(long time, Row features, Moments moments) {
        return partials.answer(time, features, moments);
    }

    /** Arrival order only: the answer at a time before the newest that was answered. */
    @Nullable Refusal answerEarlier(long time, Row features, Moments moments) {
        scanned.clear();
        timeline.scan(
                windows.length,
                time,
                current,
                values -> {
                    int from = 0;
                    while (from < windows.length
                            && values.time < Times.minus(time, windows[from])) {
                        from++;
                    }
                    if (from < windows.length) {
                        scanned.add(values, from);
                    }
                });
        return scanned.answer(time, features, moments);
    }

    /** Whether nothing of the key is left. */
    boolean isEmpty() {
        return pending.length() == 0 && partials.isEmpty() && timeline.isConsumed();
    }

    /** The time from which on no window can reach an event that was taken in. */
    long expiresAt() {
        return newest == Long.MIN_VALUE ? newest : Times.plus(newest, plan.longestWindow());
    }

    /** Forgets everything, tiles included. */
    void dropAll() {
        timeline.dropAll();
        partials.clear();
        pending.clear();
        newest = Long.MIN_VALUE;
    }

    long closedBytes() {
        return timeline.closedBytes();
    }

    long overflows() {
        return partials.overflows() + scanned.overflows();
    }

    /**
     * Packs the stream. The partial results of few events aren't written: adding the events up
     * again costs less than what RocksDB does with their bytes, and exact sums of the same events
     * are the same.
     *
     * @param answered the time that was last answered
     */
    void write(ByteWriter out, long answered) {
        out.putSigned(newest - answered); // may wrap, and back again
        boolean few = isRedundant && timeline.isWithin(FEW_BYTES);
        out.write(few ? 1 : 0);
        if (!few) {
            partials.write(out);
        }
        out.putUnsigned(pending.length());
        out.write(pending.array(), 0, pending.length());
        if (inArrivalOrder) {
            out.putSigned(cuts[windows.length]);
        }
        timeline.write(out);
    }

    /**
     * @param answered the time that was last answered
     */
    void read(ByteReader in, long answered, Tiles tiles) {
        newest = answered + in.getSigned();
        boolean few = in.getByte() != 0;
        if (!few) {
            partials.read(in);
        }
        int length = in.getCount();
        pending.clear();
        pending.write(in.array(), in.position(), length);
        in.skipBytes(length);
        for (int window = 0; window < windows.length; window++) {
            cuts[window] = plan.start(answered, windows[window]);
        }
        if (inArrivalOrder) {
            cuts[windows.length] = in.getSigned();
        }
        timeline.read(in, tiles);
        if (few) {
            addUp();
        }
    }

    /** Computes the partial results from the timeline: a window's events are from its cursor on. */
    private void addUp() {
        partials.clear();
        int longest = windows.length - 1;
        timeline.saveCursors();
        while (timeline.peekTime(longest) != Long.MAX_VALUE) {
            int from = longest;
            while (from > 0 && timeline.isNotBehind(from - 1, longest)) {
                from--;
            }
            timeline.read(longest, current);
            partials.add(current, from);
        }
        timeline.restoreCursors();
    }
}
