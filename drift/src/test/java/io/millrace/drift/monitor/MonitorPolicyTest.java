package io.millrace.drift.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.RetrainWhen;

import org.apache.avro.specific.SpecificRecord;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What a monitor makes of labels: the first training, one after a change, alerts. */
class MonitorPolicyTest {
    private static final long WINDOW = 60_000;
    private static final long HORIZON = 10 * WINDOW;
    private static final long NEVER = 1_000_000_000_000L;
    private static final int PARTITIONS = 4;

    private final List<LabelledScore> sent = new ArrayList<>();
    private final long[] offsets = new long[PARTITIONS];
    private SplittableRandom random = new SplittableRandom(1);

    private static ModelMonitor monitor(
            boolean changeInErrors, RetrainWhen.@Nullable Performance performance) {
        RetrainWhen when =
                new RetrainWhen(
                        200,
                        changeInErrors,
                        Optional.ofNullable(performance),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Duration.ZERO,
                        1_000);
        return new ModelMonitor(
                new MonitorSettings("shop", "fraud", "examples", WINDOW, HORIZON, when),
                MonitorHistory.VERSIONS);
    }

    /** One answer's label, on the topic in an order of its own. */
    private LabelledScore labelled(
            long eventTime, long labelledAt, Role role, @Nullable String digest, boolean right) {
        int partition = random.nextInt(PARTITIONS);
        LabelledScore score =
                new LabelledScore(
                        "e" + sent.size(),
                        eventTime,
                        labelledAt,
                        right ? 1 : 0,
                        1,
                        null,
                        role,
                        digest,
                        null,
                        digest == null ? null : (Double) 0.7,
                        true,
                        partition,
                        offsets[partition]++);
        sent.add(score);
        return score;
    }

    @Test
    void asksForTheFirstTrainingAfterExactlySoManyExamples() {
        ModelMonitor monitor = monitor(true, null);
        for (int i = 0; i < 199; i++) {
            LabelledScore first = labelled(i * 10L, 100_000 + i, Role.NONE, null, true);
            monitor.add(first);
            monitor.add(corrected(first));
            monitor.add(shadow(first));
        }
        assertThat(triggers(monitor.advance(900_000))).isEmpty();

        monitor.add(labelled(5_000, 950_000, Role.NONE, null, true));
        assertThat(triggers(monitor.advance(949_999))).isEmpty();
        List<RetrainTrigger> asked = triggers(monitor.advance(950_000));

        assertThat(asked).hasSize(1);
        RetrainTrigger trigger = asked.get(0);
        assertThat(trigger.getCause()).isEqualTo(RetrainCause.FIRST);
        assertThat(trigger.getAsOf().toEpochMilli()).isEqualTo(950_000);
        assertThat(trigger.getFromEventTime()).isNull();
        assertThat(trigger.getChampionDigest()).isNull();
        assertThat(sent).allMatch(score -> isIn(trigger.getExamples(), score));
    }

    private static LabelledScore corrected(LabelledScore one) {
        return new LabelledScore(
                one.eventId(),
                one.eventTime(),
                one.labelledAt() + 1,
                1 - one.label(),
                2,
                one.label(),
                one.role(),
                one.digest(),
                one.version(),
                one.score(),
                one.decision(),
                one.partition(),
                one.offset());
    }

