package io.millrace.features;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events that wait for the watermark, packed: an event is encoded when it comes and decoded when
 * it's due, however often the key is attached in between.
 */
final class OrderBuffer {
    private final EventCodec codec;
    private final ByteWriter waiting = new ByteWriter();
    private final ByteWriter encoded = new ByteWriter();
    private final DataOutputStream encoder = new DataOutputStream(encoded);
    private final ByteReader reader = new ByteReader();
    private final DataInputStream decoder = new DataInputStream(reader);
    private final List<Event> due = new ArrayList<>();
    private long earliest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;

    OrderBuffer(EventCodec codec) {
        this.codec = codec;
    }

    void clear() {
        waiting.clear();
        earliest = Long.MAX_VALUE;
        newest = Long.MIN_VALUE;
    }

    boolean isEmpty() {
        return waiting.length() == 0;
    }

    long earliest() {
        return earliest;
    }

    /** {@link Long#MIN_VALUE} if none waits. */
    long newest() {
        return newest;
    }

    void add(Event event) {
        encoded.clear();
        try {
            codec.write(event, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("event " + event.id() + " could not be packed", e);
        }
        append(event.time(), encoded.array(), 0, encoded.length());
    }

    private void append(long time, byte[] bytes, int from, int count) {
        waiting.putLong(time);
        waiting.putUnsigned(count);
        waiting.write(bytes, from, count);
        earliest = Math.min(earliest, time);
        newest = Math.max(newest, time);
    }

    /**
     * Takes out the events up to a time, and puts others among them, in {@link Event#ORDER}. The
     * list is used again.
     */
    List<Event> takeUpTo(long time, List<Event> others) {
        due.clear();
        for (int i = 0; i < others.size(); i++) {
            due.add(others.get(i)); // addAll would make an array
        }
        if (earliest <= time && !isEmpty()) {
            decodeUpTo(time);
        }
        if (due.size() > 1) {
            due.sort(Event.ORDER);
        }
        return due;
    }

    private void decodeUpTo(long time) {
        byte[] all = waiting.toArray();
        reader.reset(all, 0, all.length);
        clear();
        while (reader.remaining() > 0) {
            long next = reader.getLong();
            int count = reader.getCount();
            int from = reader.position();
            if (next <= time) {
                due.add(decode());
            } else {
                append(next, all, from, count);
                reader.skipBytes(count);
            }
        }
    }

    private Event decode() {
        try {
            return codec.read(decoder);
        } catch (IOException e) {
            throw new UncheckedIOException("a waiting event could not be read", e);
        }
    }

    /** Writes the rest of a head. */
    void write(ByteWriter out) {
        if (!isEmpty()) {
            out.putLong(earliest);
            out.putLong(newest);
            out.write(waiting.array(), 0, waiting.length());
        }
    }

    /** Reads the rest of a head. */
    void read(ByteReader in) {
        clear();
        if (in.remaining() > 0) {
            earliest = in.getLong();
            newest = in.getLong();
            waiting.write(in.array(), in.position(), in.remaining());
        }
    }
}
