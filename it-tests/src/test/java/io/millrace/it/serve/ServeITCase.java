package io.millrace.it.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.invariant.Completeness;
import io.millrace.it.invariant.ConservationOfTopics;
import io.millrace.it.invariant.Tally;
import io.millrace.it.oracle.FeatureOracle;
import io.millrace.it.oracle.FeatureOracle.Observation;
import io.millrace.it.process.Await;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.KafkaBroker;
import io.millrace.it.process.RegistryServerProcess;
import io.millrace.it.read.PlainReader;

import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code flink run millrace.jar serve}, with a TaskManager killed in the middle; what comes out is
 * read by clients that know nothing of Millrace, and computed again by definition.
 */
@ExtendWith(SharedCluster.class)
class ServeITCase {
    private static final long SEED = 20261121;
    private static final Path JAR = Path.of("../jobs/target/millrace/millrace.jar");
    private static final Path EXAMPLE = Path.of("../jobs/examples/card-fraud");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern AGGREGATE =
            Pattern.compile("(account|merchant)_(.+)_(count|sum|mean|stddev|min|max|last)_(\\w+)");
    private static final int HEADER = 5;

    @TempDir Path folder;

    @Test
    void answersEveryEventOnceThoughATaskManagerDies(
            KafkaBroker broker, RegistryServerProcess registry, FlinkClusterProcesses flink)
            throws IOException {
        broker.createTopic(Payments.TOPIC, Payments.PARTITIONS);
        PlainReader reader = new PlainReader(broker.bootstrapServers(), registry.url());
        try (Payments payments =
                new Payments(
                        broker.bootstrapServers(),
                        registry.url(),
                        EXAMPLE.resolve("transactions.avsc"),
                        SEED)) {
            payments.send(600);
            String job = serve(broker, registry, flink, EXAMPLE.resolve("pipeline.yaml"));
            awaitRecords(reader, "card-fraud.predictions", 100);
            flink.taskManagers().get(0).process().kill9();
            payments.send(900);
            flink.startTaskManager();
            payments.send(500);
            payments.heartbeat();
            awaitAccounted(reader, payments.records());
            payments.sendLate();
            awaitAccounted(reader, payments.records());

            Tally tally =
                    ConservationOfTopics.read(
                                    reader, "card-fraud", Map.of(Payments.TOPIC, "transaction_id"))
                            .check();
            assertThat(tally.predictions()).as("seed %d", SEED).isEqualTo(2_000);
            assertThat(tally.late()).isEqualTo(1);
            assertThat(tally.duplicates()).isPositive();
            assertThat(tally.deadLetters()).isPositive();
            checkFeatures(reader, payments);
            Completeness.check(reader, "card-fraud.predictions", "event_time");
            flink.rest().cancel(job);

            replay(broker, registry, flink, EXAMPLE.resolve("pipeline.yaml"), "card-fraud-again");
            assertThat(payloads(reader, "card-fraud-again.predictions"))
                    .as("a replay into other topics")
                    .isEqualTo(payloads(reader, "card-fraud.predictions"));
            QualityOfTopics.check(reader, "card-fraud-again", "currency one_of [EUR, USD, GBP]");

            Path arrival = inOrderOfArrival();
            String arriving = serve(broker, registry, flink, arrival);
            awaitRecords(reader, "card-fraud-arrival.predictions", 1_000);
            flink.rest().cancel(arriving);
            replay(broker, registry, flink, arrival, "card-fraud-arrived");
            assertThat(payloads(reader, "card-fraud-arrived.predictions"))
                    .as("a replay of what was answered in the order of arrival")
                    .isEqualTo(payloads(reader, "card-fraud-arrival.predictions"));
        }
    }

    /** The same pipeline under another name. */
    private Path inOrderOfArrival() throws IOException {
        for (String schema : List.of("transactions.avsc", "chargebacks.avsc")) {
            Files.copy(EXAMPLE.resolve(schema), folder.resolve(schema));
        }
        String text = Files.readString(EXAMPLE.resolve("pipeline.yaml"));
        return Files.writeString(
                folder.resolve("pipeline.yaml"),
                text.replace(
                        "pipeline: card-fraud", "pipeline: card-fraud-arrival\norder: arrival"));
    }

