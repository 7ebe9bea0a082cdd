package io.millrace.jobs.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

class DecideTest {
    private static final byte[] GARBAGE = {0, 0, 0, 0, 99, 1, 2};
    private static final Model.Rollout ROLLOUT =
            new Model.Rollout(
                    List.of(
                            new Model.Step(Model.Step.Kind.SHADOW, 0, Duration.ofMillis(100)),
                            new Model.Step(Model.Step.Kind.CANARY, 2500, Duration.ofMillis(100)),
                            Model.Step.CHAMPION),
                    Duration.ofMillis(5),
                    100,
                    0.02);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void decidesTheSameWhenItIsRestoredAfterEveryRecord(long seed) throws Exception {
        List<String> straight;
        try (Control control = new Control()) {
            live(control, seed, false);
            straight = control.written();
        }
        try (Control control = new Control()) {
            Life life = live(control, seed, true);

            assertThat(control.written()).as("seed %d", seed).isEqualTo(straight);
            life.check("seed " + seed, control);
        }
    }

    /** What it writes to models comes back to it, as on Kafka. */
    private static Life live(Control control, long seed, boolean restarts) throws Exception {
        Random random = new Random(seed);
        Life life = new Life(random);
        ArrayDeque<OutRecord> returning = new ArrayDeque<>();
        int seen = 0;
        for (int i = 0; i < 250; i++) {
            OutRecord back = random.nextInt(3) == 0 ? returning.poll() : null;
            if (back == null) {
                life.next(control);
            } else {
                control.send(TopicKind.MODELS, back.value());
            }
            for (; seen < control.output().size(); seen++) {
                if (control.output().get(seen).topic().equals("models")) {
                    returning.add(control.output().get(seen));
                }
            }
            if (restarts) {
                control.restart();
            }
        }
        return life;
    }

    /** Random inputs, with books of what must come of them whatever the life cycle decides. */
    private static final class Life {
        private final Random random;
        private final Set<String> published = new LinkedHashSet<>();
        private final Set<String> asked = new LinkedHashSet<>();
        private int unreadable;
        private long time;

        Life(Random random) {
            this.random = random;
        }

        void next(Control control) throws Exception {
            switch (random.nextInt(12)) {
                case 0, 1 -> publish(control);
                case 2 -> ask(control);
                case 3 -> {
                    unreadable++;
                    TopicKind[] kinds = {
                        TopicKind.MODELS, TopicKind.MODEL_COMMANDS, TopicKind.PERFORMANCE
                    };
                    control.send(kinds[random.nextInt(3)], GARBAGE);
                }
                default -> report(control);
            }
        }

        private String artifact() {
            return "m" + Math.max(0, published.size() - random.nextInt(3));
        }

        private void publish(Control control) throws Exception {
            String artifact = artifact();
            boolean passed = random.nextInt(6) > 0;
            control.send(
                    TestVersions.version(
                            artifact,
                            time,
                            random.nextInt(8) == 0 ? null : TestVersions.gate(passed)));
            published.add(TestVersions.digest(artifact));
        }

        private void ask(Control control) throws Exception {
            ModelAction[] actions = {
                ModelAction.PROMOTE, ModelAction.ROLL_BACK, ModelAction.PAUSE, ModelAction.APPROVE
            };
            String id = "c" + random.nextInt(20);
            asked.add(id);
            control.send(command(id, actions[random.nextInt(4)], TestVersions.digest(artifact())));
        }

        private void report(Control control) throws Exception {
            time += random.nextInt(30);
            String digest = TestVersions.digest(artifact());
            for (Role role : List.of(Role.CHAMPION, Role.SHADOW, Role.CANARY)) {
                control.send(performance(digest, role, time, 0.8 + random.nextInt(3) * 0.05));
            }
        }

        /** Numbers in the order of publication, epochs without a gap, one answer a command. */
        void check(String as, Control control) {
            Map<String, Integer> numbers = new TreeMap<>();
            for (ModelVersion version : control.written(TopicKind.MODELS, ModelVersion.class)) {
                Integer number = Objects.requireNonNull(version.getVersion());
                Integer before = numbers.put(version.getDigest(), number);
                assertThat(before).as(as).isIn(null, number);
            }
            int next = 1;
            for (String digest : published) {
                assertThat(numbers.get(digest)).as(as).isEqualTo(next++);
            }
            List<Deployment> deployments = control.written(TopicKind.DEPLOYMENTS, Deployment.class);
            assertThat(deployments).as(as).hasSizeGreaterThan(3);
            for (int i = 0; i < deployments.size(); i++) {
                assertThat(deployments.get(i).getEpoch()).as(as).isEqualTo(i + 1);
            }
            assertThat(control.written(TopicKind.DEAD_LETTERS, DeadLetter.class))
                    .as(as)
                    .hasSize(unreadable)
                    .allMatch(letter -> letter.getRule().equals("unreadable"));
            Set<String> answered = new LinkedHashSet<>();
            for (ModelEvent event : control.written(TopicKind.MODEL_EVENTS, ModelEvent.class)) {
                if (event.getCommandId() != null) {
                    answered.add(event.getCommandId());
                }
            }
            assertThat(answered).as(as).isEqualTo(asked);
        }
    }

