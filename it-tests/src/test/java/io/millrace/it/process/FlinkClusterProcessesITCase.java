package io.millrace.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.job.CountingJob;
import io.millrace.it.read.TopicReader;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

@ExtendWith(SharedCluster.class)
class FlinkClusterProcessesITCase {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final long SEED = 7;
    private static final int KEYS = 300;
    private static final int LINES = 20_000;

    private final Random random = new Random(SEED);
    private final Map<String, List<String>> expected = new TreeMap<>();
    private int sent;

    @ParameterizedTest
    @ValueSource(strings = {"POOLING", "INCREMENTING"})
    void losesAndDoublesNothingWhenATaskManagerIsKilled(
            String naming, KafkaBrokerProcess broker, FlinkClusterProcesses flink) {
        String input = "lines-" + naming.toLowerCase(Locale.ROOT);
        String output = "counts-" + naming.toLowerCase(Locale.ROOT);
        broker.createTopic(input, 4);
        broker.createTopic(output, 2);
        String servers = broker.bootstrapServers();
        String job = flink.run(List.of("-p", "4"), jar(), servers, input, output, naming);

        try (var producer = producer(servers);
                var committed = TopicReader.committed(servers, output);
                var early = TopicReader.uncommitted(servers, output)) {
            send(producer, input);
            awaitLines(committed, flink, job);

            // Right after a commit the next transaction opens: killed now, it's torn.
            int before = early.readToEnd().size();
            send(producer, input);
            Await.until(
                    "uncommitted output",
                    SOON,
                    () -> early.readToEnd().size() > before,
                    () -> flink.rest().lastFailure(job));
            flink.taskManager(flink.rest().taskManagersOf(job).first()).process().kill9();
            send(producer, input);
            flink.startTaskManager();
            awaitLines(committed, flink, job);
            flink.rest().stopWithSavepoint(job, false);

            assertThat(byKey(committed.readToEnd())).as("seed %d", SEED).isEqualTo(expected);
            assertThat(early.readToEnd())
                    .as("the kill tore a transaction, so that something was written twice")
                    .hasSizeGreaterThan(sent);
            assertThat(flink.rest().restores(job)).isPositive();
        }
    }

    private void awaitLines(TopicReader reader, FlinkClusterProcesses flink, String job) {
        Await.until(
                "%d committed lines".formatted(sent),
                SOON,
                () -> reader.readToEnd().size() >= sent,
                () ->
                        "There are %d; the job is %s. %s"
                                .formatted(
                                        reader.readToEnd().size(),
                                        flink.rest().status(job),
                                        flink.rest().lastFailure(job)));
    }

    /** Sends some lines, and notes what must come of them. */
    private void send(KafkaProducer<String, String> producer, String topic) {
        for (int i = 0; i < LINES; i++) {
            String key = "key-" + random.nextInt(KEYS);
            String line = key + "," + sent++;
            List<String> lines = expected.computeIfAbsent(key, k -> new ArrayList<>());
            lines.add(line + "," + (lines.size() + 1));
            producer.send(new ProducerRecord<>(topic, key, line));
        }
        producer.flush();
    }

    private static Map<String, List<String>> byKey(List<ConsumerRecord<byte[], byte[]>> records) {
        var found = new TreeMap<String, List<String>>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            found.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(new String(record.value(), StandardCharsets.UTF_8));
        }
        return found;
    }

    private static Path jar() {
        return ClassesJar.job(
                Folders.property("millrace.it.run").resolve("counting-job.jar"),
                CountingJob.class,
                List.of(KafkaSink.class, DeliveryGuarantee.class, KafkaProducer.class));
    }

    private static KafkaProducer<String, String> producer(String servers) {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new StringSerializer(),
                new StringSerializer());
    }
}
