package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.jobs.registry.SchemaServer;
import io.millrace.jobs.registry.ScriptedRegistry;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.scoring.ModelArtifact;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

class ResolveDeploymentsTest {
    private static final ModelArtifact FIRST = TestModels.model(-1);
    private static final ModelArtifact SECOND = TestModels.model(1);

    @Test
    void holdsTheWatermarkUntilTheRegistryHasBeenTold() throws Exception {
        try (var resolver = new Resolving("holds")) {
            resolver.publish(FIRST);
            resolver.deploy(TestModels.deployment(1, FIRST).build());
            resolver.open();
            resolver.watermark(1_000);
            assertThat(resolver.watermarks()).isEmpty();

            resolver.hear();

            assertThat(resolver.updates())
                    .extracting(RegistryUpdate::kind)
                    .containsExactly(
                            RegistryUpdate.Kind.MODEL,
                            RegistryUpdate.Kind.SWITCH,
                            RegistryUpdate.Kind.LOADED);
            assertThat(resolver.watermarks()).containsExactly(1_000L);
        }
    }

    @Test
    void letsADeploymentHoldFromTheFirstTimeThatNobodyWasAnsweredFor() throws Exception {
        try (var resolver = new Resolving("from")) {
            resolver.publish(FIRST);
            resolver.publish(SECOND);
            resolver.open();
            resolver.hear();
            resolver.watermark(1_000);

            resolver.deploy(TestModels.deployment(1, FIRST).build());
            resolver.hear();
            resolver.deploy(deployment(2, SECOND, 500));
            resolver.hear();
            resolver.deploy(deployment(3, FIRST, 7_000));
            resolver.hear();

            assertThat(resolver.written(Switch.class))
                    .extracting(
                            made -> made.getDeployment().getEpoch(),
                            made -> made.getEffectiveFrom().toEpochMilli())
                    .containsExactly(pair(1, 1_001), pair(2, 1_001), pair(3, 7_000));
            assertThat(resolver.told()).isEqualTo(resolver.written(Switch.class));
        }
    }

