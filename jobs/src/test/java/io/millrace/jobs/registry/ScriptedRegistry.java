package io.millrace.jobs.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The registry's topics, in memory. A reader reads what's there when it's opened, and later what's
 * been added since. Operators are serialised, so this is found by its name.
 */
public final class ScriptedRegistry implements RegistryReader.Factory {
    private static final long serialVersionUID = 1L;
    private static final Map<String, List<RegistryRecord>> TOPICS = new ConcurrentHashMap<>();

    private static final long LONGEST_WAIT = 20;

    private final String name;

    public ScriptedRegistry(String name) {
        this.name = name;
        TOPICS.put(name, new ArrayList<>());
    }

    private List<RegistryRecord> log() {
        return TOPICS.computeIfAbsent(name, key -> new ArrayList<>());
    }

    /** One transaction: a reader sees all of it or nothing. */
    public void add(RegistryRecord... records) {
        List<RegistryRecord> log = log();
        synchronized (log) {
            log.addAll(List.of(records));
            log.notifyAll();
        }
    }

    @Override
    public RegistryReader open(List<String> topics) {
        return new Reader(log(), topics);
    }

    private static final class Reader implements RegistryReader {
        private final List<RegistryRecord> log;
        private final List<String> topics;
        private int position;

        Reader(List<RegistryRecord> log, List<String> topics) {
            this.log = log;
            this.topics = topics;
        }

        @Override
        public List<RegistryRecord> readToEnd(Duration timeout) {
            return next();
        }

        @Override
        public List<RegistryRecord> poll(Duration timeout) {
            synchronized (log) {
                if (position == log.size()) {
                    await(timeout);
                }
                return next();
            }
        }

        /** Not as long as Kafka would: whoever closes the reader's thread waits for it. */
        private void await(Duration timeout) {
            try {
                log.wait(Math.min(timeout.toMillis(), LONGEST_WAIT));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private List<RegistryRecord> next() {
            synchronized (log) {
                List<RegistryRecord> more = new ArrayList<>(log.subList(position, log.size()));
                position = log.size();
                more.removeIf(record -> !topics.contains(record.topic()));
                return more;
            }
        }

        @Override
        public void close() {}
    }
}
