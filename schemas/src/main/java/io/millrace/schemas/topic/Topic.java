package io.millrace.schemas.topic;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A topic of a pipeline.
 *
 * @param name on Kafka
 */
public record Topic(String name, TopicKind kind) {
    private static final Pattern LEGAL = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    private static final String MONTH = Long.toString(Duration.ofDays(30).toMillis());

    public Topic {
        if (!LEGAL.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + name
                            + "\" can't be a topic's name: 1 to 249 letters, digits, dots,"
                            + " underscores and hyphens are allowed; choose another one");
        }
    }

    /** {@code compact} or {@code delete}. */
    public String cleanup() {
        return kind.retention().isCompacted()
                ? TopicConfig.CLEANUP_POLICY_COMPACT
                : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    /** How many partitions it has, given how many the main source's topic has. */
    public int partitions(int ofSource) {
        return kind.partitions() == TopicKind.Partitions.ONE ? 1 : ofSource;
    }

    /** What it's created with. The replication factor is the brokers' default. */
    public NewTopic newTopic(int partitionsOfSource) {
        return new NewTopic(name, Optional.of(partitions(partitionsOfSource)), Optional.empty())
                .configs(configs());
    }

    private Map<String, String> configs() {
        Map<String, String> configs = new TreeMap<>();
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup());
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(kind.size().bytes()));
        // Event time is in the payload. With the producer's time here, a replay of old events
        // would be deleted as soon as it's written.
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        switch (kind.retention()) {
            case MONTH -> configs.put(TopicConfig.RETENTION_MS_CONFIG, MONTH);
            case NEWEST_OF_KEY_AND_MONTH ->
                    configs.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, MONTH);
            case FOREVER -> configs.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
            case NEWEST_OF_KEY -> {}
        }
        return configs;
    }
}
