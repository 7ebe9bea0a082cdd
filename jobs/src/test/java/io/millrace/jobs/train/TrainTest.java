package io.millrace.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.jobs.registry.ScriptedRegistry;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Search;
import io.millrace.schemas.pipeline.Model.Strategy;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.train.CandidateTraining;
import io.millrace.scoring.train.ExampleCollector;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.FrozenExamples;
import io.millrace.scoring.train.Reproduction;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

@Timeout(30)
class TrainTest {
    private static final int EXAMPLES = 400;
    private static final List<LabelledPrediction> ALL = examples();

    /** One a second; larger amounts are frauds more often. */
    private static List<LabelledPrediction> examples() {
        Random random = new Random(7);
        List<LabelledPrediction> examples = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            double score = random.nextDouble();
            boolean fraud = score + random.nextGaussian() / 4 > 0.5;
            examples.add(
                    TestShop.labelled(
                            TestShop.scored("e" + i, i * 1_000L, Role.CHAMPION, "one", score),
                            fraud));
        }
        return examples;
    }

    private static RetrainTrigger trigger(String id, long from, long to) {
        return RetrainTrigger.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setTriggerId(id)
                .setCause(RetrainCause.EXAMPLES)
                .setReason("because")
                .setActor("retrain_when")
                .setAsOf(Instant.ofEpochMilli(EXAMPLES * 1_000L))
                .setExamples(List.of(new DataRange("training-examples", 0, from, to)))
                .build();
    }

    /** Of the examples that a trigger means, by definition. */
    private static String expectedDigest(RetrainTrigger trigger) {
        ExampleCollector all =
                new ExampleCollector(
                        TestShop.FEATURES, TestVersions.FINGERPRINT, Long.MAX_VALUE, null);
        Instant from = trigger.getFromEventTime();
        for (DataRange range : trigger.getExamples()) {
            for (int i = (int) range.getFromOffset(); i < range.getToOffset(); i++) {
                Instant time = Instant.ofEpochMilli(ALL.get(i).prediction().eventTime());
                if (!time.isAfter(trigger.getAsOf()) && (from == null || !time.isBefore(from))) {
                    all.add(ALL.get(i));
                }
            }
        }
        return CandidateTraining.train(all.collect(), TestShop.MODEL, null)
                .trained()
                .artifact()
                .digest();
    }

    @Test
    void trainsOnTheExamplesThatTheTriggerMeans() throws Exception {
        try (Training training = new Training()) {
            RetrainTrigger trigger = trigger("t", 50, 350);
            trigger.setFromEventTime(Instant.ofEpochMilli(100_000));
            trigger.setAsOf(Instant.ofEpochMilli(299_000));
            training.send(trigger);
            training.runMail();

            ModelVersion version = training.versions().get(0);
            assertThat(version.getDigest()).isEqualTo(expectedDigest(trigger));
            assertThat(version.getLineage().getRows()).isEqualTo(160);
            assertThat(version.getTriggerId()).isEqualTo("t");
            assertThat(version.getVersion()).isNull();
            assertThat(version.getReferenceProfile()).isNotNull();
            assertThat(Objects.requireNonNull(version.getGate()).getRows()).isEqualTo(40);
        }
    }

    /** The champion is found among records of other versions, and of none. */
    @Test
    void comparesWithTheChampionThatTheTriggerNames() throws Exception {
        try (Training training = new Training()) {
            training.publish(new byte[] {0, 0, 0, 0, 99, 1});
            training.publish(TestVersions.version("no model", 0, null));
            training.send(trigger("first", 0, 200));
            training.runMail();
            ModelVersion first = training.versions().get(0);
            training.publish(first);

            RetrainTrigger second = trigger("second", 0, 400);
            second.setChampionDigest(first.getDigest());
            training.send(second);
            training.runMail();

            ModelVersion version = training.versions().get(1);
            assertThat(version.getLineage().getParentDigest()).isEqualTo(first.getDigest());
            assertThat(Objects.requireNonNull(version.getGate()).getOpponents())
                    .containsKey("champion");
        }
    }

    @Test
    void aTriggerSurvivesARestartInTheMiddleOfItsTrainingAndGivesOneVersion() throws Exception {
        RetrainTrigger trigger = trigger("t", 0, 300);
        byte[] undisturbed = alone(trigger);
        try (Training training = new Training()) {
            training.examples.holdBack();
            training.send(trigger);
            training.examples.awaitReader();

            training.restart();
            training.examples.awaitReader();
            assertThat(training.output()).isEmpty();
            training.examples.letGo();
            training.runMail();

            assertThat(training.output()).hasSize(1);
            assertThat(training.output().get(0).value()).isEqualTo(undisturbed);

            training.send(trigger);
            training.restart();
            training.send(trigger);
            assertThat(training.examples.readers()).isZero();
            assertThat(training.output()).hasSize(1);
        }
    }

    /** It was trained, but its result wasn't out. */
    @Test
    void aResultThatWasNotHandedOnIsMadeAgain() throws Exception {
        RetrainTrigger trigger = trigger("t", 0, 300);
        byte[] undisturbed = alone(trigger);
        try (Training training = new Training()) {
            training.send(trigger);
            training.awaitMail();

            training.restart();
            training.runMail();

            assertThat(training.output()).hasSize(1);
            assertThat(training.output().get(0).value()).isEqualTo(undisturbed);
            assertThat(training.examples.readers()).isEqualTo(2);
        }
    }

    private static byte[] alone(RetrainTrigger trigger) throws Exception {
        try (Training training = new Training()) {
            training.send(trigger);
            training.runMail();
            return training.output().get(0).value();
        }
    }

    /** Repeated triggers, too few examples, and restarts whenever they like. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void answersEachTriggerOnceInTheirOrderWhateverIsRestarted(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, RetrainTrigger> sent = new LinkedHashMap<>();
        List<String> found = new ArrayList<>();
        try (Training training = new Training()) {
            for (int i = 0; i < 40; i++) {
                if (random.nextInt(3) == 0) {
                    String id = "t" + random.nextInt(8);
                    int from = random.nextInt(100);
                    int to = from + (random.nextInt(4) == 0 ? 2 : 100 + random.nextInt(200));
                    RetrainTrigger trigger = sent.getOrDefault(id, trigger(id, from, to));
                    sent.put(id, trigger);
                    training.send(trigger);
                } else if (sent.size() > training.output().size() && random.nextBoolean()) {
                    training.runMail();
                }
                training.restart();
            }
            while (sent.size() > training.output().size()) {
                training.runMail();
            }
            training.output().forEach(one -> found.add(HexFormat.of().formatHex(one.value())));
        }

        List<String> expected = new ArrayList<>();
        for (RetrainTrigger trigger : sent.values()) {
            expected.add(HexFormat.of().formatHex(alone(trigger)));
        }
        assertThat(found).as("seed %d", seed).isEqualTo(expected).hasSizeGreaterThan(3);
    }

    @Test
    void publishesTheCardAndWhatWasTried() throws Exception {
        try (Training training = new Training()) {
            training.send(trigger("t", 0, 400));
            training.runMail();

            ModelVersion version = training.versions().get(0);
            assertThat(version.getCard())
                    .contains(version.getDigest())
                    .contains("\"importance\":[{\"input\":")
                    .contains("\"description\":\"what was paid\"")
                    .contains("aren't split by region");
            assertThat(training.written(TopicKind.EXPERIMENTS, Experiment.class))
                    .singleElement()
                    .satisfies(
                            experiment -> {
                                assertThat(experiment.getRun()).isEqualTo("t");
                                assertThat(experiment.getStep()).isEqualTo("candidate");
                                assertThat(experiment.getVersionDigest())
                                        .isEqualTo(version.getDigest());
                                assertThat(experiment.getDataDigest())
                                        .isEqualTo(version.getLineage().getDataDigest());
                            });
        }
    }

    @Test
    void freezesTheVeryExamplesThatItTrainsOn() throws Exception {
        try (Training training = new Training()) {
            RetrainTrigger trigger = trigger("t", 50, 350);
            training.send(trigger);
            training.runMail();

            ModelVersion version = training.versions().get(0);
            ExampleSet frozen =
                    FrozenExamples.read(
                            training.written(TopicKind.DATASETS, TrainingDatasetPart.class));
            assertThat(frozen.size()).isEqualTo(300);
            assertThat(frozen.dataDigest()).isEqualTo(version.getLineage().getDataDigest());
            assertThat(Reproduction.train(version, frozen).digest()).isEqualTo(version.getDigest());
        }
    }

    /** Each trial's processor time is in a header, so that the records are the same again. */
    @Test
    void aSearchGivesTheSameRecordsAgain() throws Exception {
        Model searched =
                TestShop.MODEL.with(new Search(Strategy.RANDOM, 3, 2, Duration.ofSeconds(5)));
        List<List<String>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Training training = new Training(searched)) {
                training.send(trigger("t", 0, 400));
                training.runMail();

                assertThat(training.written(TopicKind.EXPERIMENTS, Experiment.class))
                        .extracting(Experiment::getStep)
                        .containsExactly("0", "1", "2", "candidate");
                assertThat(training.operator.output())
                        .filteredOn(record -> !record.headers().isEmpty())
                        .hasSize(3)
                        .allMatch(
                                record ->
                                        record.headers()
                                                .get(0)
                                                .key()
                                                .equals("millrace.processor-millis"));
                runs.add(
                        training.operator.output().stream()
                                .map(record -> HexFormat.of().formatHex(record.value()))
                                .toList());
            }
        }

        assertThat(runs.get(0)).isEqualTo(runs.get(1)).hasSize(6);
    }

    @Test
    void saysWhyATriggerGivesNoVersion() throws Exception {
        try (Training training = new Training()) {
            training.send(trigger("t", 0, 2));
            training.runMail();

            assertThat(training.written(TopicKind.MODEL_EVENTS, ModelEvent.class))
                    .singleElement()
                    .satisfies(
                            event -> {
                                assertThat(event.getType()).isEqualTo(ModelEventType.REFUSED);
                                assertThat(event.getReason()).startsWith("trigger t: ");
                            });
        }
    }

    @Test
    void passesOverOtherModelsAndWhatIsNoTrigger() throws Exception {
        try (Training training = new Training()) {
            RetrainTrigger other = trigger("t", 0, 300);
            other.setModel("another");
            training.send(other);
            training.send((byte[]) null);
            training.send(new byte[] {0, 0, 0, 0, 99, 1});

            assertThat(training.examples.readers()).isZero();
            assertThat(training.written(TopicKind.DEAD_LETTERS, DeadLetter.class))
                    .extracting(DeadLetter::getOffset, DeadLetter::getRule)
                    .containsExactly(tuple(2L, "unreadable"));
        }
    }

    /** So that Flink starts the job again: the trigger is still in its state. */
    @Test
    void failsWhenExamplesCannotBeReadNow() throws Exception {
        try (Training training = new Training()) {
            training.examples.fail(new IllegalStateException("Kafka is away"));
            training.send(trigger("t", 0, 300));

            assertThatThrownBy(training::runMail)
                    .hasMessage("the training of trigger t failed")
                    .hasRootCauseMessage("Kafka is away");
            assertThat(training.output()).isEmpty();
        }
    }

    @Test
    void aBoundedRunEndsWhenEverythingIsTrained() throws Exception {
        try (Training training = new Training()) {
            training.send(trigger("a", 0, 200));
            training.send(trigger("b", 0, 300));

            training.operator.run(harness -> harness.getOneInputOperator().finish());

            assertThat(training.versions())
                    .extracting(ModelVersion::getTriggerId)
                    .containsExactly("a", "b");
        }
    }

    /** The operator, to be restarted at will; what its thread hands over is run by hand. */
    private static final class Training implements AutoCloseable {
        private final TestShop shop = new TestShop();
        private final ScriptedExamples examples = new ScriptedExamples("train", ALL);
        private final ScriptedRegistry registry = new ScriptedRegistry("train");
        private final RestartingOperator<
                        OneInputStreamOperatorTestHarness<TopicRecord, OutRecord>, OutRecord>
                operator;
        private long offset;

        Training() throws Exception {
            this(TestShop.MODEL);
        }

        Training(Model model) throws Exception {
            TrainSettings settings =
                    new TrainSettings(
                            "shop",
                            TestShop.FEATURES,
                            TestVersions.FINGERPRINT,
                            model,
                            shop.topics,
                            shop.registry(),
                            Map.of("amount", "what was paid"),
                            List.of("region"));
            operator =
                    new RestartingOperator<>(
                            () ->
                                    new OneInputStreamOperatorTestHarness<>(
                                            new TrainFactory(settings, examples, registry)),
                            new OutputTag<String>("none") {});
        }

        void publish(ModelVersion version) {
            publish(shop.value(TopicKind.MODELS, ModelVersion.class, version));
        }

        void publish(byte[] value) {
            registry.add(new RegistryRecord("models", 0, value));
        }

        void send(RetrainTrigger trigger) throws Exception {
            send(shop.value(TopicKind.RETRAIN_TRIGGERS, RetrainTrigger.class, trigger));
        }

        void send(byte @Nullable [] value) throws Exception {
            TopicRecord record =
                    TestShop.record(
                            TopicKind.RETRAIN_TRIGGERS, offset++, "", TopicRecord.NO_TIME, value);
            operator.run(harness -> harness.processElement(record, 0));
        }

        private TaskMailbox mailbox() {
            return operator.current().getTaskMailbox();
        }

        void awaitMail() throws InterruptedException {
            while (!mailbox().hasMail()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Thread.onSpinWait();
            }
        }

        /** Waits for the end of a training, and hands its result on. */
        void runMail() throws Exception {
            operator.run(harness -> mailbox().take(TaskMailbox.MIN_PRIORITY).run());
        }

        void restart() throws Exception {
            operator.restart();
        }

        /** What came of each trigger; not what was frozen and tried. */
        List<OutRecord> output() {
            return operator.output().stream()
                    .filter(record -> !record.topic().equals(TopicKind.EXPERIMENTS.suffix()))
                    .filter(record -> !record.topic().equals(TopicKind.DATASETS.suffix()))
                    .toList();
        }

        List<ModelVersion> versions() {
            return written(TopicKind.MODELS, ModelVersion.class);
        }

        <T extends SpecificRecord> List<T> written(TopicKind kind, Class<T> type) {
            return operator.output().stream()
                    .filter(record -> record.topic().equals(kind.suffix()))
                    .map(OutRecord::value)
                    .map(value -> Arrays.copyOfRange(value, WireFormat.HEADER, value.length))
                    .map(value -> PlainAvro.read(value, type))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            operator.close();
            shop.close();
        }
    }
}