    /** What was answered before the failure stays answered by whom it was. */
    @Test
    void remembersTheWatermarkThatItLetGoWhenADeploymentComesWhileItIsDown() throws Exception {
        try (var resolver = new Resolving("down")) {
            resolver.publish(FIRST);
            resolver.deploy(TestModels.deployment(1, FIRST).build());
            resolver.open();
            resolver.hear();
            resolver.watermark(1_000);
            resolver.snapshotAndClose();

            resolver.publish(SECOND);
            resolver.deploy(TestModels.deployment(2, SECOND).build());
            resolver.restore();
            resolver.hear();

            Switch last = resolver.written(Switch.class).get(1);
            assertThat(last.getDeployment().getEpoch()).isEqualTo(2);
            assertThat(last.getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1_001));
        }
    }

    @Test
    void tellsASwitchAgainAfterARestartAndWritesItOnce() throws Exception {
        try (var resolver = new Resolving("again")) {
            resolver.publish(FIRST);
            resolver.deploy(TestModels.deployment(1, FIRST).build());
            resolver.open();
            resolver.hear();
            List<Switch> before = resolver.told();

            resolver.snapshotAndClose();
            resolver.restore();
            resolver.hear();

            assertThat(resolver.written(Switch.class)).hasSize(1);
            assertThat(before).hasSize(1);
            assertThat(resolver.told()).hasSize(2).containsOnly(before.get(0));
        }
    }

    @Test
    void saysOnceThatADeploymentNamesAVersionThatNobodyPublished() throws Exception {
        try (var resolver = new Resolving("refused")) {
            resolver.publish(FIRST);
            resolver.deploy(TestModels.deployment(1, SECOND).build());
            resolver.open();
            resolver.hear();
            resolver.snapshotAndClose();
            // It stays refused, so that a replay needn't know when the version came.
            resolver.publish(SECOND);
            resolver.restore();
            resolver.hear();
            resolver.deploy(TestModels.deployment(2, FIRST).build());
            resolver.hear();

            assertThat(resolver.written(ModelEvent.class))
                    .extracting(ModelEvent::getType, ModelEvent::getEpoch)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(ModelEventType.REFUSED, 1L));
            assertThat(resolver.written(Switch.class))
                    .extracting(made -> made.getDeployment().getEpoch())
                    .containsExactly(2L);
        }
    }

    @Test
    void quarantinesAModelOfOtherFeatures() throws Exception {
        try (var resolver = new Resolving("quarantined")) {
            ModelArtifact other = TestModels.model(0, "other-features");
            resolver.publish(other);
            resolver.open();
            resolver.hear();

            assertThat(resolver.updates())
                    .extracting(RegistryUpdate::kind)
                    .containsExactly(RegistryUpdate.Kind.LOADED);
            List<ModelEvent> events = resolver.written(ModelEvent.class);
            assertThat(events).hasSize(1);
            assertThat(events.get(0).getType()).isEqualTo(ModelEventType.QUARANTINED);
            assertThat(events.get(0).getDigest()).isEqualTo(other.digest());
            assertThat(events.get(0).getReason()).contains("other-features");
        }
    }

    /**
     * Whenever it fails, each epoch has one switch, written once, and what the scorers are told
     * again is what they were told before.
     */
    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void decidesTheSameAfterAnyRestart(long seed) throws Exception {
        List<String> straight = run(seed, false);
        List<String> restarted = run(seed, true);

        assertThat(restarted).as("seed %d", seed).isEqualTo(straight).hasSize(12);
    }

    private static List<String> run(long seed, boolean restart) throws Exception {
        Random random = new Random(seed);
        try (var resolver = new Resolving("run-" + seed + restart)) {
            resolver.publish(FIRST);
            resolver.publish(SECOND);
            resolver.open();
            resolver.hear();
            long time = 0;
            for (int epoch = 1; epoch <= 12; epoch++) {
                time += random.nextInt(1_000);
                resolver.watermark(time);
                if (restart) {
                    resolver.snapshotAndClose();
                    resolver.restore();
                    resolver.hear();
                }
                resolver.deploy(
                        deployment(
                                epoch,
                                random.nextBoolean() ? FIRST : SECOND,
                                time + random.nextInt(3_000) - 1_000));
                resolver.hear();
            }
            var lastTold = new TreeMap<Long, Switch>();
            for (Switch told : resolver.told()) {
                Switch before = lastTold.put(told.getDeployment().getEpoch(), told);
                assertThat(told).as("seed %d", seed).isEqualTo(before == null ? told : before);
            }
            assertThat(resolver.written(Switch.class))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(lastTold.values());
            return lastTold.values().stream()
                    .map(s -> s.getDeployment().getEpoch() + " from " + s.getEffectiveFrom())
                    .toList();
        }
    }

    private static Deployment deployment(long epoch, ModelArtifact champion, long from) {
        return TestModels.deployment(epoch, champion)
                .setEffectiveFrom(Instant.ofEpochMilli(from))
                .build();
    }

    private static org.assertj.core.groups.Tuple pair(long epoch, long from) {
        return org.assertj.core.groups.Tuple.tuple(epoch, from);
    }

    /** The resolver between a registry and what it writes. */
    private static final class Resolving implements AutoCloseable {
        private final SchemaServer schemas = new SchemaServer();
        private final ScriptedRegistry registry;
        private final ServeSettings settings;
        private final List<RegistryUpdate> updates = new ArrayList<>();
        private final List<Long> watermarks = new ArrayList<>();
        private final List<OutRecord> elsewhere = new ArrayList<>();
        private OneInputStreamOperatorTestHarness<Event, RegistryUpdate> harness;
        private org.apache.flink.runtime.checkpoint.OperatorSubtaskState snapshot =
                org.apache.flink.runtime.checkpoint.OperatorSubtaskState.builder().build();
        private long offset;
        private long checkpoint;

        Resolving(String name) throws Exception {
            registry = new ScriptedRegistry(name);
            ServeSettings live = TestServe.live();
            settings =
                    new ServeSettings(
                            live.pipeline(),
                            live.features(),
                            live.sources(),
                            live.order(),
                            live.model(),
                            live.topics(),
                            RegistrySettings.of(schemas.url()),
                            null);
            harness = harness();
        }

        private OneInputStreamOperatorTestHarness<Event, RegistryUpdate> harness()
                throws Exception {
            return new OneInputStreamOperatorTestHarness<>(
                    new ResolveDeploymentsFactory(settings, registry));
        }

        void publish(ModelArtifact artifact) {
            byte[] value =
                    schemas.serialize("models", ModelVersion.class, TestModels.version(artifact));
            registry.add(new RegistryRecord("models", offset++, value));
        }

        void deploy(Deployment deployment) {
            byte[] value = schemas.serialize("deployments", Deployment.class, deployment);
            registry.add(new RegistryRecord("deployments", offset++, value));
        }

        void open() throws Exception {
            harness.open();
        }

        /** What the follower has put into the mailbox; waits for it. */
        void hear() throws Exception {
            harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
            collect();
        }

        void watermark(long time) throws Exception {
            harness.processWatermark(new Watermark(time));
            collect();
        }

        void snapshotAndClose() throws Exception {
            snapshot = harness.snapshot(checkpoint++, checkpoint);
            harness.close();
        }

        void restore() throws Exception {
            harness = harness();
            harness.initializeState(snapshot);
            harness.open();
        }

        private void collect() {
            for (Object element : harness.getOutput()) {
                if (element instanceof Watermark watermark) {
                    watermarks.add(watermark.getTimestamp());
                }
            }
            updates.addAll(harness.extractOutputValues());
            harness.getOutput().clear();
            var side = harness.getSideOutput(ServeJob.ELSEWHERE);
            if (side != null) {
                side.forEach(record -> elsewhere.add(record.getValue()));
                side.clear();
            }
        }

        List<RegistryUpdate> updates() {
            return updates;
        }

        List<Long> watermarks() {
            return watermarks;
        }

        /** The switches that the scorers heard of, again after each restart. */
        List<Switch> told() {
            return updates.stream()
                    .filter(update -> update.kind() == RegistryUpdate.Kind.SWITCH)
                    .map(update -> PlainAvro.read(update.bytes(), Switch.class))
                    .toList();
        }

        <T extends SpecificRecord> List<T> written(Class<T> type) {
            String topic = type == Switch.class ? "switches" : "model-events";
            return elsewhere.stream()
                    .filter(record -> record.topic().equals(topic))
                    .map(OutRecord::value)
                    .map(v -> Arrays.copyOfRange(v, WireFormat.HEADER, v.length))
                    .map(bytes -> PlainAvro.read(bytes, type))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            harness.close();
            schemas.close();
        }
    }
}
