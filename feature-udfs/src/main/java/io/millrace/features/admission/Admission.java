package io.millrace.features.admission;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one event id: who had it first, and which events wait for the watermark.
 *
 * <p>A repeated id is a duplicate while its event time is at most the horizon after the first's. In
 * event-time order "first" is the smallest in {@link Event#ORDER}; for the usual duplicate, a
 * producer's retry with the same event time, that's the first by (partition, offset). After the
 * horizon the id is free again.
 *
 * <p>One instance serves many ids, one after the other: {@link #open}, work, {@link #close}. For
 * use by one thread.
 */
public final class Admission {
    private static final byte VERSION = 1;

    private final EventCodec codec;
    private final long[] horizons;
    private final List<Event> waiting = new ArrayList<>();
    private long firstTime;
    private @Nullable Coordinates first;
    private int firstSource;

    /**
     * @param horizons by source, in milliseconds of event time; negative: every event is admitted
     */
    public Admission(EventCodec codec, long[] horizons) {
        this.codec = codec;
        this.horizons = horizons.clone();
    }

    /**
     * Attaches an id.
     *
     * @param packed what {@link #close} gave, or null for an id that isn't known
     */
    public void open(byte @Nullable [] packed) {
        waiting.clear();
        first = null;
        if (packed != null) {
            unpack(packed);
        }
    }

    /** Puts an event into the order buffer. */
    public void offer(Event event) {
        waiting.add(event);
    }

    /** Event time of the earliest waiting event; Long.MAX_VALUE when none waits. */
    public long nextDue() {
        return waiting.stream().mapToLong(Event::time).min().orElse(Long.MAX_VALUE);
    }

    /** Decides about every waiting event with a time of at most {@code upTo}, in event order. */
    public void advance(long upTo, Verdicts verdicts) {
        waiting.sort(Event.ORDER);
        int due = 0;
        while (due < waiting.size() && waiting.get(due).time() <= upTo) {
            decide(waiting.get(due++), verdicts);
        }
        waiting.subList(0, due).clear();
    }

    /** Decides about an event at once: the first to arrive wins. */
    public void decide(Event event, Verdicts verdicts) {
        Coordinates known = first;
        if (known != null
                && firstSource == event.source()
                && Math.abs(event.time() - firstTime) <= horizons[event.source()]) {
            verdicts.duplicate(event, firstTime, known);
            return;
        }
        if (horizons[event.source()] >= 0) {
            first = event.at();
            firstTime = event.time();
            firstSource = event.source();
        }
        verdicts.admitted(event);
    }

    /** Event time from which on the id is free again; Long.MAX_VALUE when it isn't taken. */
    public long freeFrom() {
        return first == null ? Long.MAX_VALUE : firstTime + horizons[firstSource] + 1;
    }

    /** Gives the id free when its horizon has passed. */
    public void expire(long watermark) {
        if (freeFrom() <= watermark) {
            first = null;
        }
    }

    /** Packs what is known; null when that's nothing. */
    public byte @Nullable [] close() {
        if (first == null && waiting.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(first != null);
            if (first != null) {
                writeFirst(first, out);
            }
            out.writeInt(waiting.size());
            for (Event event : waiting) {
                codec.write(event, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an event id's state could not be packed", e);
        }
        return bytes.toByteArray();
    }

    private void writeFirst(Coordinates at, DataOutputStream out) throws IOException {
        out.writeByte(firstSource);
        out.writeLong(firstTime);
        out.writeUTF(at.topic());
        out.writeInt(at.partition());
        out.writeLong(at.offset());
        out.writeLong(at.timestamp());
    }

    private void unpack(byte[] packed) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException("format " + version + "; this release reads " + VERSION);
            }
            if (in.readBoolean()) {
                firstSource = in.readByte();
                firstTime = in.readLong();
                first = new Coordinates(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
            }
            for (int left = in.readInt(); left > 0; left--) {
                waiting.add(codec.read(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an event id's state could not be read", e);
        }
    }
}
