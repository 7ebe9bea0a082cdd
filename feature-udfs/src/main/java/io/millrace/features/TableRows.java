package io.millrace.features;

import io.millrace.features.EntityPlan.Track;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is known of the rows of change streams, one row at a time: attach it with {@link #open},
 * work, detach it with {@link #close}. Each change, in event order, becomes what it means for
 * features: an event that takes back the row as it was, under the entity keys that it had, and one
 * that adds it as it is. So entities needn't know each other's rows, records needn't hold what was
 * before, and it does no harm when a change comes twice or a row is deleted that isn't there.
 *
 * <p>A row is remembered until it's deleted, or until no window of any feature reaches its time any
 * more. For one thread.
 */
public final class TableRows {
    private static final byte VERSION = 1;
    private static final byte[] NOTHING = {};

    private final EventCodec codec;
    private final int featureCount;
    private final Source[] sources;
    private final OrderBuffer waiting;
    private final ByteWriter out = new ByteWriter();
    private final DataOutputStream encoder = new DataOutputStream(out);
    private final ByteReader in = new ByteReader();
    private final DataInputStream decoder = new DataInputStream(in);
    private @Nullable Event current;

    /**
     * What's needed of a source that's a change stream.
     *
     * @param time index of the row's time
     * @param operation index
     * @param reach how long after its time a row can count
     */
    private record Source(int time, int operation, List<String> deletions, long reach) {}

    TableRows(FeaturePlan.Parts parts, EventCodec codec) {
        this.codec = codec;
        featureCount = parts.features().size();
        waiting = new OrderBuffer(codec);
        sources = new Source[parts.sources().size()];
        for (int i = 0; i < sources.length; i++) {
            RowType fields = parts.sources().get(i);
            long reach = reach(parts, i);
            sources[i] =
                    parts.changes()
                            .get(i)
                            .map(
                                    plan ->
                                            new Source(
                                                    fields.index(plan.time()),
                                                    fields.index(plan.operation()),
                                                    plan.deletions(),
                                                    reach))
                            .orElseGet(() -> new Source(-1, -1, List.of(), 0));
        }
    }

    private static long reach(FeaturePlan.Parts parts, int source) {
        long reach = 0;
        for (EntityPlan entity : parts.entities()) {
            for (Track track : entity.tracks()) {
                if (track.source() == source) {
                    reach = Math.max(reach, TableTrack.reach(track));
                }
            }
        }
        return reach;
    }

    /**
     * Attaches a row.
     *
     * @param packed what {@link #close} gave, or null for a row that isn't known
     * @throws IllegalArgumentException if it's of a version that this release doesn't know
     */
    public void open(byte @Nullable [] packed) {
        current = null;
        waiting.clear();
        if (packed == null) {
            return;
        }
        in.reset(packed, 0, packed.length);
        byte version = in.getByte();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a row's state is of format "
                            + version
                            + "; this release reads "
                            + VERSION
                            + ": start from a savepoint of this release, or replay");
        }
        if (in.getByte() != 0) {
            try {
                current = codec.read(decoder);
            } catch (IOException e) {
                throw new UncheckedIOException("a row could not be read", e);
            }
        }
        waiting.read(in);
    }

    /** Puts a change into the order buffer, until {@link #advance} passes it. */
    public void offer(Event change) {
        waiting.add(change);
    }

    /** Event time of the earliest waiting change; {@link Long#MAX_VALUE} if none waits. */
    public long nextDue() {
        return waiting.earliest();
    }

    /**
     * Applies every waiting change up to a time, in event order.
     *
     * @param others changes that waited elsewhere, with times of at most {@code upTo}
     * @param meaning takes what each means for features
     */
    public void advance(long upTo, List<Event> others, Consumer<Event> meaning) {
        for (Event change : waiting.takeUpTo(upTo, others)) {
            apply(change, meaning);
        }
        if (expiresAt() <= upTo) {
            current = null;
        }
    }

    private void apply(Event change, Consumer<Event> meaning) {
        Event before = current;
        if (before != null) {
            meaning.accept(takingBack(before, change));
        }
        Source source = sources[change.source()];
        if (source.deletions.contains(change.fields().getText(source.operation))) {
            current = null;
        } else {
            current = change;
            meaning.accept(change);
        }
    }

    private Event takingBack(Event row, Event change) {
        return new Event(
                row.source(),
                change.id(),
                change.time(),
                change.at(),
                null,
                NOTHING,
                row.fields(),
                new Row(featureCount),
                row.at());
    }

    /** Writes what waits as this release's events, of whatever it was read. */
    void restate() {
        List<Event> changes = List.copyOf(waiting.takeUpTo(Long.MAX_VALUE, List.of()));
        changes.forEach(waiting::add);
    }

    /**
     * Event time from which on the row counts for nothing, and is forgotten; {@link Long#MAX_VALUE}
     * if there's none, or it counts for ever.
     */
    public long expiresAt() {
        Event row = current;
        if (row == null) {
            return Long.MAX_VALUE;
        }
        Source source = sources[row.source()];
        return source.reach == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Times.plus(row.fields().getLong(source.time), source.reach);
    }

    /** Packs what's known of the row; null when that's nothing. */
    public byte @Nullable [] close() {
        Event row = current;
        if (row == null && waiting.isEmpty()) {
            return null;
        }
        out.clear();
        out.write(VERSION);
        out.write(row == null ? 0 : 1);
        if (row != null) {
            try {
                codec.write(bare(row), encoder);
            } catch (IOException e) {
                throw new UncheckedIOException("a row could not be packed", e);
            }
        }
        waiting.write(out);
        return out.toArray();
    }

    /** The fields are all that's asked of a row. */
    private Event bare(Event row) {
        return new Event(
                row.source(),
                row.id(),
                row.time(),
                row.at(),
                null,
                NOTHING,
                row.fields(),
                new Row(featureCount));
    }
}
