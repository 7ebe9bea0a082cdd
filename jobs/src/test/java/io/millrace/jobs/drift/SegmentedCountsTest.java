package io.millrace.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.monitor.LabelledScore;
import io.millrace.drift.monitor.Segment;
import io.millrace.drift.monitor.WindowPart;
import io.millrace.drift.performance.ScoreWindow;
import io.millrace.features.MonitorPlan;
import io.millrace.features.function.FunctionJars;
import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** Panes of sliding windows, segments, and the business's metrics. */
class SegmentedCountsTest {
    private static final long SLIDE = WatchedShop.WINDOW / 4;

    private static Text text(String value) {
        return new Text(value, new Place("pipeline.yaml", 1, 1));
    }

    private static DriftSettings settings(WatchedShop shop) {
        Monitor monitor =
                new Monitor(
                        Duration.ofMillis(WatchedShop.WINDOW),
                        Duration.ofMillis(SLIDE),
                        List.of(text("amount > 50.0")),
                        20,
                        List.of(),
                        List.of(
                                new Monitor.Metric(
                                        text("lost"),
                                        Monitor.Aggregate.SUM,
                                        text("label == 1 && !decision ? amount : 0.0"))),
                        Monitor.Reference.TRAINING);
        DriftSettings plain = shop.settings(null);
        return new DriftSettings(
                plain.pipeline(),
                plain.model(),
                plain.features(),
                plain.window(),
                plain.horizon(),
                null,
                plain.topics(),
                plain.registry(),
                WatchSettings.of(
                        monitor,
                        MonitorPlan.compile(monitor, plain.features(), FunctionJars.NONE)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void countsEachAnswerInItsPaneAndItsSegment(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, Long> expected = new TreeMap<>();
        Map<String, Long> decided = new TreeMap<>();
        Map<String, Long> found = new TreeMap<>();
        Map<String, Long> foundDecided = new TreeMap<>();
        try (WatchedShop shop = new WatchedShop("segmented");
                RestartingOperator<
                                OneInputStreamOperatorTestHarness<TopicRecord, WindowPart>,
                                WindowPart>
                        operator =
                                new RestartingOperator<>(
                                        () ->
                                                new OneInputStreamOperatorTestHarness<>(
                                                        new CountWindows(
                                                                settings(shop), shop.registry)),
                                        DriftJob.DEAD_LETTERS)) {
            for (int i = 0; i < 200; i++) {
                double score = random.nextDouble();
                long time = random.nextInt(2_000);
                ScoredEvent event =
                        TestShop.scored(
                                "e" + i,
                                time,
                                Role.CHAMPION,
                                WatchedShop.ONE,
                                1,
                                score,
                                List.of(
                                        new ScoredEvent.ShadowScore(
                                                WatchedShop.TWO, 2, 1 - score, score <= 0.5)));
                for (String segment : List.of("null", "amount > 50.0=" + (score * 100 > 50))) {
                    String pane = time / SLIDE * SLIDE + " " + segment;
                    expected.merge(pane + " CHAMPION", 1L, Long::sum);
                    expected.merge(pane + " SHADOW", 1L, Long::sum);
                    decided.merge(pane + " CHAMPION", score >= 0.5 ? 1L : 0, Long::sum);
                    decided.merge(pane + " SHADOW", score <= 0.5 ? 1L : 0, Long::sum);
                }
                TopicRecord record =
                        TestShop.record(
                                TopicKind.PREDICTIONS,
                                i,
                                "",
                                TopicRecord.NO_TIME,
                                shop.shop.value(event));
                operator.run(harness -> harness.processElement(record, 0));
                if (random.nextInt(20) == 0) {
                    operator.restart();
                }
            }
            operator.run(harness -> harness.processWatermark(Long.MAX_VALUE));
            for (WindowPart part : operator.output()) {
                String pane = part.windowStart() + " " + part.segment().text() + " " + part.role();
                found.merge(pane, part.scored(), Long::sum);
                foundDecided.merge(pane, decided(part), Long::sum);
                assertThat(part.counts() == null).isEqualTo(part.role() == Role.SHADOW);
            }
        }

        assertThat(found).as("seed %d", seed).isEqualTo(expected);
        assertThat(foundDecided).as("seed %d", seed).isEqualTo(decided);
    }

    private static long decided(WindowPart part) throws IOException {
        byte[] bytes = Objects.requireNonNull(part.scores());
        return ScoreWindow.read(new DataInputStream(new ByteArrayInputStream(bytes))).decided();
    }

    @Test
    void labelledScoresHaveTheirSegmentsAndWhatTheyCost() throws Exception {
        List<LabelledScore> scores = new ArrayList<>();
        try (WatchedShop shop = new WatchedShop("segmented");
                OneInputStreamOperatorTestHarness<TopicRecord, LabelledScore> harness =
                        new OneInputStreamOperatorTestHarness<>(
                                new ProcessOperator<>(new ReadScores(settings(shop))))) {
            harness.setup(new LabelledScoreSerializer());
            harness.open();
            ScoredEvent event =
                    TestShop.scored(
                            "e",
                            5,
                            Role.CHAMPION,
                            WatchedShop.ONE,
                            1,
                            0.25,
                            List.of(new ScoredEvent.ShadowScore(WatchedShop.TWO, 2, 0.75, true)));
            byte[] value =
                    shop.shop.value(
                            new LabelledPrediction(1, LabelOrigin.RECORD, 9, 2, 0.0, event));
            harness.processElement(
                    TestShop.record(TopicKind.TRAINING_EXAMPLES, 3, "", TopicRecord.NO_TIME, value),
                    0);
            harness.extractOutputValues().forEach(scores::add);
        }

        assertThat(scores).hasSize(2);
        assertThat(scores)
                .allSatisfy(
                        score ->
                                assertThat(score.attributes().segments())
                                        .containsExactly(new Segment("amount > 50.0", "false")));
        assertThat(scores.get(0).attributes().values()).isEqualTo(Map.of("lost", 25.0));
        assertThat(scores.get(0).attributes().previousValues()).isEqualTo(Map.of("lost", 0.0));
        assertThat(scores.get(1).role()).isEqualTo(Role.SHADOW);
        assertThat(scores.get(1).attributes().values()).isEqualTo(Map.of("lost", 0.0));
    }
}
