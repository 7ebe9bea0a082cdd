package io.millrace.schemas.topic;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the topics that are missing and checks those that are there. Running it again changes
 * nothing, and several may run at the same time.
 */
public final class TopicCreator {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Admin admin;
    private final Duration timeout;

    /**
     * @param admin stays open
     * @param timeout for each answer of Kafka
     */
    public TopicCreator(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
    }

    /**
     * @param partitionsOfSource how many partitions the main source's topic has, at least 1
     * @return the names of the topics that this call made, in the order of {@code topics}
     * @throws UnfitTopicsException if topics exist that can't be used as they are; the missing ones
     *     have been made nevertheless
     * @throws KafkaException if Kafka refuses or doesn't answer
     */
    public List<String> create(Collection<Topic> topics, int partitionsOfSource) {
        if (partitionsOfSource < 1) {
            throw new IllegalArgumentException(
                    "the source has " + partitionsOfSource + " partitions; at least 1 is needed");
        }
        Map<Topic, TopicDescription> existing = describe(topics);
        List<Topic> missing = topics.stream().filter(t -> !existing.containsKey(t)).toList();
        List<Topic> made = make(missing, partitionsOfSource);
        for (Topic topic : missing) {
            if (!made.contains(topic)) {
                existing.put(topic, describeSoon(topic));
            }
        }
        check(existing);
        return made.stream().map(Topic::name).toList();
    }

    private Map<Topic, TopicDescription> describe(Collection<Topic> topics) {
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(topics.stream().map(Topic::name).toList()).topicNameValues();
        Map<Topic, TopicDescription> found = new LinkedHashMap<>();
        for (Topic topic : topics) {
            await(
                            "describe the topic " + topic.name(),
                            answers.get(topic.name()),
                            UnknownTopicOrPartitionException.class)
                    .ifPresent(description -> found.put(topic, description));
        }
        return found;
    }

    /** Those that were made; somebody else may have been faster with others. */
    private List<Topic> make(List<Topic> missing, int partitionsOfSource) {
        if (missing.isEmpty()) {
            return List.of();
        }
        Map<String, KafkaFuture<Void>> answers =
                admin.createTopics(
                                missing.stream().map(t -> t.newTopic(partitionsOfSource)).toList())
                        .values();
        List<Topic> made = new ArrayList<>();
        for (Topic topic : missing) {
            KafkaFuture<Void> answer = answers.get(topic.name());
            await(
                            "make the topic " + topic.name(),
                            answer == null ? null : answer.thenApply(nothing -> true),
                            TopicExistsException.class)
                    .ifPresent(yes -> made.add(topic));
        }
        return made;
    }

    /** A topic that somebody else just made may be news to the broker that answers. */
    private TopicDescription describeSoon(Topic topic) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            TopicDescription description = describe(List.of(topic)).get(topic);
            if (description != null) {
                return description;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new KafkaException(
                        ("the topic %s can't be made, since it exists, but wasn't to be seen within"
                                        + " %s; is it being deleted? Start again")
                                .formatted(topic.name(), timeout));
            }
            pause();
        }
    }

    private void check(Map<Topic, TopicDescription> existing) {
        Map<ConfigResource, KafkaFuture<Config>> answers =
                admin.describeConfigs(
                                existing.keySet().stream().map(TopicCreator::resource).toList())
                        .values();
        List<String> problems = new ArrayList<>();
        existing.forEach(
                (topic, description) ->
                        await(
                                        "read the settings of the topic " + topic.name(),
                                        answers.get(resource(topic)),
                                        UnknownTopicOrPartitionException.class)
                                .map(config -> TopicCheck.problems(topic, description, config))
                                .ifPresent(problems::addAll));
        if (!problems.isEmpty()) {
            throw new UnfitTopicsException(problems);
        }
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    /** Kafka's answer; empty if it failed in the way that's expected. */
    private <T> Optional<T> await(
            String task, @Nullable KafkaFuture<T> answer, Class<? extends Exception> expected) {
        if (answer == null) {
            throw new KafkaException("can't " + task + ": Kafka gave no answer to it");
        }
        try {
            return Optional.of(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (expected.isInstance(e.getCause())) {
                return Optional.empty();
            }
            throw new KafkaException("can't " + task + ": " + reason(e), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "can't %s: no answer within %s; is Kafka up, and are its addresses right?"
                            .formatted(task, timeout),
                    e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : String.valueOf(cause.getMessage());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
