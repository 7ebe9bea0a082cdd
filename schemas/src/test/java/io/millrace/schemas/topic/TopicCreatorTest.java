package io.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class TopicCreatorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final TopicCatalogue TOPICS = TopicCatalogue.of("p");

    private final FakeAdmin kafka = new FakeAdmin();
    private final TopicCreator creator = new TopicCreator(kafka.admin(), TIMEOUT);

    @Test
    void makesWhatIsMissing() {
        List<String> made = creator.create(TOPICS.topics(), 4);

        assertThat(made).containsExactlyElementsOf(names());
        assertThat(partitions("p.predictions")).isEqualTo(4);
        assertThat(partitions("p.models")).isEqualTo(1);
        assertThat(config("p.predictions", "cleanup.policy")).isEqualTo("delete");
        assertThat(config("p.predictions", "retention.ms")).isEqualTo("2592000000");
        assertThat(config("p.predictions", "message.timestamp.type")).isEqualTo("LogAppendTime");
        assertThat(config("p.models", "cleanup.policy")).isEqualTo("compact");
        assertThat(config("p.models", "max.message.bytes")).isEqualTo("16777216");
        assertThat(config("p.model-events", "retention.ms")).isEqualTo("-1");
    }

    @Test
    void changesNothingTheSecondTime() {
        creator.create(TOPICS.topics(), 4);

        assertThat(creator.create(TOPICS.topics(), 8)).isEmpty();
    }

    @Test
    void addsTheTopicsOfANewerRelease() {
        creator.create(TOPICS.topics().subList(2, TOPICS.topics().size()), 4);

        assertThat(creator.create(TOPICS.topics(), 4))
                .containsExactly("p.dead-letters", "p.late-events");
    }

    @Test
    void reportsEveryUnfitTopicAtOnceAndMakesTheOthers() {
        kafka.make("p.predictions", 4, Map.of("cleanup.policy", "compact"));
        kafka.make(
                "p.models", 3, Map.of("cleanup.policy", "delete", "max.message.bytes", "1000000"));

        assertThatThrownBy(() -> creator.create(TOPICS.topics(), 4))
                .isInstanceOfSatisfying(
                        UnfitTopicsException.class,
                        e ->
                                assertThat(e.problems())
                                        .satisfiesExactly(
                                                p ->
                                                        assertThat(p)
                                                                .contains("p.predictions")
                                                                .contains("must have delete")
                                                                .contains("would be lost")
                                                                .endsWith(
                                                                        "--entity-name"
                                                                                + " p.predictions"
                                                                                + " --add-config"
                                                                                + " cleanup.policy=delete"),
                                                p -> assertThat(p).contains("must have compact"),
                                                p -> assertThat(p).contains("has 3 partitions"),
                                                p ->
                                                        assertThat(p)
                                                                .contains("up to 1000000 bytes")
                                                                .contains("needs 16777216")));
        assertThat(partitions("p.late-events")).isEqualTo(4);
    }

    @Test
    void leavesRetentionAndPartitionsOfDataToTheirOwner() {
        kafka.make("p.predictions", 7, Map.of("cleanup.policy", "delete", "retention.ms", "1000"));

        creator.create(TOPICS.topics(), 4);

        assertThat(partitions("p.predictions")).isEqualTo(7);
        assertThat(config("p.predictions", "retention.ms")).isEqualTo("1000");
    }

    @Test
    void checksATopicThatSomebodyElseMakesMeanwhile() {
        kafka.beforeMaking.add(
                () -> {
                    kafka.make("p.switches", 2, Map.of("cleanup.policy", "compact"));
                    kafka.forgetful = 2;
                });

        assertThatThrownBy(() -> creator.create(TOPICS.topics(), 4))
                .isInstanceOf(UnfitTopicsException.class)
                .hasMessageContaining("p.switches has 2 partitions")
                .hasMessageNotContaining("p.models");
    }

    @Test
    void givesUpOnATopicThatExistsButIsNeverSeen() {
        kafka.forgetful = Integer.MAX_VALUE;
        kafka.make("p.switches", 1, Map.of("cleanup.policy", "compact"));

        assertThatThrownBy(
                        () ->
                                new TopicCreator(kafka.admin(), Duration.ofMillis(1))
                                        .create(TOPICS.topics(), 4))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("topic p.switches can't be made, since it exists");
    }

    @Test
    void saysWhenKafkaDoesNotAnswer() {
        kafka.silent = 1;

        assertThatThrownBy(
                        () ->
                                new TopicCreator(kafka.admin(), Duration.ofMillis(1))
                                        .create(TOPICS.topics(), 4))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("can't describe the topic p.dead-letters: no answer within");
    }

    @Test
    void refusesASourceWithoutPartitions() {
        assertThatThrownBy(() -> creator.create(TOPICS.topics(), 0))
                .hasMessageContaining("the source has 0 partitions");
    }

    private static List<String> names() {
        return TOPICS.topics().stream().map(Topic::name).toList();
    }

    private int partitions(String topic) {
        return kafka.topic(topic).numPartitions();
    }

    private @Nullable String config(String topic, String name) {
        return kafka.topic(topic).configs().get(name);
    }
}
