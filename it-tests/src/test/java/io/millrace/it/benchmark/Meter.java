package io.millrace.it.benchmark;

import io.millrace.it.process.Await;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Watches an output topic fill: how many records when, and what that cost the TaskManager. */
final class Meter {
    private static final Duration LONGEST = Duration.ofHours(2);

    private final Admin admin;
    private final String topic;
    private final LongSupplier cpuMillis;
    private final List<Sample> samples = new ArrayList<>();

    /**
     * @param nanos since the first sample
     * @param epochMillis by the wall clock, as logs have it
     * @param records in the topic, committed or not; markers of transactions count, a few each
     *     checkpoint
     * @param cpuMillis of the TaskManager since it started
     */
    record Sample(long nanos, long epochMillis, long records, long cpuMillis) {}

    Meter(Admin admin, String topic, LongSupplier cpuMillis) {
        this.admin = admin;
        this.topic = topic;
        this.cpuMillis = cpuMillis;
    }

    /** Samples until there are so many records. */
    Measured awaitRecords(long rows, Supplier<String> evidence) {
        long start = System.nanoTime();
        Await.until(
                "%d records in %s".formatted(rows, topic),
                LONGEST,
                () -> {
                    samples.add(sample(start));
                    return samples.get(samples.size() - 1).records() >= rows;
                },
                evidence);
        return Measured.of(samples, rows);
    }

    private Sample sample(long start) {
        return new Sample(System.nanoTime() - start, System.currentTimeMillis(), records(), cpu());
    }

    private long cpu() {
        return cpuMillis.getAsLong();
    }

    private long records() {
        try {
            var partitions = new TreeMap<Integer, OffsetSpec>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .forEach(
                            description ->
                                    description
                                            .partitions()
                                            .forEach(
                                                    p ->
                                                            partitions.put(
                                                                    p.partition(),
                                                                    OffsetSpec.latest())));
            Map<TopicPartition, OffsetSpec> asked = new java.util.HashMap<>();
            partitions.forEach((p, spec) -> asked.put(new TopicPartition(topic, p), spec));
            return admin.listOffsets(asked).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            // Not made yet.
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading offsets", e);
        }
    }
}
