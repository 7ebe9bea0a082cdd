package io.millrace.jobs.serve;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The packed state of the keys that came last, written behind: a busy key's state is read and
 * written here, and goes to RocksDB before a checkpoint or when others push it out. It must be
 * flushed before each barrier; after a restore a new one begins empty.
 */
final class HeadCache {
    /** A key, its entry and the links to others. */
    private static final int OBJECTS = 200;

    private static final int SPARED = 8;

    private final long mostBytes;
    private final Map<String, Head> heads = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** A key's state, and whether RocksDB has another one. */
    private static final class Head {
        private final byte[] packed;
        private boolean isChanged = true;

        Head(byte[] packed) {
            this.packed = packed;
        }

        long size() {
            return OBJECTS + packed.length;
        }
    }

    /** Writes a key's state to where it's kept. */
    interface Store {
        void write(String key, byte[] packed) throws Exception;
    }

    /**
     * @param mostBytes roughly; 0: nothing is kept
     */
    HeadCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A key's state; null if it isn't known here. */
    byte @Nullable [] get(String key) {
        Head head = heads.get(key);
        return head == null ? null : head.packed;
    }

    /** Keeps a changed state. */
    void put(String key, byte[] packed) {
        Head head = new Head(packed);
        Head before = heads.put(key, head);
        bytes += head.size() - (before == null ? 0 : before.size());
    }

    void remove(String key) {
        Head before = heads.remove(key);
        bytes -= before == null ? 0 : before.size();
    }

    boolean isFull() {
        return bytes > mostBytes;
    }

    /** Gives up the keys that weren't used for longest, some at once. */
    void trim(Store store) throws Exception {
        long wanted = mostBytes - mostBytes / SPARED;
        Iterator<Map.Entry<String, Head>> eldest = heads.entrySet().iterator();
        while (bytes > wanted && eldest.hasNext()) {
            Map.Entry<String, Head> entry = eldest.next();
            write(entry, store);
            bytes -= entry.getValue().size();
            eldest.remove();
        }
    }

    /** Writes what has changed, and keeps it. */
    void flush(Store store) throws Exception {
        for (Map.Entry<String, Head> entry : heads.entrySet()) {
            write(entry, store);
        }
    }

    private static void write(Map.Entry<String, Head> entry, Store store) throws Exception {
        Head head = entry.getValue();
        if (head.isChanged) {
            store.write(entry.getKey(), head.packed);
            head.isChanged = false;
        }
    }
}
