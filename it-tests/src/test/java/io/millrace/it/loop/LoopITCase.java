package io.millrace.it.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.invariant.Completeness;
import io.millrace.it.invariant.ConservationOfTopics;
import io.millrace.it.process.Await;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.KafkaBroker;
import io.millrace.it.process.RegistryServerProcess;
import io.millrace.it.read.PlainReader;

import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The five jobs on a real cluster, from the first order to the model that follows a change in the
 * world; a TaskManager is killed while the first model is trained, and one while it takes over.
 */
@ExtendWith(SharedCluster.class)
class LoopITCase {
    private static final long SEED = 20261121;
    private static final Path JAR = Path.of("../jobs/target/millrace/millrace.jar");
    private static final Path FOLDER = Path.of("src/test/resources/loop");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MOST = 60_000;
    private static final int ANSWERS_BEFORE = 800;
    private static final int PER_SECOND = 100;

    private final List<String> running = new ArrayList<>();

    @Test
    void followsAChangeInTheWorldThoughTaskManagersDie(
            KafkaBroker broker, RegistryServerProcess registry, FlinkClusterProcesses flink) {
        broker.createTopic(Orders.ORDERS, Orders.PARTITIONS);
        broker.createTopic(Orders.VERDICTS, Orders.PARTITIONS);
        PlainReader reader = new PlainReader(broker.bootstrapServers(), registry.url());
        try (Orders orders =
                new Orders(broker.bootstrapServers(), registry.url(), FOLDER, SEED, MOST)) {
            flink.startTaskManager(); // six slots: serve in two, the others in one each
            orders.send(1, PER_SECOND);
            submit(broker, registry, flink);

            sendUntil("the first trigger", orders, reader, "loop.retrain-triggers", 1);
            killOne(flink);
            sendUntil("the first deployment", orders, reader, "loop.deployments", 1);
            killOne(flink);
            sendUntil("the first switch", orders, reader, "loop.switches", 1);
            // The detector has to see the champion in its own world first.
            Await.until(
                    "answers of the champion",
                    PATIENCE,
                    () -> {
                        orders.send(PER_SECOND, PER_SECOND);
                        return answers(reader) >= ANSWERS_BEFORE;
                    },
                    () -> answers(reader) + " are there");
            orders.change();
            Await.until(
                    "a champion that was trained after the change",
                    PATIENCE,
                    () -> {
                        orders.send(PER_SECOND, PER_SECOND);
                        return !championsSince(reader, orders.changedAt()).isEmpty();
                    },
                    () -> orders.sent() + " orders are sent");
            orders.heartbeat();
            awaitPredictions(reader, orders.sent());

            check(orders, reader);
        } finally {
            running.forEach(job -> flink.rest().cancel(job));
        }
    }

    private void submit(
            KafkaBroker broker, RegistryServerProcess registry, FlinkClusterProcesses flink) {
        for (String job : List.of("serve", "label", "drift", "train", "control")) {
            running.add(
                    flink.run(
                            List.of(
                                    "-p",
                                    job.equals("serve") ? "2" : "1",
                                    "-Dexecution.checkpointing.interval=1s"),
                            JAR.toAbsolutePath(),
                            job,
                            "--pipeline",
                            FOLDER.resolve("pipeline.yaml").toAbsolutePath().toString(),
                            "--bootstrap",
                            broker.bootstrapServers(),
                            "--registry",
                            registry.url()));
        }
    }

    private static void killOne(FlinkClusterProcesses flink) {
        flink.taskManagers().get(0).process().kill9();
        flink.startTaskManager();
    }

    private static void sendUntil(
            String what, Orders orders, PlainReader reader, String topic, int records) {
        Await.until(
                what,
                PATIENCE,
                () -> {
                    orders.send(PER_SECOND / 2, PER_SECOND);
                    return reader.records(topic).size() >= records;
                },
                () -> orders.sent() + " orders are sent");
    }

    private static long answers(PlainReader reader) {
        return reader.values("loop.predictions").stream()
                .filter(prediction -> prediction.get("digest") != null)
                .count();
    }

