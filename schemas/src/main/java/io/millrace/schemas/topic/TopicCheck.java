package io.millrace.schemas.topic;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a topic that exists can be used. Only what would lose records or break their order
 * counts; retention and everything else is its owner's to choose.
 */
final class TopicCheck {
    private TopicCheck() {}

    static List<String> problems(Topic topic, TopicDescription description, Config config) {
        List<String> problems = new ArrayList<>();
        String cleanup = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!topic.cleanup().equals(cleanup)) {
            problems.add(cleanupProblem(topic, cleanup));
        }
        int partitions = description.partitions().size();
        if (topic.kind().partitions() == TopicKind.Partitions.ONE && partitions != 1) {
            problems.add(
                    ("topic %s has %d partitions and must have 1, since the order of all its"
                                    + " records matters; partitions can't be taken away: delete the"
                                    + " topic so that it's made anew, or give %s another name")
                            .formatted(topic.name(), partitions, topic.kind().suffix()));
        }
        String bytes = value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        int needed = topic.kind().size().bytes();
        if (topic.kind().size() != TopicKind.Size.USUAL
                && bytes != null
                && Integer.parseInt(bytes) < needed) {
            problems.add(
                    "topic %s takes records of up to %s bytes and needs %d; %s"
                            .formatted(
                                    topic.name(),
                                    bytes,
                                    needed,
                                    alter(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, needed)));
        }
        return problems;
    }

    private static String cleanupProblem(Topic topic, @Nullable String found) {
        String consequence =
                topic.kind().retention().isCompacted()
                        ? "records that are still needed would be deleted by age"
                        : "records with the same key would be lost";
        return "topic %s has %s=%s and must have %s, or %s; %s"
                .formatted(
                        topic.name(),
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        found,
                        topic.cleanup(),
                        consequence,
                        alter(topic, TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup()));
    }

    private static String alter(Topic topic, String config, Object value) {
        return "run kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s"
                .formatted(topic.name(), config, value);
    }

    private static @Nullable String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null ? null : entry.value();
    }
}
