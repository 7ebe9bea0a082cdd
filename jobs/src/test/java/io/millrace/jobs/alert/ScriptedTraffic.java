package io.millrace.jobs.alert;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Newest timestamps that a test says. Operators are serialised, so they're found by a name. */
final class ScriptedTraffic implements Traffic.Factory {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Map<String, Long>> NEWEST = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    void say(Map<String, Long> newest) {
        NEWEST.put(name, newest);
    }

    @Override
    public Traffic open() {
        return new Traffic() {
            @Override
            public CompletableFuture<Map<String, Long>> newest(Collection<String> topics) {
                Map<String, Long> known = NEWEST.get(name);
                return known == null
                        ? CompletableFuture.failedFuture(new IllegalStateException("no broker"))
                        : CompletableFuture.completedFuture(known);
            }

            @Override
            public void close() {}
        };
    }
}
