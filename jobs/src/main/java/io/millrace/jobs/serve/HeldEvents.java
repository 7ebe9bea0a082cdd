package io.millrace.jobs.serve;

import io.millrace.schemas.event.Event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Events that wait on the heap for the watermark, by key.
 *
 * <p>Most wait for less than a second. If each were put into its key's state when it comes and
 * taken out when it's due, it would cost two reads and two writes of RocksDB; from here it costs
 * one of each, and several due events of one key cost one together. Before a checkpoint, or when
 * there are too many, they're moved into the state.
 *
 * <p>They stand in a heap by their time, so that a watermark costs what it releases and not what's
 * held: it may come often. Keys are visited in the order of their first due event.
 */
final class HeldEvents {
    private static final int OBJECTS = 400;
    private static final int FEATURE = 17;

    private final PriorityQueue<Held> waiting = new PriorityQueue<>();
    private final Map<String, List<Event>> due = new LinkedHashMap<>();
    private final long mostBytes;
    private long added;
    private long bytes;

    /**
     * @param mostBytes from which on it's full, roughly
     */
    HeldEvents(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * An event of a key.
     *
     * @param number in the order in which they came
     */
    private record Held(long time, long number, String key, Event event)
            implements Comparable<Held> {

        @Override
        public int compareTo(Held other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** What's done with the events of one key. */
    interface Visitor {
        void visit(String key, List<Event> events) throws Exception;
    }

    void add(String key, Event event) {
        waiting.add(new Held(event.time(), added++, key, event));
        bytes += size(event);
    }

    boolean isFull() {
        return bytes > mostBytes;
    }

    /** Takes out every event up to a time, key by key; of a key in the order of their times. */
    void release(long upTo, Visitor visitor) throws Exception {
        due.clear();
        for (Held first = waiting.peek();
                first != null && first.time <= upTo;
                first = waiting.peek()) {
            waiting.remove();
            bytes -= size(first.event);
            due.computeIfAbsent(first.key, key -> new ArrayList<>(2)).add(first.event);
        }
        for (Map.Entry<String, List<Event>> entry : due.entrySet()) {
            visitor.visit(entry.getKey(), entry.getValue());
        }
        due.clear();
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