    private static String serve(
            KafkaBroker broker,
            RegistryServerProcess registry,
            FlinkClusterProcesses flink,
            Path pipeline,
            String... more) {
        String[] arguments = {
            "serve",
            "--pipeline",
            pipeline.toAbsolutePath().toString(),
            "--bootstrap",
            broker.bootstrapServers(),
            "--registry",
            registry.url()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return flink.run(
                List.of("-p", "2", "-Dexecution.checkpointing.interval=1s"),
                JAR.toAbsolutePath(),
                all);
    }

    private static void replay(
            KafkaBroker broker,
            RegistryServerProcess registry,
            FlinkClusterProcesses flink,
            Path pipeline,
            String into) {
        String job = serve(broker, registry, flink, pipeline, "--replay-into", into);
        Await.until(
                "the replay's end",
                PATIENCE,
                () -> flink.rest().isOver(job),
                () -> flink.rest().status(job));
        assertThat(flink.rest().status(job)).isEqualTo("FINISHED");
    }

    private static void awaitRecords(PlainReader reader, String topic, int least) {
        Await.until(
                least + " records on " + topic,
                PATIENCE,
                () -> reader.records(topic).size() >= least,
                () -> "too few came");
    }

    private static void awaitAccounted(PlainReader reader, int records) {
        Await.until(
                records + " records to end somewhere",
                PATIENCE,
                () -> accounted(reader) >= records,
                () -> accounted(reader) + " have");
    }

    private static int accounted(PlainReader reader) {
        return List.of("predictions", "dead-letters", "late-events", "duplicates").stream()
                .mapToInt(topic -> reader.records("card-fraud." + topic).size())
                .sum();
    }

    /** Every 7th prediction's features against the whole history, by definition. */
    private static void checkFeatures(PlainReader reader, Payments payments) {
        FeatureOracle all = new FeatureOracle(payments.good(), payment -> true);
        FeatureOracle approved =
                new FeatureOracle(
                        payments.good(),
                        payment -> "APPROVED".equals(payment.fields().get("status")));
        Map<String, Observation> byId = new TreeMap<>();
        payments.good().forEach(payment -> byId.put(payment.id(), payment));
        int checked = 0;
        List<GenericRecord> predictions = reader.values("card-fraud.predictions");
        for (int i = 0; i < predictions.size(); i += 7) {
            GenericRecord prediction = predictions.get(i);
            String id = prediction.get("event_id").toString();
            Observation payment = Objects.requireNonNull(byId.get(id), id);
            checked += checkFeatures(prediction, payment, all, approved);
        }
        assertThat(checked).as("values compared").isGreaterThan(4_000);
    }

    private static int checkFeatures(
            GenericRecord prediction,
            Observation payment,
            FeatureOracle all,
            FeatureOracle approved) {
        GenericRecord features = (GenericRecord) prediction.get("features");
        int checked = 0;
        for (var field : features.getSchema().getFields()) {
            Matcher name = AGGREGATE.matcher(field.name());
            if (!name.matches()) {
                continue;
            }
            boolean ofAccount = name.group(1).equals("account");
            boolean everything = !ofAccount || name.group(2).equals("merchant_id");
            Object expected =
                    payment.fields().get(name.group(1) + "_id") == null
                            ? null
                            : (everything ? all : approved)
                                    .value(
                                            payment,
                                            name.group(1) + "_id",
                                            name.group(2),
                                            name.group(3),
                                            name.group(4));
            Object actual = features.get(field.name());
            assertThat(actual instanceof CharSequence ? actual.toString() : actual)
                    .as("seed %d: %s of %s", SEED, field.name(), payment.id())
                    .isEqualTo(expected);
            checked++;
        }
        return checked;
    }

    /** Without the schema id: the topics have schemas of their own. */
    private static Map<String, String> payloads(PlainReader reader, String topic) {
        Map<String, String> payloads = new TreeMap<>();
        reader.records(topic)
                .forEach(
                        record ->
                                payloads.put(
                                        reader.decode(record.value()).get("event_id").toString(),
                                        java.util.HexFormat.of()
                                                .formatHex(
                                                        record.value(),
                                                        HEADER,
                                                        record.value().length)));
        return payloads;
    }
}
