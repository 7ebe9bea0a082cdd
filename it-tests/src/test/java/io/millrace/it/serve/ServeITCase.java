package io.millrace.it.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.invariant.ConservationOfTopics;
import io.millrace.it.invariant.Tally;
import io.millrace.it.process.Await;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.KafkaBrokerProcess;
import io.millrace.it.process.RegistryServerProcess;
import io.millrace.it.read.PlainReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code flink run millrace.jar serve}, with a TaskManager killed in the middle; what comes out is
 * read by clients that know nothing of Millrace.
 */
@ExtendWith(SharedCluster.class)
class ServeITCase {
    private static final long SEED = 20261121;
    private static final Path JAR = Path.of("../jobs/target/millrace/millrace.jar");
    private static final Path EXAMPLE = Path.of("../jobs/examples/card-fraud");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void answersEveryEventOnceThoughATaskManagerDies(
            KafkaBrokerProcess broker,
            RegistryServerProcess registry,
            FlinkClusterProcesses flink) {
        broker.createTopic(Payments.TOPIC, Payments.PARTITIONS);
        PlainReader reader = new PlainReader(broker.bootstrapServers(), registry.url());
        try (Payments payments =
                new Payments(
                        broker.bootstrapServers(),
                        registry.url(),
                        EXAMPLE.resolve("transactions.avsc"),
                        SEED)) {
            payments.send(600);
            String job = serve(broker, registry, flink);
            awaitPredictions(reader, 100);
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
            flink.rest().cancel(job);
        }
    }

    private static String serve(
            KafkaBrokerProcess broker,
            RegistryServerProcess registry,
            FlinkClusterProcesses flink) {
        String[] arguments = {
            "serve",
            "--pipeline",
            EXAMPLE.resolve("pipeline.yaml").toAbsolutePath().toString(),
            "--bootstrap",
            broker.bootstrapServers(),
            "--registry",
            registry.url()
        };
        return flink.run(
                List.of("-p", "2", "-Dexecution.checkpointing.interval=1s"),
                JAR.toAbsolutePath(),
                arguments);
    }

    private static void awaitPredictions(PlainReader reader, int least) {
        Await.until(
                least + " predictions",
                PATIENCE,
                () -> reader.records("card-fraud.predictions").size() >= least,
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
}
