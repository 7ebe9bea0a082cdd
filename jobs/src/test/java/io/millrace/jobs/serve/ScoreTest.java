package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.CompleteTo;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.scoring.ModelArtifact;

import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

class ScoreTest {
    private static final PredictionCodec CODEC = new PredictionCodec(TestServe.PLAN.features());
    private static final ModelArtifact FIRST = TestModels.model(-1);
    private static final ModelArtifact SECOND = TestModels.model(1);
    private static final ModelArtifact THIRD = TestModels.model(3);

    /** The definition, not the code: a logistic function of bias and amount. */
    private static double score(double bias, double amount) {
        return 1 / (1 + Math.exp(-(bias + amount / 100)));
    }

    @Test
    void waitsUntilTheDeploymentsWatermarkHasPassedTheEvent() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.tell(TestModels.told(FIRST));
            score.tell(TestModels.told(TestModels.deployment(1, FIRST).build(), 0));
            score.tell(TestModels.loaded());
            score.event(TestModels.event("a", 1_000, "acc", 50));
            score.deploymentsKnownTo(999);
            assertThat(score.predictions()).isEmpty();

            score.deploymentsKnownTo(1_000);

            assertThat(score.predictions()).hasSize(1);
            ScoredEvent prediction = score.predictions().get(0);
            assertThat(prediction.eventId()).isEqualTo("a");
            assertThat(prediction.role()).isEqualTo(Role.CHAMPION);
            assertThat(prediction.digest()).isEqualTo(FIRST.digest());
            assertThat(prediction.score()).isEqualTo(score(-1, 50), within());
            assertThat(prediction.decision()).isFalse();
            assertThat(prediction.epoch()).isEqualTo(1);
        }
    }

    @Test
    void waitsUntilTheRegistryWasReadToItsEnd() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.deploymentsKnownTo(5_000);
            score.event(TestModels.event("a", 1_000, "acc", 50));
            assertThat(score.predictions()).isEmpty();

            score.tell(TestModels.told(FIRST));
            score.tell(TestModels.told(TestModels.deployment(1, FIRST).build(), 0));
            assertThat(score.predictions()).isEmpty();

            score.tell(TestModels.loaded());
            assertThat(score.predictions()).hasSize(1);
        }
    }

    @Test
    void answersAtOnceInArrivalOrderWhenTheRegistryWasRead() throws Exception {
        try (var score = new Scoring(Order.ARRIVAL)) {
            score.event(TestModels.event("early", 1_000, "acc", 50));
            assertThat(score.predictions()).isEmpty();

            score.tell(TestModels.loaded());
            score.event(TestModels.event("later", 9_000, "acc", 50));

            assertThat(score.predictions())
                    .extracting(ScoredEvent::eventId)
                    .containsExactly("early", "later");
        }
    }

    @Test
    void answersWithoutAScoreWhenThereIsNoModel() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.tell(TestModels.loaded());
            score.event(TestModels.event("a", 1_000, "acc", 50));
            score.deploymentsKnownTo(1_000);

            ScoredEvent prediction = score.predictions().get(0);
            assertThat(prediction.role()).isEqualTo(Role.NONE);
            assertThat(prediction.score()).isNull();
            assertThat(prediction.epoch()).isZero();
        }
    }

    @Test
    void switchesAtAnEventTimeWhateverTheOrderOfArrival() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.tell(TestModels.told(FIRST));
            score.tell(TestModels.told(SECOND));
            score.tell(TestModels.told(TestModels.deployment(1, FIRST).build(), 0));
            score.tell(TestModels.told(TestModels.deployment(2, SECOND).build(), 2_000));
            score.tell(TestModels.loaded());
            score.event(TestModels.event("at", 2_000, "acc", 0));
            score.event(TestModels.event("before", 1_999, "acc", 0));
            score.event(TestModels.event("after", 2_001, "acc", 0));
            score.deploymentsKnownTo(3_000);

            assertThat(score.predictions())
                    .extracting(p -> p.eventId() + " " + p.epoch() + " " + p.digest())
                    .containsExactly(
                            "at 2 " + SECOND.digest(),
                            "before 1 " + FIRST.digest(),
                            "after 2 " + SECOND.digest());
        }
    }

    @Test
    void writesTheShadowsAnswersAndNamesThemInTheServedOne() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.tell(TestModels.told(FIRST));
            score.tell(TestModels.told(SECOND));
            score.tell(TestModels.told(THIRD));
            score.tell(
                    TestModels.told(
                            TestModels.deployment(1, FIRST)
                                    .setShadows(TestModels.references(SECOND, THIRD))
                                    .build(),
                            0));
            score.tell(TestModels.loaded());
            score.event(TestModels.event("a", 1_000, "acc", 20));
            score.deploymentsKnownTo(1_000);

            assertThat(score.topics())
                    .containsExactly("predictions", "shadow-predictions", "shadow-predictions");
            List<ScoredEvent> all = score.predictions();
            assertThat(all)
                    .extracting(ScoredEvent::role)
                    .containsExactly(Role.CHAMPION, Role.SHADOW, Role.SHADOW);
            assertThat(all.get(0).shadowScores())
                    .extracting(ScoredEvent.ShadowScore::digest)
                    .containsExactly(SECOND.digest(), THIRD.digest());
            for (int shadow = 0; shadow < 2; shadow++) {
                ScoredEvent.ShadowScore told = all.get(0).shadowScores().get(shadow);
                ScoredEvent own = all.get(1 + shadow);
                assertThat(told.score()).isEqualTo(score(1 + 2 * shadow, 20), within());
                assertThat(told.decision()).isTrue();
                assertThat(own.score()).isEqualTo(told.score());
                assertThat(own.digest()).isEqualTo(told.digest());
                assertThat(own.shadowScores()).isEmpty();
            }
            assertThat(all).extracting(ScoredEvent::predictionId).doesNotHaveDuplicates();
        }
    }

    @Test
    void servesAnArmsShareOfTheAccountsWithItsVersion() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.tell(TestModels.told(FIRST));
            score.tell(TestModels.told(SECOND));
            score.tell(
                    TestModels.told(
                            TestModels.deployment(1, FIRST)
                                    .setSalt("s1")
                                    .setArms(TestModels.arm(SECOND, 2_500, 1_000))
                                    .build(),
                            0));
            score.tell(TestModels.loaded());
            for (int i = 0; i < 2_000; i++) {
                score.event(TestModels.event("e" + i, 1_000, "acc-" + i, 0));
            }
            score.deploymentsKnownTo(1_000);

            int canaries = 0;
            for (ScoredEvent prediction : score.predictions()) {
                String account = String.valueOf(prediction.entities().get(0).key());
                int bucket = bucket("s1", account);
                boolean inArm = bucket >= 1_000 && bucket < 3_500;
                assertThat(prediction.role())
                        .as("%s in bucket %d", account, bucket)
                        .isEqualTo(inArm ? Role.CANARY : Role.CHAMPION);
                assertThat(prediction.digest()).isEqualTo(inArm ? SECOND.digest() : FIRST.digest());
                canaries += inArm ? 1 : 0;
            }
            assertThat(canaries).isBetween(400, 600);
        }
    }

    /** As the schema has it: SHA-256 over salt, a zero byte and key; 8 bytes, modulo 10000. */
    private static int bucket(String salt, String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((salt + "\0" + key).getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, Arrays.copyOf(hash, 8))
                    .mod(BigInteger.valueOf(10_000))
                    .intValue();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void asksNobodyUnderAKillSwitch() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.tell(TestModels.told(FIRST));
            score.tell(TestModels.told(SECOND));
            score.tell(
                    TestModels.told(
                            TestModels.deployment(1, FIRST)
                                    .setShadows(TestModels.references(SECOND))
                                    .setFallbackScore(0.25)
                                    .build(),
                            0));
            score.tell(TestModels.loaded());
            score.event(TestModels.event("a", 1_000, "acc", 0));
            score.deploymentsKnownTo(1_000);

            assertThat(score.predictions())
                    .extracting(ScoredEvent::role, ScoredEvent::score, ScoredEvent::digest)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(Role.FALLBACK, 0.25, null));
        }
    }

    /** What others have written isn't known before a checkpoint is complete. */
    @Test
    void saysWhatWasCompleteAtTheLastCompletedCheckpoint() throws Exception {
        try (var score = new Scoring(Order.EVENT_TIME)) {
            score.tellAll(List.of());
            score.answerUpTo(1_000);
            long first = score.snapshot();
            score.answerUpTo(2_000);
            long second = score.snapshot();
            score.answerUpTo(3_000);
            score.completed(first);
            score.answerUpTo(4_000);
            score.completed(second);
            score.answerUpTo(5_000);
            score.restart();
            score.tellAll(List.of());
            score.answerUpTo(6_000);

            assertThat(score.completeTo())
                    .containsExactly(
                            Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, 1_000L, 2_000L, 5_000L);
        }
    }

    /** A snapshot and a restore after every element change no byte of any prediction. */
    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53})
    void givesTheSameBytesAfterAnyRestart(long seed) throws Exception {
        List<String> straight = run(seed, false);
        List<String> restarted = run(seed, true);

        assertThat(restarted).as("seed %d", seed).isEqualTo(straight);
        assertThat(straight).as("seed %d", seed).hasSizeGreaterThan(150);
    }

    private static List<String> run(long seed, boolean restart) throws Exception {
        Random random = new Random(seed);
        List<RegistryUpdate> registry = new ArrayList<>();
        registry.add(TestModels.told(FIRST));
        registry.add(TestModels.told(SECOND));
        registry.add(TestModels.told(TestModels.deployment(1, FIRST).build(), 3_000));
        try (var score = new Scoring(Order.EVENT_TIME)) {
            long known = 0;
            score.tellAll(registry);
            for (int i = 0; i < 150; i++) {
                long time = known + 1 + random.nextInt(3_000);
                String account = "acc-" + random.nextInt(20);
                score.event(TestModels.event("e" + i, time, account, random.nextInt(100)));
                if (random.nextInt(4) == 0) {
                    known += random.nextInt(1_500);
                    score.deploymentsKnownTo(known);
                }
                if (random.nextInt(12) == 0) {
                    RegistryUpdate next = next(random, registry.size(), known);
                    registry.add(next);
                    score.tell(next);
                }
                if (restart) {
                    score.restart();
                    score.tellAll(registry);
                    score.deploymentsKnownTo(known);
                }
            }
            score.deploymentsKnownTo(Long.MAX_VALUE);
            return score.payloads();
        }
    }

    /** As the resolver does, it stamps behind the watermark that it has let go. */
    private static RegistryUpdate next(Random random, int epochsAndMore, long known) {
        long epoch = epochsAndMore - 1;
        ModelArtifact champion = random.nextBoolean() ? FIRST : SECOND;
        ModelArtifact other = champion.equals(FIRST) ? SECOND : FIRST;
        var deployment = TestModels.deployment(epoch, champion).setSalt("s");
        if (random.nextBoolean()) {
            deployment.setShadows(TestModels.references(other));
        } else {
            deployment.setArms(TestModels.arm(other, 3_000, 0));
        }
        return TestModels.told(deployment.build(), known + 1 + random.nextInt(2_000));
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-12);
    }

    /** The scorer, restarted at will. */
    private static final class Scoring implements AutoCloseable {
        private final ServeSettings settings;
        private final List<OutRecord> output = new ArrayList<>();
        private TwoInputStreamOperatorTestHarness<Event, RegistryUpdate, OutRecord> harness;
        private long checkpoint;

        Scoring(Order order) throws Exception {
            settings = TestServe.settings(order, null);
            harness = harness();
            harness.open();
        }

        private TwoInputStreamOperatorTestHarness<Event, RegistryUpdate, OutRecord> harness()
                throws Exception {
            return new TwoInputStreamOperatorTestHarness<>(new Score(settings));
        }

        void event(Event event) throws Exception {
            harness.processElement1(event, event.time());
            collect();
        }

        void tell(RegistryUpdate update) throws Exception {
            harness.processElement2(update, 0);
            collect();
        }

        void tellAll(List<RegistryUpdate> updates) throws Exception {
            for (RegistryUpdate update : updates) {
                tell(update);
            }
            tell(TestModels.loaded());
        }

        void deploymentsKnownTo(long time) throws Exception {
            harness.processWatermark2(new Watermark(time));
            collect();
        }

        /** One event, and both inputs' watermarks behind it. */
        void answerUpTo(long time) throws Exception {
            event(TestModels.event("e" + time, time, "acc", 0));
            harness.processWatermark1(new Watermark(time));
            deploymentsKnownTo(time);
        }

        long snapshot() throws Exception {
            harness.snapshot(checkpoint, checkpoint);
            return checkpoint++;
        }

        void completed(long checkpoint) throws Exception {
            harness.notifyOfCompletedCheckpoint(checkpoint);
        }

        List<Long> completeTo() {
            return output.stream().map(record -> completeTo(record)).toList();
        }

        private static Long completeTo(OutRecord record) {
            var headers = new RecordHeaders();
            record.headers().forEach(header -> headers.add(header.key(), header.value()));
            return Objects.requireNonNull(CompleteTo.of(headers));
        }

        void restart() throws Exception {
            var state = harness.snapshot(checkpoint++, checkpoint);
            harness.close();
            harness = harness();
            harness.initializeState(state);
            harness.open();
        }

        private void collect() {
            output.addAll(harness.extractOutputValues());
            harness.getOutput().clear();
        }

        List<String> topics() {
            return output.stream().map(OutRecord::topic).toList();
        }

        List<ScoredEvent> predictions() throws IOException {
            List<ScoredEvent> all = new ArrayList<>();
            for (OutRecord record : output) {
                all.add(CODEC.decode(record.value(), WireFormat.HEADER, CODEC.schema()));
            }
            return all;
        }

        /** Topic and bytes of every record, sorted: their order isn't promised. */
        List<String> payloads() {
            return output.stream()
                    .map(r -> r.topic() + " " + HexFormat.of().formatHex(r.value()))
                    .sorted()
                    .toList();
        }

        @Override
        public void close() throws Exception {
            harness.close();
        }
    }
}