    /** Champions that were trained on examples since an order. */
    private static List<GenericRecord> championsSince(PlainReader reader, int number) {
        Map<String, GenericRecord> versions = new TreeMap<>();
        for (GenericRecord version : reader.values("loop.models")) {
            versions.put(version.get("digest").toString(), version);
        }
        return reader.values("loop.switches").stream()
                .filter(
                        made -> {
                            GenericRecord version = versions.get(champion(made));
                            GenericRecord lineage =
                                    version == null ? null : (GenericRecord) version.get("lineage");
                            Long from =
                                    lineage == null ? null : (Long) lineage.get("from_event_time");
                            return from != null && from >= Orders.time(number - 200);
                        })
                .toList();
    }

    private static String champion(GenericRecord made) {
        GenericRecord deployment = (GenericRecord) made.get("deployment");
        GenericRecord champion = (GenericRecord) deployment.get("champion");
        return champion == null ? "" : champion.get("digest").toString();
    }

    private static long epoch(GenericRecord made) {
        return (Long) ((GenericRecord) made.get("deployment")).get("epoch");
    }

    private static void awaitPredictions(PlainReader reader, int orders) {
        Await.until(
                orders + " predictions",
                PATIENCE,
                () -> reader.records("loop.predictions").size() >= orders,
                () -> reader.records("loop.predictions").size() + " are there");
    }

    private static void check(Orders orders, PlainReader reader) {
        assertThat(
                        ConservationOfTopics.read(reader, "loop", Map.of("orders", "order_id"))
                                .check()
                                .predictions())
                .as("seed %d", SEED)
                .isEqualTo(orders.sent());
        Completeness.check(reader, "loop.predictions", "event_time");
        checkOnce(reader);
        checkServed(orders, reader);
    }

    /** Nothing is doubled, and no number is left out. */
    private static void checkOnce(PlainReader reader) {
        assertThat(reader.values("loop.training-examples"))
                .extracting(example -> example.get("event_id") + "/" + example.get("revision"))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(600);
        List<String> triggers =
                reader.values("loop.retrain-triggers").stream()
                        .map(trigger -> trigger.get("trigger_id").toString())
                        .toList();
        assertThat(triggers).doesNotHaveDuplicates();
        assertThat(reader.values("loop.models"))
                .filteredOn(version -> version.get("version") == null)
                .extracting(version -> version.get("trigger_id").toString())
                .doesNotHaveDuplicates()
                .isSubsetOf(triggers);
        List<GenericRecord> deployments = reader.values("loop.deployments");
        assertThat(deployments)
                .extracting(deployment -> ((Long) deployment.get("epoch")).intValue())
                .isEqualTo(IntStream.rangeClosed(1, deployments.size()).boxed().toList());
        assertThat(reader.values("loop.switches"))
                .extracting(LoopITCase::epoch)
                .doesNotHaveDuplicates();
    }

    /** Each order was answered by the champion of its time, and the last one knows the change. */
    private static void checkServed(Orders orders, PlainReader reader) {
        TreeMap<Long, TreeMap<Long, String>> epochs = new TreeMap<>();
        for (GenericRecord made : reader.values("loop.switches")) {
            epochs.computeIfAbsent((Long) made.get("effective_from"), none -> new TreeMap<>())
                    .put(epoch(made), champion(made));
        }
        int right = 0;
        int answers = 0;
        List<GenericRecord> last = championsSince(reader, orders.changedAt());
        long since = (Long) last.get(last.size() - 1).get("effective_from");
        for (GenericRecord prediction : reader.values("loop.predictions")) {
            long time = (Long) prediction.get("event_time");
            Object digest = prediction.get("digest");
            assertThat(digest == null ? "" : digest.toString())
                    .as("champion at %d", time)
                    .isEqualTo(inForce(epochs, time));
            if (time >= since) {
                int number = Integer.parseInt(prediction.get("event_id").toString().substring(2));
                answers++;
                right += prediction.get("decision").equals(orders.isReturned(number)) ? 1 : 0;
            }
        }
        if (answers >= 200) {
            assertThat((double) right / answers).as("accuracy after the change").isGreaterThan(0.7);
        }
    }

    /** The newest epoch among those that hold at a time. */
    private static String inForce(TreeMap<Long, TreeMap<Long, String>> epochs, long time) {
        TreeMap<Long, String> holding = new TreeMap<>();
        epochs.headMap(time, true).values().forEach(holding::putAll);
        return holding.isEmpty() ? "" : holding.lastEntry().getValue();
    }
}
