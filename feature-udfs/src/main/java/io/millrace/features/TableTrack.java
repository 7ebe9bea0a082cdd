package io.millrace.features;

import io.millrace.features.EntityPlan.Track;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Timeline;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * The rows that a change stream has of a key: a track from which what stands in it can be taken out
 * again, and into which rows come at any place. The rows that a window can still reach are kept, in
 * the order of their times.
 *
 * <p>As long as rows come behind those that were counted, it works as any track. When a change
 * touches what was counted already, all ranges forget what they have and count the kept rows again
 * at the next answer. So whatever an aggregate is, it's what it would be of the rows as they are,
 * bit for bit; a correction costs the time to count a key's rows, several before an answer cost it
 * once.
 */
final class TableTrack extends KeyTrack {
    private final int rowTime;
    private final boolean seesOwnTime;

    /** The cursor at the oldest row that's kept. */
    private final int keeper;

    /** For how long after its time a row can count; {@link Long#MAX_VALUE} for ever. */
    private final long reach;

    private final Values passed;

    /** The newest time that ranges have gone to. */
    private long moved;

    /** Whether the ranges stand at the keeper, and have nothing yet. */
    private boolean restarted;

    TableTrack(
            Track plan,
            RowType projection,
            RowType features,
            int tileBytes,
            Timeline.TileKeys keys) {
        super(plan, projection, features, false, tileBytes, keys);
        rowTime = projection.index(Objects.requireNonNull(plan.rowTime()));
        seesOwnTime = plan.seesOwnTime();
        keeper = cursors(plan);
        reach = reach(plan);
        passed = values();
        moved = Long.MIN_VALUE;
    }

    /** For how long after a row's time the row can count in any range. */
    static long reach(Track plan) {
        return plan.ranges().stream()
                .mapToLong(range -> new RangeBounds(range).history())
                .max()
                .orElse(0);
    }

    @Override
    boolean answersBefore() {
        return !seesOwnTime;
    }

    @Override
    void clear() {
        super.clear();
        moved = Long.MIN_VALUE;
        restarted = false;
    }

    @Override
    void prepare(Event event) {
        Coordinates takesBack = event.takesBack();
        if (takesBack == null) {
            super.prepare(event);
        } else {
            incoming.partition = takesBack.partition();
            incoming.offset = takesBack.offset();
        }
        Row row = event.fields();
        incoming.time = row.getLong(rowTime);
    }

    @Override
    void takeIn(Event event) {
        if (incoming.time < keptFrom(moved)) {
            return;
        }
        boolean counted = incoming.time < moved || (incoming.time == moved && seesOwnTime);
        if (event.takesBack() != null) {
            if (!timeline.remove(incoming)) {
                return;
            }
        } else if (isWanted()) {
            add();
        } else {
            return;
        }
        if (counted) {
            restart();
        }
    }

    private void add() {
        if (incoming.time > timeline.newest()) {
            timeline.append(incoming);
        } else {
            timeline.insert(incoming, anyTime);
        }
        newest = Math.max(newest, incoming.time);
    }

    private void restart() {
        restarted = true;
        for (RangeState range : ranges) {
            range.restart(keeper);
        }
    }

    private long keptFrom(long time) {
        return reach == Long.MAX_VALUE ? Long.MIN_VALUE : Times.minus(time, reach);
    }

    @Override
    @Nullable Refusal answer(long time, Row row) {
        restarted = false;
        Refusal refusal = super.answer(time, row);
        forget(time);
        return refusal;
    }

    @Override
    void settle(long time) {
        if (!restarted) {
            super.settle(time);
        }
        forget(time);
    }

    /** A correction may yet join a session to rows of before. */
    @Override
    long expiry(long eventTime) {
        return reach == Long.MAX_VALUE ? reach : Times.plus(eventTime, reach);
    }

    /** Lets go of the rows that no window reaches from a time on. */
    private void forget(long time) {
        moved = Math.max(moved, time);
        long from = keptFrom(moved);
        boolean any = false;
        while (timeline.peekTime(keeper) < from) {
            timeline.read(keeper, passed);
            any = true;
        }
        if (any && restarted) {
            restart();
        }
        timeline.dropConsumed();
    }

    @Override
    void write(ByteWriter out) {
        out.putSigned(moved);
        out.write(restarted ? 1 : 0);
        super.write(out);
    }

    @Override
    void read(ByteReader in, Tiles tiles) {
        moved = in.getSigned();
        restarted = in.getByte() != 0;
        super.read(in, tiles);
    }
}