    @Test
    void followsARepeatedCommandOnceAlsoAfterARestart() throws Exception {
        try (Control control = new Control()) {
            control.send(TestVersions.version("a", 0, TestVersions.gate(true)));
            control.send(TestVersions.version("b", 0, TestVersions.gate(true)));
            ModelCommand promote = command("once", ModelAction.PROMOTE, TestVersions.digest("b"));
            control.send(promote);
            int written = control.output().size();
            control.restart();

            control.send(promote);

            assertThat(control.output()).hasSize(written);
            List<Deployment> deployments = control.written(TopicKind.DEPLOYMENTS, Deployment.class);
            Deployment last = deployments.get(deployments.size() - 1);
            assertThat(last.getCommandId()).isEqualTo("once");
            assertThat(Objects.requireNonNull(last.getChampion()).getDigest())
                    .isEqualTo(TestVersions.digest("b"));
        }
    }

    @Test
    void passesOverDeletedRecordsAndOtherTopics() throws Exception {
        try (Control control = new Control()) {
            control.send(TopicKind.MODELS, null);
            control.send(TopicKind.PREDICTIONS, GARBAGE);

            assertThat(control.output()).isEmpty();
        }
    }

    /** A refusal must not become a dead letter: what's decided in the middle would be lost. */
    @Test
    void refusesAVersionThatIsntWhatItSays() throws Exception {
        try (Control control = new Control()) {
            ModelVersion broken = TestVersions.version("a", 0, TestVersions.gate(true));
            broken.setDigest(TestVersions.digest("another"));
            control.send(broken);

            assertThat(control.written(TopicKind.DEAD_LETTERS, DeadLetter.class)).isEmpty();
            assertThat(control.written(TopicKind.MODEL_EVENTS, ModelEvent.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getReason()).contains("the artefact's"));
        }
    }

    private static ModelCommand command(String id, ModelAction action, String digest) {
        return ModelCommand.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setCommandId(id)
                .setAction(action)
                .setDigest(digest)
                .setActor("ada")
                .setReason("because")
                .build();
    }

    private static WindowPerformance performance(String digest, Role role, long end, double auc) {
        return WindowPerformance.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setDigest(digest)
                .setRole(role)
                .setWindowStart(Instant.ofEpochMilli(end - 50))
                .setWindowEnd(Instant.ofEpochMilli(end))
                .setRevision(1)
                .setAsOf(Instant.ofEpochMilli(end))
                .setScored(200)
                .setLabelled(200)
                .setPositives(20)
                .setMetrics(Map.of("auc", auc))
                .build();
    }

    /** The operator, to be restarted at will. */
    private static final class Control implements AutoCloseable {
        private final TestShop shop = new TestShop();
        private final RestartingOperator<
                        OneInputStreamOperatorTestHarness<TopicRecord, OutRecord>, OutRecord>
                operator;
        private long offset;

        Control() throws Exception {
            Model model =
                    new Model(
                            TestShop.MODEL.name(),
                            TestShop.MODEL.task(),
                            TestShop.MODEL.inputs(),
                            TestShop.MODEL.threshold(),
                            TestShop.MODEL.trainer(),
                            TestShop.MODEL.gate(),
                            ROLLOUT);
            ControlSettings settings =
                    new ControlSettings(
                            "shop", TestVersions.FINGERPRINT, model, shop.topics, shop.registry());
            operator =
                    new RestartingOperator<>(
                            () ->
                                    new OneInputStreamOperatorTestHarness<>(
                                            new ProcessOperator<>(new Decide(settings))),
                            new OutputTag<String>("none") {});
        }

        void send(ModelVersion version) throws Exception {
            send(TopicKind.MODELS, shop.value(TopicKind.MODELS, ModelVersion.class, version));
        }

        void send(ModelCommand command) throws Exception {
            send(
                    TopicKind.MODEL_COMMANDS,
                    shop.value(TopicKind.MODEL_COMMANDS, ModelCommand.class, command));
        }

        void send(WindowPerformance report) throws Exception {
            send(
                    TopicKind.PERFORMANCE,
                    shop.value(TopicKind.PERFORMANCE, WindowPerformance.class, report));
        }

        void send(TopicKind kind, byte @Nullable [] value) throws Exception {
            TopicRecord record = TestShop.record(kind, offset++, "", TopicRecord.NO_TIME, value);
            operator.run(harness -> harness.processElement(record, 0));
        }

        void restart() throws Exception {
            operator.restart();
        }

        List<OutRecord> output() {
            return operator.output();
        }

        <T extends SpecificRecord> List<T> written(TopicKind kind, Class<T> type) {
            return output().stream()
                    .filter(record -> record.topic().equals(kind.suffix()))
                    .map(OutRecord::value)
                    .map(value -> Arrays.copyOfRange(value, WireFormat.HEADER, value.length))
                    .map(value -> PlainAvro.read(value, type))
                    .toList();
        }

        List<String> written() {
            List<String> lines = new ArrayList<>();
            for (OutRecord record : output()) {
                lines.add(record.topic() + " " + HexFormat.of().formatHex(record.value()));
            }
            return lines;
        }

        @Override
        public void close() throws Exception {
            operator.close();
            shop.close();
        }
    }
}
