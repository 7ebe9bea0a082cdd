package io.millrace.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.RegistrySettings;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

class LabelJoinTest {
    private static final long WITHIN = 100;
    private static final byte[] PREDICTION = {1, 2, 3};

    private final List<String> out = new ArrayList<>();
    private final LabelJoin.Answers answers =
            new LabelJoin.Answers() {
                @Override
                public void labelled(
                        byte[] prediction,
                        double label,
                        LabelOrigin origin,
                        long labelledAt,
                        int revision,
                        @Nullable Double previous) {
                    assertThat(prediction).isEqualTo(PREDICTION);
                    out.add(revision + ": " + label + " " + origin + "@" + labelledAt);
                }

                @Override
                public void refused(Label label, Refusal refusal) {
                    out.add(refusal.rule() + "@" + label.labelledAt());
                }
            };

    @Test
    void answersWhenTheLabelWasKnownAndNotBefore() {
        LabelJoin join = new LabelJoin(settings(0.0, 0));
        join.labelled(label(1, 1_020, 0));
        join.predicted(PREDICTION, 1_000);

        join.advance(1_019, answers);
        assertThat(out).isEmpty();

        join.advance(1_020, answers);
        assertThat(out).containsExactly("1: 1.0 RECORD@1020");
    }

    @Test
    void takesTheDefaultAtTheHorizonAndALateLabelInTimeAsARevision() {
        LabelJoin join = new LabelJoin(settings(0.0, 0));
        join.predicted(PREDICTION, 1_000);
        join.advance(1_100, answers);
        join.labelled(label(1, 1_050, 0));
        join.advance(join.nextDue(), answers);

        assertThat(out).containsExactly("1: 0.0 HORIZON@1100", "2: 1.0 RECORD@1050");
    }

    @Test
    void givesNoExampleWithoutALabelWhenThereIsNoDefault() {
        LabelJoin join = new LabelJoin(settings(null, 0));
        join.predicted(PREDICTION, 1_000);

        join.advance(5_000, answers);

        assertThat(out).isEmpty();
        assertThat(join.isOver()).isTrue();
    }

    @Test
    void refusesALabelAfterTheHorizonAndOneWithoutAPrediction() {
        LabelJoin late = new LabelJoin(settings(null, 0));
        late.predicted(PREDICTION, 1_000);
        late.labelled(label(1, 1_101, 0));
        late.advance(1_101, answers);
        LabelJoin lonely = new LabelJoin(settings(null, 0));
        lonely.labelled(label(1, 1_000, 0));
        lonely.advance(1_099, answers);
        assertThat(out).containsExactly("label-too-late@1101");

        lonely.advance(1_100, answers);

        assertThat(out).endsWith("label-without-prediction@1000");
        assertThat(lonely.isOver()).isTrue();
    }

    @Test
    void saysNothingWhenALabelIsConfirmed() {
        LabelJoin join = new LabelJoin(settings(0.0, 0));
        join.predicted(PREDICTION, 1_000);
        join.labelled(label(1, 1_010, 0));
        join.labelled(label(1, 1_020, 1));
        join.labelled(label(0, 1_030, 2));
        join.advance(1_200, answers);

        assertThat(out).containsExactly("1: 1.0 RECORD@1010", "2: 0.0 RECORD@1030");
    }

    /** Whatever comes when, as long as labels come before they're due: the same answers. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void dependsOnTheRecordsAndNotOnTheirOrder(long seed) {
        Random random = new Random(seed);
        long disorder = random.nextInt(3) * 10L;
        Double otherwise = random.nextBoolean() ? (Double) 0.0 : null;
        LabelSettings settings = settings(otherwise, disorder);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < random.nextInt(6); i++) {
            labels.add(label(random.nextInt(2), 950 + random.nextInt(200), i));
        }
        boolean predicted = random.nextInt(5) > 0;

        List<String> expected = byDefinition(labels, predicted, otherwise);
        for (int order = 0; order < 20; order++) {
            out.clear();
            run(settings, labels, predicted, new Random(seed * 100 + order));
            assertThat(out).as("seed %d, order %d", seed, order).isEqualTo(expected);
        }
    }

    /** Time goes up to each record's arrival; the state goes through bytes at every step. */
    private void run(LabelSettings settings, List<Label> labels, boolean predicted, Random random) {
        record Arrival(long at, @Nullable Label label) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (Label label : labels) {
            long disorder = settings.labels().outOfOrderness();
            long latest = label.labelledAt() + disorder;
            arrivals.add(new Arrival(latest - 1 - random.nextInt(200), label));
        }
        if (predicted) {
            arrivals.add(new Arrival(950 - random.nextInt(100), null));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        LabelJoin join = new LabelJoin(settings);
        for (Arrival arrival : arrivals) {
            join = advanceTo(arrival.at(), join, settings);
            Label label = arrival.label();
            if (label == null) {
                join.predicted(PREDICTION, 1_000);
            } else {
                join.labelled(label);
            }
        }
        join = advanceTo(5_000, join, settings);
        assertThat(join.isOver()).isTrue();
    }

    private LabelJoin advanceTo(long time, LabelJoin join, LabelSettings settings) {
        LabelJoin now = LabelJoin.of(join.packed(), settings);
        while (now.nextDue() <= time) {
            now.advance(now.nextDue(), answers);
            now = LabelJoin.of(now.packed(), settings);
        }
        return now;
    }

    private static List<String> byDefinition(
            List<Label> labels, boolean predicted, @Nullable Double otherwise) {
        List<Label> sorted = new ArrayList<>(labels);
        sorted.sort(
                Comparator.comparingLong(Label::labelledAt)
                        .thenComparingLong(l -> l.record().at().offset()));
        List<String> expected = new ArrayList<>();
        if (!predicted) {
            sorted.forEach(l -> expected.add("label-without-prediction@" + l.labelledAt()));
            return expected;
        }
        int revision = 0;
        double last = -1;
        boolean horizonPassed = false;
        for (Label label : sorted) {
            if (label.labelledAt() > 1_000 + WITHIN) {
                if (revision == 0 && otherwise != null && !horizonPassed) {
                    expected.add(++revision + ": " + otherwise + " HORIZON@1100");
                    horizonPassed = true;
                }
                expected.add("label-too-late@" + label.labelledAt());
            } else if (label.value() != last) {
                last = label.value();
                expected.add(
                        ++revision
                                + ": "
                                + last
                                + " RECORD@"
                                + Math.max(1_000, label.labelledAt()));
            }
        }
        if (revision == 0 && otherwise != null) {
            expected.add("1: " + otherwise + " HORIZON@1100");
        }
        return expected;
    }

    private static Label label(double value, long labelledAt, long offset) {
        return new Label(
                "e",
                value,
                labelledAt,
                new Refused(new Coordinates("labels", 0, offset, 0), null, null, List.of()));
    }

    private static LabelSettings settings(@Nullable Double otherwise, long disorder) {
        return new LabelSettings(
                "p",
                new RowType(List.of()),
                new LabelSettings.LabelTopic("labels", "{}", "id", "value", "at", disorder),
                WITHIN,
                otherwise,
                new PipelineTopics(Map.of(), Map.of()),
                RegistrySettings.of("http://localhost:1"));
    }
}
