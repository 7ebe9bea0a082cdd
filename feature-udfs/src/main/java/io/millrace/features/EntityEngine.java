package io.millrace.features;

import io.millrace.features.EntityPlan.Output;
import io.millrace.features.expression.RefusedException;
import io.millrace.features.function.FunctionFailure;
import io.millrace.features.numbers.Moments;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Timeline;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Computes all features of one entity, one key at a time: attach a key with {@link #open}, work,
 * detach it with {@link #close}. Its objects are used again for the next key. For one thread.
 *
 * <p>By default an event at time t is answered from the events in {@code [t - w, t)}, exact to the
 * millisecond: of what's stamped t nothing, whatever its order. Every answer is a function of the
 * set of events in the window, bit for bit; see {@link Moments} for sums. An event is taken in as
 * soon as it's answered, also when the answer is a {@link Refusal}, except if the refusal is about
 * a {@code where:} condition that the event itself makes undecidable.
 *
 * <p>Events of other sources than the main one are taken in at their turn and never answered.
 *
 * <p>In event-time order, {@link #offer} keeps an event until {@link #advance} passes it. In
 * arrival order {@link #answerNow} answers at once, and {@link #advance} says which events can't
 * come any more, so that their windows are forgotten.
 */
public final class EntityEngine {
    /** From this length on a tile is closed: some thirty events of one column. */
    static final int TILE_BYTES = 512;

    private static final byte VERSION = 3;

    /** More streams and tracks than an entity has; their tiles share a map. */
    private static final long SLOTS = 1 << 16;

    private final boolean inArrivalOrder;
    private final KeyStream[] streams;
    private final KeyStream[][] streamsOfSource;
    private final EntityPlan plan;
    private final EntityTracks tracks;

    /** Whether an answer may depend on others of its millisecond. */
    private final boolean seesMillisecond;

    private final int[] features;
    private final long longestWindow;
    private final OrderBuffer waiting;
    private final Moments moments = new Moments();
    private final ByteWriter out = new ByteWriter();
    private final ByteReader in = new ByteReader();

    /** Used again, for the events of one millisecond. */
    private @Nullable Refusal[] undecided = new @Nullable Refusal[1];

    /** The newest time that was answered. */
    private long answered;

    /** Arrival order only: no event up to this time will come. */
    private long passed;

    EntityEngine(FeaturePlan.Parts parts, EntityPlan plan, EventCodec codec, int tileBytes) {
        inArrivalOrder = parts.order() == Order.ARRIVAL;
        waiting = new OrderBuffer(codec);
        streams = new KeyStream[plan.streams().size()];
        this.plan = plan;
        for (int i = 0; i < streams.length; i++) {
            EntityPlan.Stream stream = plan.streams().get(i);
            RowType projection = parts.sources().get(stream.source());
            streams[i] =
                    new KeyStream(
                            stream,
                            projection,
                            parts.features(),
                            inArrivalOrder,
                            tileBytes,
                            tileKeys(stream.slot()));
        }
        streamsOfSource =
                IntStream.range(0, parts.sources().size())
                        .mapToObj(source -> of(streams, source))
                        .toArray(KeyStream[][]::new);
        tracks = new EntityTracks(parts, plan, tileBytes);
        seesMillisecond =
                !tracks.isEmpty() || Arrays.stream(streams).anyMatch(KeyStream::includesEnd);
        longestWindow =
                Math.max(
                        tracks.longestReach(),
                        plan.streams().stream()
                                .mapToLong(EntityPlan.Stream::longestWindow)
                                .max()
                                .orElse(0));
        features =
                IntStream.concat(
                                plan.streams().stream()
                                        .flatMap(stream -> stream.series().stream())
                                        .flatMap(series -> series.outputs().stream())
                                        .mapToInt(Output::feature),
                                plan.tracks().stream()
                                        .flatMap(track -> track.measures().stream())
                                        .mapToInt(EntityPlan.Measure::feature))
                        .filter(feature -> feature != EntityPlan.NO_FEATURE)
                        .toArray();
    }

    private static KeyStream[] of(KeyStream[] streams, int source) {
        return Arrays.stream(streams)
                .filter(stream -> stream.source() == source)
                .toArray(KeyStream[]::new);
    }

    static Timeline.TileKeys tileKeys(int slot) {
        return number -> number * SLOTS + slot;
    }

    /**
     * Attaches a key.
     *
     * @param head what {@link #close} gave, or null for a new key
     * @param tiles of this key
     * @throws IllegalArgumentException if the head is of a version that this release doesn't know
     */
    public void open(byte @Nullable [] head, Tiles tiles) {
        if (head == null) {
            answered = Long.MIN_VALUE;
            passed = Long.MIN_VALUE;
            waiting.clear();
            for (KeyStream stream : streams) {
                stream.reset(tiles);
            }
            tracks.reset(tiles);
            return;
        }
        in.reset(head, 0, head.length);
        byte version = in.getByte();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a key's features are of format "
                            + version
                            + "; this release reads "
                            + VERSION
                            + ": start from a savepoint of this release, or replay");
        }
        answered = in.getSigned();
        passed = inArrivalOrder ? in.getSigned() : Long.MIN_VALUE;
        for (KeyStream stream : streams) {
            stream.read(in, answered, tiles);
        }
        tracks.read(in, tiles);
        waiting.read(in);
    }

    /** Puts an event into the order buffer, until {@link #advance} passes it. */
    public void offer(Event event) {
        waiting.add(event);
    }

    /** Event time of the earliest waiting event; {@link Long#MAX_VALUE} if none waits. */
    public long nextDue() {
        return waiting.earliest();
    }

    /**
     * Answers every waiting event up to a time in (time, topic, partition, offset) order. The
     * caller promises that no event up to that time comes any more: it's the watermark.
     *
     * @throws IllegalStateException if a waiting event is behind what was answered
     */
    public void advance(long upTo, Answers answers) {
        advance(upTo, List.of(), answers);
    }

    /**
     * As {@link #advance(long, Answers)}, of what waits and of events that waited elsewhere.
     *
     * @param others with times of at most {@code upTo}, in any order
     */
    public void advance(long upTo, List<Event> others, Answers answers) {
        List<Event> due = waiting.takeUpTo(upTo, others);
        for (int from = 0, to; from < due.size(); from = to) {
            Event event = due.get(from);
            if (event.time() < answered) {
                throw late(event, answered);
            }
            to = seesMillisecond ? endOfMillisecond(due, from) : from + 1;
            answer(due, from, to, answers);
            if (!inArrivalOrder) {
                settleOthers(due, from, to);
            }
        }
        if (inArrivalOrder && upTo > passed) {
            passed = upTo;
            for (KeyStream stream : streams) {
                stream.keepFrom(Times.plus(passed, 1));
            }
            tracks.settle(Times.plus(passed, 1));
        }
        long expiry = expiresAt();
        if (waiting.isEmpty() && expiry <= upTo && expiry != Long.MAX_VALUE) {
            dropAll();
        }
    }

    private void dropAll() {
        for (KeyStream stream : streams) {
            stream.dropAll();
        }
        tracks.dropAll();
    }

    private static int endOfMillisecond(List<Event> events, int from) {
        int to = from + 1;
        while (to < events.size() && events.get(to).time() == events.get(from).time()) {
            to++;
        }
        return to;
    }

    /**
     * Arrival order: answers an event from what has arrived by now and is before it, and takes it
     * in. An event that's behind others costs a look through its window.
     *
     * @throws IllegalStateException if the time was passed by {@link #advance}
     */
    public void answerNow(Event event, Answers answers) {
        if (!inArrivalOrder) {
            throw new IllegalStateException("the pipeline's order is event-time: offer the event");
        }
        if (event.time() <= passed) {
            throw late(event, passed);
        }
        answer(List.of(event), 0, 1, answers);
    }

    private static IllegalStateException late(Event event, long time) {
        return new IllegalStateException(
                "event "
                        + event.id()
                        + " at "
                        + event.time()
                        + " comes after "
                        + time
                        + " was passed: late events have to be kept out before");
    }

    /**
     * Answers events of one millisecond. Those windows that have the millisecond's events in them
     * need all of them first.
     */
    private void answer(List<Event> events, int from, int to, Answers answers) {
        int looked = seesMillisecond ? to - from : 0;
        if (undecided.length < looked) {
            undecided = new @Nullable Refusal[looked];
        }
        for (int i = 0; i < looked; i++) {
            undecided[i] = takeInBefore(events.get(from + i));
        }
        for (int i = from; i < to; i++) {
            Event event = events.get(i);
            Refusal refusal = looked == 0 ? null : undecided[i - from];
            if (refusal == null && looked != 1) {
                refusal = prepare(event);
            }
            if (refusal == null) {
                answer(event, answers);
            } else {
                answers.refused(event, refusal);
            }
        }
        for (int i = 0; i < looked; i++) {
            if (undecided[i] == null) {
                tracks.takeInAfter(events.get(from + i));
            }
        }
    }

    /** Takes an event in where others of its millisecond see it; returns why it can't, or null. */
    private @Nullable Refusal takeInBefore(Event event) {
        Refusal refusal = prepare(event);
        if (refusal == null) {
            tracks.takeIn(event);
            for (KeyStream own : streamsOfSource[event.source()]) {
                if (own.includesEnd()) {
                    own.takeInAtOnce();
                }
            }
        }
        return refusal;
    }

    /** Brings what other sources sent into the tracks, so that it doesn't wait for an answer. */
    private void settleOthers(List<Event> events, int from, int to) {
        for (int i = from; i < to; i++) {
            if (events.get(i).source() == 0) {
                return;
            }
        }
        tracks.settle(events.get(from).time());
    }

    /** Looks at an event before it's taken in; returns why it can't be, or null. */
    private @Nullable Refusal prepare(Event event) {
        try {
            for (KeyStream own : streamsOfSource[event.source()]) {
                own.prepare(event);
            }
            tracks.prepare(event);
            return null;
        } catch (RefusedException e) {
            String message = "its \"where\" condition can't be decided: " + e.getMessage();
            return new Refusal("where", null, message);
        } catch (FunctionFailure e) {
            return new Refusal(e.function(), null, "it can't be taken in: " + e.getMessage());
        }
    }

    private void answer(Event event, Answers answers) {
        boolean isAsked = event.source() == 0;
        Refusal refusal = isAsked ? compute(event.time(), event.features()) : null;
        for (KeyStream own : streamsOfSource[event.source()]) {
            if (!own.includesEnd()) {
                own.takeIn(answered);
            }
        }
        if (refusal != null) {
            answers.refused(event, refusal);
        } else {
            answers.answered(event);
        }
    }

    private @Nullable Refusal compute(long time, Row row) {
        boolean isEarlier = time < answered;
        Refusal refusal = null;
        for (KeyStream stream : streams) {
            Refusal own;
            if (isEarlier) {
                own = stream.answerEarlier(time, row, moments);
            } else {
                stream.moveTo(time);
                own = stream.answer(time, row, moments);
            }
            refusal = refusal == null ? own : refusal;
        }
        Refusal other = tracks.answer(time, row);
        refusal = refusal == null ? other : refusal;
        answered = Math.max(answered, time);
        return refusal;
    }

    /** An event without a key: the entity's features are null. No key needs to be attached. */
    public void skip(Event event) {
        for (int feature : features) {
            event.features().setNull(feature);
        }
    }

    /**
     * Packs the key's state. Another key has to be attached before anything else is done, except
     * for {@link #nextDue} and {@link #expiresAt}, which still tell of this one.
     *
     * @return null when nothing is left
     */
    public byte @Nullable [] close() {
        boolean empty = waiting.isEmpty() && tracks.areEmpty();
        for (KeyStream stream : streams) {
            empty = empty && stream.isEmpty();
        }
        if (empty) {
            dropAll();
            return null;
        }
        out.clear();
        out.write(VERSION);
        out.putSigned(answered);
        if (inArrivalOrder) {
            out.putSigned(passed);
        }
        for (KeyStream stream : streams) {
            stream.write(out, answered);
        }
        tracks.write(out);
        waiting.write(out);
        return out.toArray();
    }

    /**
     * Makes of a key's state another engine's: where both have the same slot, it goes over; what
     * only the other has is dropped, and what only this one has begins with nothing. Another key
     * has to be attached before anything else is done.
     *
     * @param other whose {@link #close} gave the head; its events are read as this engine's
     */
    byte[] takeOver(EntityEngine other, byte[] head, Tiles tiles) {
        other.open(head, tiles);
        out.clear();
        out.write(VERSION);
        out.putSigned(other.answered);
        if (inArrivalOrder) {
            out.putSigned(other.passed);
        }
        for (int i = 0; i < streams.length; i++) {
            int same = other.streamAt(plan.streams().get(i).slot());
            streams[i].reset(tiles);
            (same < 0 ? streams[i] : other.streams[same]).write(out, other.answered);
        }
        tracks.reset(tiles);
        for (int i = 0; i < plan.tracks().size(); i++) {
            int same = other.trackAt(plan.tracks().get(i).slot());
            (same < 0 ? tracks : other.tracks).write(same < 0 ? i : same, out);
        }
        waiting.clear();
        other.waiting.takeUpTo(Long.MAX_VALUE, List.of()).forEach(waiting::add);
        waiting.write(out);
        byte[] taken = out.toArray();
        other.dropAllBut(plan);
        return taken;
    }

    private int streamAt(int slot) {
        for (int i = 0; i < streams.length; i++) {
            if (plan.streams().get(i).slot() == slot) {
                return i;
            }
        }
        return -1;
    }

    private int trackAt(int slot) {
        for (int i = 0; i < plan.tracks().size(); i++) {
            if (plan.tracks().get(i).slot() == slot) {
                return i;
            }
        }
        return -1;
    }

    private void dropAllBut(EntityPlan kept) {
        for (int i = 0; i < streams.length; i++) {
            int slot = plan.streams().get(i).slot();
            if (kept.streams().stream().noneMatch(stream -> stream.slot() == slot)) {
                streams[i].dropAll();
            }
        }
        for (int i = 0; i < plan.tracks().size(); i++) {
            int slot = plan.tracks().get(i).slot();
            if (kept.tracks().stream().noneMatch(track -> track.slot() == slot)) {
                tracks.drop(i);
            }
        }
    }

    /**
     * Event time from which on the state answers nothing any more, if nothing else comes: newest
     * event plus longest window. When the watermark has reached it, {@link #advance} forgets the
     * key. {@link Long#MAX_VALUE} if there's nothing to forget, or something to remember for ever.
     */
    public long expiresAt() {
        long latest = tracks.expiresAt();
        for (KeyStream stream : streams) {
            latest = Math.max(latest, stream.expiresAt());
        }
        if (!waiting.isEmpty()) {
            latest = Math.max(latest, Times.plus(waiting.newest(), longestWindow));
            latest = Math.max(latest, tracks.expiry(waiting.newest()));
        }
        return latest == Long.MIN_VALUE ? Long.MAX_VALUE : latest;
    }

    /**
     * How long state is kept after its newest event, in milliseconds; windows that have no end
     * don't count. It isn't what a replay needs: see {@link FeaturePlan#replayNeeds}.
     */
    public long longestWindow() {
        return longestWindow;
    }

    /** About how many bytes the key has in tiles, besides its head: for a metric. */
    public long tileBytes() {
        long bytes = tracks.closedBytes();
        for (KeyStream stream : streams) {
            bytes += stream.closedBytes();
        }
        return bytes;
    }

    /**
     * How many results were beyond a double's range, and therefore null, since this engine was
     * made: for a metric.
     */
    public long overflows() {
        long sum = tracks.overflows();
        for (KeyStream stream : streams) {
            sum += stream.overflows();
        }
        return sum;
    }
}