    private static LabelledScore shadow(LabelledScore one) {
        return new LabelledScore(
                one.eventId(),
                one.eventTime(),
                one.labelledAt(),
                one.label(),
                1,
                null,
                Role.SHADOW,
                "two",
                null,
                0.5,
                true,
                one.partition(),
                one.offset());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void alarmsAfterAChangeAndAsksForTrainingsOnWhatCameSince(long seed) {
        random = new SplittableRandom(seed);
        ModelMonitor monitor = monitor(true, null);
        long changeAt = (300 + random.nextInt(300)) * 10_000L;
        for (int i = 0; i < 1_000; i++) {
            long time = i * 10_000L;
            boolean right = random.nextDouble() > (time >= changeAt ? 0.6 : 0.05);
            monitor.add(
                    labelled(time, time + random.nextLong(HORIZON), Role.CHAMPION, "one", right));
        }
        List<SpecificRecord> found = monitor.advance(NEVER);

        List<DriftAlert> alerts = alerts(found);
        assertThat(alerts).as("seed %d", seed).hasSize(1);
        DriftAlert alert = alerts.get(0);
        assertThat(alert.getRule()).isEqualTo("change-in-errors");
        assertThat(alert.getState()).isEqualTo(AlertState.FIRING);
        assertThat(alert.getAsOf().toEpochMilli())
                .as("seed %d", seed)
                .isBetween(changeAt, changeAt + HORIZON + 100 * 10_000L);

        List<RetrainTrigger> triggers = triggers(found);
        assertThat(triggers).as("seed %d", seed).hasSizeBetween(2, 3);
        for (RetrainTrigger trigger : triggers) {
            assertThat(trigger.getCause()).isEqualTo(RetrainCause.CHANGE);
            assertThat(trigger.getAlertIds()).containsExactly(alert.getAlertId());
            assertThat(trigger.getChampionDigest()).isEqualTo("one");
            long from = trigger.getFromEventTime().toEpochMilli();
            assertThat(from)
                    .as("seed %d", seed)
                    .isEqualTo(alert.getEpisodeStart().toEpochMilli())
                    .isBetween(changeAt - 20 * 10_000, changeAt + 20 * 10_000);
            long asOf = trigger.getAsOf().toEpochMilli();
            assertThat(sent)
                    .filteredOn(score -> score.eventTime() >= from && score.labelledAt() <= asOf)
                    .as("seed %d", seed)
                    .hasSizeGreaterThanOrEqualTo(100)
                    .allMatch(score -> isIn(trigger.getExamples(), score));
        }
        assertThat(triggers).extracting(RetrainTrigger::getTriggerId).doesNotHaveDuplicates();
    }

    private static boolean isIn(List<DataRange> ranges, LabelledScore score) {
        return ranges.stream()
                .anyMatch(
                        range ->
                                range.getTopic().equals("examples")
                                        && range.getPartition() == score.partition()
                                        && range.getFromOffset() <= score.offset()
                                        && range.getToOffset() > score.offset());
    }

    /**
     * It has to wait for the cool-down, and is still about the windows in which the metric fell.
     */
    @Test
    void aTrainingThatWaitedSeesNothingFromBeforeTheFall() {
        RetrainWhen when =
                new RetrainWhen(
                        200,
                        false,
                        Optional.of(new RetrainWhen.Performance(Model.Metric.ACCURACY, 0.1, 2)),
                        Optional.empty(),
                        OptionalInt.of(8_000),
                        Duration.ofMillis(6 * WINDOW - WINDOW / 3),
                        1_000);
        ModelMonitor monitor =
                new ModelMonitor(
                        new MonitorSettings("shop", "fraud", "examples", WINDOW, HORIZON, when),
                        MonitorHistory.VERSIONS);
        for (int i = 0; i < 30 * 400; i++) {
            long time = i * (WINDOW / 400);
            boolean right = random.nextDouble() < (time < 20 * WINDOW ? 0.9 : 0.3);
            if (time % WINDOW == 0) {
                monitor.add(new WindowPart(time, "one", null, Role.CHAMPION, 400, null));
            }
            monitor.add(labelled(time, time + 1, Role.CHAMPION, "one", right));
        }
        List<RetrainTrigger> triggers = triggers(monitor.advance(30 * WINDOW));

        assertThat(triggers)
                .extracting(RetrainTrigger::getCause)
                .startsWith(RetrainCause.EXAMPLES, RetrainCause.PERFORMANCE);
        assertThat(triggers.get(0).getFromEventTime()).isNull();
        RetrainTrigger waited = triggers.get(1);
        assertThat(waited.getAsOf().toEpochMilli() % WINDOW).isPositive();
        assertThat(waited.getFromEventTime().toEpochMilli())
                .isBetween(20 * WINDOW, waited.getAsOf().toEpochMilli() - 2 * WINDOW);
    }

    /** Windows are more or less full: what a row costs is what's looked at. Nobody is alerted. */
    @Test
    void aMetricOfTheBusinessThatRisesAsksForATraining() {
        RetrainWhen.Performance rule =
                new RetrainWhen.Performance(Model.Metric.AUC, Optional.of("lost"), true, 0.5, 2);
        ModelMonitor monitor = monitor(false, rule);
        for (int window = 0; window < 20; window++) {
            int rows = 200 + 50 * (window % 3);
            for (int i = 0; i < rows; i++) {
                LabelledScore score =
                        labelled(
                                window * WINDOW + i,
                                window * WINDOW + i,
                                Role.CHAMPION,
                                "one",
                                true);
                double lost = window < 12 ? 2 : 2.9 + (window - 12) * 0.2;
                monitor.add(costing(score, lost));
            }
        }
        List<SpecificRecord> found = monitor.advance(40 * WINDOW);

        assertThat(alerts(found)).isEmpty();
        assertThat(triggers(found)).hasSize(1);
        RetrainTrigger trigger = triggers(found).get(0);
        assertThat(trigger.getCause()).isEqualTo(RetrainCause.PERFORMANCE);
        // 3.1 and 3.3 are the first two in a row that are half as much again as 2.
        assertThat(trigger.getAsOf().toEpochMilli()).isEqualTo(15 * WINDOW);
        assertThat(trigger.getReason())
                .startsWith(
                        "lost is 65.0 % worse than the first window's 2.00 a row; by 50.0 % or"
                                + " more in 2 windows");
    }

    private static LabelledScore costing(LabelledScore one, double lost) {
        return new LabelledScore(
                one.eventId(),
                one.eventTime(),
                one.labelledAt(),
                one.label(),
                one.revision(),
                one.previousLabel(),
                one.role(),
                one.digest(),
                one.version(),
                one.score(),
                one.decision(),
                one.partition(),
                one.offset(),
                new Attributes(List.of(), new TreeMap<>(Map.of("lost", lost)), new TreeMap<>()));
    }

    /** Its labels come for ten windows more; its alert has ended with it. */
    @Test
    void aVersionThatIsReplacedHasNoAlertsAnyMore() {
        ModelMonitor monitor =
                monitor(false, new RetrainWhen.Performance(Model.Metric.ACCURACY, 0.1, 2));
        for (int window = 0; window < 40; window++) {
            String digest = window < 20 ? "one" : "two";
            long start = window * WINDOW;
            monitor.add(new WindowPart(start, digest, null, Role.CHAMPION, 400, null));
            for (int i = 0; i < 400; i++) {
                long time = start + i * 100;
                monitor.add(
                        labelled(
                                time,
                                time + random.nextLong(HORIZON),
                                Role.CHAMPION,
                                digest,
                                random.nextBoolean()));
            }
        }
        List<SpecificRecord> found = monitor.advance(NEVER);

        List<DriftAlert> alerts = alerts(found);
        assertThat(alerts).extracting(DriftAlert::getAlertId).containsOnly(id(alerts));
        assertThat(alerts)
                .extracting(DriftAlert::getState)
                .containsExactly(AlertState.FIRING, AlertState.FIRING, AlertState.RESOLVED);
        assertThat(alerts.get(2).getAsOf().toEpochMilli()).isEqualTo(21 * WINDOW);
        assertThat(triggers(found))
                .allMatch(trigger -> trigger.getAsOf().toEpochMilli() <= 21 * WINDOW);
        // It's still measured.
        assertThat(found)
                .filteredOn(WindowPerformance.class::isInstance)
                .extracting(WindowPerformance.class::cast)
                .filteredOn(told -> told.getDigest().equals("one"))
                .anyMatch(told -> told.getAsOf().toEpochMilli() > 29 * WINDOW);
    }

    @Test
    void tellsAVersionsNumberWhicheverPartKnowsIt() {
        List<WindowPart> parts = new ArrayList<>();
        for (Integer number : Arrays.asList(null, 3, null)) {
            parts.add(new WindowPart(0, "one", number, Role.CANARY, 5, null));
        }
        for (int turn = 0; turn < 3; turn++) {
            ModelMonitor monitor = monitor(false, null);
            parts.forEach(monitor::add);
            Collections.rotate(parts, 1);

            assertThat(monitor.advance(NEVER))
                    .extracting(WindowPerformance.class::cast)
                    .extracting(WindowPerformance::getScored, WindowPerformance::getVersion)
                    .containsExactly(Tuple.tuple(15L, 3));
        }
    }

    private static String id(List<DriftAlert> alerts) {
        return alerts.get(0).getAlertId();
    }

    private static List<DriftAlert> alerts(List<SpecificRecord> found) {
        return found.stream()
                .filter(DriftAlert.class::isInstance)
                .map(DriftAlert.class::cast)
                .toList();
    }

    private static List<RetrainTrigger> triggers(List<SpecificRecord> found) {
        return found.stream()
                .filter(RetrainTrigger.class::isInstance)
                .map(RetrainTrigger.class::cast)
                .toList();
    }
}
