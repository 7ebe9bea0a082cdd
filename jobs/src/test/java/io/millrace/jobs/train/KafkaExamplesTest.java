package io.millrace.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.embedded.EmbeddedBroker;
import io.millrace.jobs.embedded.KafkaTopics;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.scoring.train.TrainingRefusedException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(120)
class KafkaExamplesTest {
    @TempDir private static Path data;
    private static EmbeddedBroker broker;
    private static TestShop shop;
    private static KafkaSettings kafka;
    private static KafkaTopics topics;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(data, 0);
        shop = new TestShop();
        kafka = KafkaSettings.of(broker.bootstrapServers());
        topics = new KafkaTopics(kafka);
    }

    @AfterAll
    static void stop() {
        shop.close();
        broker.close();
    }

    /** Offset n of a partition is event p/n. */
    private static void write(String topic, int partition, int from, int to) {
        List<byte[]> values = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String id = partition + "/" + i;
            values.add(
                    shop.value(
                            TestShop.labelled(
                                    TestShop.scored(id, i, Role.CHAMPION, "one", 0.5), true)));
        }
        topics.write(topic, partition, values);
    }

    private static DataRange range(String topic, int partition, long from, long to) {
        return new DataRange(topic, partition, from, to);
    }

    private static List<String> read(DataRange... ranges) {
        List<String> ids = new ArrayList<>();
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(shop.registry())) {
            new KafkaExamples(kafka, TestShop.FEATURES, schemas, Duration.ofMillis(300))
                    .read(List.of(ranges), example -> ids.add(example.prediction().eventId()));
        }
        ids.sort(null);
        return ids;
    }

    @Test
    void readsExactlyTheRanges() throws Exception {
        topics.create("exact");
        write("exact", 0, 0, 9);
        write("exact", 1, 0, 9);

        assertThat(
                        read(
                                range("exact", 0, 2, 4),
                                range("exact", 0, 6, 7),
                                range("exact", 1, 8, 9),
                                range("exact", 1, 5, 5)))
                .containsExactly("0/2", "0/3", "0/6", "1/8");
        assertThat(read()).isEmpty();
    }

    /** What was aborted isn't there, nor is the marker that a range may end with. */
    @Test
    void readsOverAbortedTransactionsToTheEnd() throws Exception {
        topics.create("aborted");
        write("aborted", 0, 0, 3);
        topics.abortNumbers("aborted", 0, 4);

        assertThat(read(range("aborted", 0, 1, 6))).containsExactly("0/1", "0/2");
    }

    @Test
    void leavesOutWhatHasExpired() throws Exception {
        topics.create("expired");
        write("expired", 0, 0, 9);
        write("expired", 1, 0, 9);
        topics.deleteBefore("expired", 0, 7);
        topics.deleteBefore("expired", 1, 9);

        assertThat(read(range("expired", 0, 3, 9), range("expired", 1, 0, 9)))
                .containsExactly("0/7", "0/8");
    }

    @Test
    void refusesARangeThatEndsAfterItsTopic() throws Exception {
        topics.create("short");
        write("short", 0, 0, 3);

        assertThatThrownBy(() -> read(range("short", 0, 0, 5)))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessage("it names examples up to {short-0=5}, but there are only {short-0=3}");
    }

    @Test
    void refusesWhatIsNoExample() throws Exception {
        topics.create("garbage");
        topics.write("garbage", 0, List.of(new byte[] {7, 7, 7, 7, 7, 7}));

        assertThatThrownBy(() -> read(range("garbage", 0, 0, 1)))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageStartingWith("garbage/0@0 is no training example: ");
    }
}
