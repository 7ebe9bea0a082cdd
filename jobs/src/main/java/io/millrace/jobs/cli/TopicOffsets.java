package io.millrace.jobs.cli;

import io.millrace.schemas.problem.NearestName;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * Topics with the first and the next committed offset of each partition.
 *
 * @param begin the first offset by partition
 * @param end the offset after the last committed one, by partition
 */
record TopicOffsets(TopicDescription topic, List<Long> begin, List<Long> end) {

    /** Offsets in use: records, and the markers of transactions. */
    long span() {
        long sum = 0;
        for (int i = 0; i < begin.size(); i++) {
            sum += end.get(i) - begin.get(i);
        }
        return sum;
    }

    static List<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    /** All topics but Kafka's own, by name. */
    static List<TopicOffsets> all(Admin admin) throws ExecutionException, InterruptedException {
        return of(admin, admin.listTopics().names().get());
    }

    static List<TopicOffsets> of(Admin admin, Collection<String> names)
            throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> topics =
                new TreeMap<>(admin.describeTopics(names).allTopicNames().get());
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> next = new HashMap<>();
        for (TopicDescription topic : topics.values()) {
            for (TopicPartition partition : partitions(topic)) {
                first.put(partition, OffsetSpec.earliest());
                next.put(partition, OffsetSpec.latest());
            }
        }
        var committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        var begins = admin.listOffsets(first, committed).all().get();
        var ends = admin.listOffsets(next, committed).all().get();
        List<TopicOffsets> found = new ArrayList<>();
        for (TopicDescription topic : topics.values()) {
            found.add(new TopicOffsets(topic, offsets(topic, begins), offsets(topic, ends)));
        }
        return found;
    }

    private static List<Long> offsets(
            TopicDescription topic, Map<TopicPartition, ListOffsetsResultInfo> found) {
        return partitions(topic).stream()
                .map(partition -> Objects.requireNonNull(found.get(partition)).offset())
                .toList();
    }

    /**
     * One topic.
     *
     * @throws CommandFailure if there's none of this name; names the nearest
     */
    static TopicOffsets one(Admin admin, String name)
            throws ExecutionException, InterruptedException {
        try {
            return of(admin, Collections.singleton(name)).get(0);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw unknown(name, admin.listTopics().names().get());
            }
            throw e;
        }
    }

    private static CommandFailure unknown(String name, Collection<String> names) {
        String known =
                names.isEmpty()
                        ? "there are no topics yet"
                        : "there are: " + String.join(", ", names.stream().sorted().toList());
        return new CommandFailure(
                ExitCode.NO,
                "there is no topic \"" + name + "\"",
                NearestName.of(name, names)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse(known),
                "millrace dev makes a pipeline's topics; elsewhere: millrace topics create");
    }
}
