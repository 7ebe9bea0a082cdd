package io.millrace.jobs.serve;

import io.millrace.schemas.event.Event;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that wait on the heap for the watermark, by key.
 *
 * <p>Most wait for less than a second. If each were put into its key's state when it comes and
 * taken out when it's due, it would cost two reads and two writes of RocksDB; from here it costs
 * one of each, and several due events of one key cost one together. Before a checkpoint, or when
 * there are too many, they're moved into the state.
 *
 * <p>Keys are visited in the order in which they came.
 */
final class HeldEvents {
    private static final int OBJECTS = 400;
    private static final int FEATURE = 17;

    private final Map<String, Held> keys = new LinkedHashMap<>();
    private final long mostBytes;
    private long earliest = Long.MAX_VALUE;
    private long bytes;

    /**
     * @param mostBytes from which on it's full, roughly
     */
    HeldEvents(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** One key's events. */
    private static final class Held {
        private List<Event> events = new ArrayList<>(2);
        private long earliest = Long.MAX_VALUE;

        void add(Event event) {
            events.add(event);
            earliest = Math.min(earliest, event.time());
        }

        /** Takes out what's due. */
        List<Event> due(long upTo) {
            List<Event> all = events;
            List<Event> due = new ArrayList<>(all.size());
            events = new ArrayList<>(2);
            earliest = Long.MAX_VALUE;
            for (Event event : all) {
                if (event.time() <= upTo) {
                    due.add(event);
                } else {
                    add(event);
                }
            }
            return due;
        }
    }

    /** What's done with the events of one key. */
    interface Visitor {
        void visit(String key, List<Event> events) throws Exception;
    }

    void add(String key, Event event) {
        keys.computeIfAbsent(key, made -> new Held()).add(event);
        earliest = Math.min(earliest, event.time());
        bytes += size(event);
    }

    boolean isFull() {
        return bytes > mostBytes;
    }

    /** Takes out every event up to a time, key by key. */
    void release(long upTo, Visitor visitor) throws Exception {
        if (earliest > upTo) {
            return;
        }
        earliest = Long.MAX_VALUE;
        Iterator<Map.Entry<String, Held>> left = keys.entrySet().iterator();
        while (left.hasNext()) {
            Map.Entry<String, Held> entry = left.next();
            Held held = entry.getValue();
            if (held.earliest <= upTo) {
                List<Event> due = held.due(upTo);
                for (Event event : due) {
                    bytes -= size(event);
                }
                visitor.visit(entry.getKey(), due);
            }
            if (held.events.isEmpty()) {
                left.remove();
            } else {
                earliest = Math.min(earliest, held.earliest);
            }
        }
    }

    /** Takes out every event, key by key. */
    void releaseAll(Visitor visitor) throws Exception {
        release(Long.MAX_VALUE, visitor);
    }

    private static long size(Event event) {
        return OBJECTS
                + event.value().length
                + FEATURE * (long) (event.fields().size() + event.features().size());
    }
}
