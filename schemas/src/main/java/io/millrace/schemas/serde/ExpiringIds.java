package io.millrace.schemas.serde;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Ids that the registry didn't know, each for a short time, and a bounded number of them: hostile
 * bytes can name four billion.
 */
final class ExpiringIds {
    private final long nanos;
    private final LongSupplier nanoTime;
    private final Map<Integer, Long> addedAt;

    ExpiringIds(Duration life, int limit, LongSupplier nanoTime) {
        this.nanos = life.toNanos();
        this.nanoTime = nanoTime;
        this.addedAt =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
                        return size() > limit;
                    }
                };
    }

    synchronized boolean contains(int id) {
        Long added = addedAt.get(id);
        if (added == null) {
            return false;
        }
        if (nanoTime.getAsLong() - added < nanos) {
            return true;
        }
        addedAt.remove(id);
        return false;
    }

    synchronized void add(int id) {
        addedAt.put(id, nanoTime.getAsLong());
    }
}
