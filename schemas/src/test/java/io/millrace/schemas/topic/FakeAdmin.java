package io.millrace.schemas.topic;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster's topics in memory, behind the part of Kafka's admin client that's used here. */
final class FakeAdmin {
    final Map<String, NewTopic> topics = new TreeMap<>();

    /** Run one by one, each before the next request to make topics. */
    final Deque<Runnable> beforeMaking = new ArrayDeque<>();

    /** How many more requests go without an answer. */
    int silent;

    /** How many more descriptions don't know of any topic. */
    int forgetful;

    Admin admin() {
        return (Admin)
                Proxy.newProxyInstance(
                        FakeAdmin.class.getClassLoader(),
                        new Class<?>[] {Admin.class},
                        (proxy, method, arguments) -> answer(method.getName(), arguments));
    }

    void make(String name, int partitions, Map<String, String> configs) {
        topics.put(
                name,
                new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs));
    }

    NewTopic topic(String name) {
        return Objects.requireNonNull(topics.get(name), name);
    }

    @SuppressWarnings("unchecked")
    private Object answer(String method, Object[] arguments) {
        return switch (method) {
            case "createTopics" -> createTopics((Collection<NewTopic>) arguments[0]);
            case "describeTopics" -> describeTopics((Collection<String>) arguments[0]);
            case "describeConfigs" -> describeConfigs((Collection<ConfigResource>) arguments[0]);
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private CreateTopicsResult createTopics(Collection<NewTopic> wanted) {
        if (!beforeMaking.isEmpty()) {
            beforeMaking.poll().run();
        }
        Map<String, KafkaFuture<CreateTopicsResult.TopicMetadataAndConfig>> answers =
                new LinkedHashMap<>();
        for (NewTopic topic : wanted) {
            answers.put(
                    topic.name(),
                    topics.putIfAbsent(topic.name(), topic) == null
                            ? KafkaFuture.completedFuture(null)
                            : failed(new TopicExistsException("it exists")));
        }
        return new CreateTopicsResult(answers) {};
    }

    private DescribeTopicsResult describeTopics(Collection<String> names) {
        boolean forgets = forgetful > 0;
        forgetful = Math.max(0, forgetful - 1);
        return new DescribeTopicsResult(
                null,
                answers(
                        names,
                        name -> forgets || !topics.containsKey(name) ? null : describe(name))) {};
    }

    private TopicDescription describe(String name) {
        Node node = new Node(1, "localhost", 9092);
        return new TopicDescription(
                name,
                false,
                IntStream.range(0, topic(name).numPartitions())
                        .mapToObj(i -> new TopicPartitionInfo(i, node, List.of(), List.of()))
                        .toList());
    }

    private DescribeConfigsResult describeConfigs(Collection<ConfigResource> resources) {
        return new DescribeConfigsResult(answers(resources, r -> config(r.name()))) {};
    }

    private Config config(String name) {
        Map<String, String> configs = new TreeMap<>(Map.of("max.message.bytes", "1048588"));
        configs.putAll(topic(name).configs());
        return new Config(
                configs.entrySet().stream()
                        .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
                        .toList());
    }

    private <K, V> Map<K, KafkaFuture<V>> answers(Collection<K> keys, Function<K, V> answer) {
        boolean answers = silent == 0;
        silent = Math.max(0, silent - 1);
        return keys.stream()
                .collect(
                        Collectors.toMap(
                                key -> key,
                                key ->
                                        answers
                                                ? future(answer.apply(key))
                                                : new KafkaFutureImpl<>()));
    }

    private static <V> KafkaFuture<V> future(V value) {
        return value == null
                ? failed(new UnknownTopicOrPartitionException("unknown"))
                : KafkaFuture.completedFuture(value);
    }

    private static <V> KafkaFuture<V> failed(Exception e) {
        KafkaFutureImpl<V> future = new KafkaFutureImpl<>();
        future.completeExceptionally(e);
        return future;
    }
}
