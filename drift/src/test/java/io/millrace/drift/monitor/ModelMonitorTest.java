package io.millrace.drift.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millrace.drift.monitor.MonitorHistory.Answer;
import io.millrace.drift.monitor.MonitorHistory.Input;
import io.millrace.drift.monitor.MonitorHistory.Labelling;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.DriftCell;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.scoring.metrics.BinaryMetrics;

import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

class ModelMonitorTest {
    private static final long WINDOW = MonitorHistory.WINDOW;

    /** When everything has been told. */
    private static long over(MonitorHistory history) {
        return history.end + 10 * WINDOW + MonitorHistory.HORIZON;
    }

    private static ModelMonitor monitor() {
        return new ModelMonitor(MonitorHistory.SETTINGS, MonitorHistory.VERSIONS);
    }

    private static List<SpecificRecord> inOneLeap(MonitorHistory history, List<Input> inputs) {
        ModelMonitor monitor = monitor();
        inputs.forEach(input -> input.into(monitor));
        return monitor.advance(over(history));
    }

    /**
     * Inputs come in any order between two watermarks, some of them long before they must, and
     * watermarks in steps of any size.
     *
     * @param step the mean of the watermarks' steps in milliseconds
     * @param restarts whether the monitor goes through bytes after every input
     */
    private static List<SpecificRecord> inSteps(
            MonitorHistory history, List<Input> inputs, int step, boolean restarts, Random random) {
        List<Input> left = new ArrayList<>(inputs);
        List<SpecificRecord> found = new ArrayList<>();
        ModelMonitor monitor = monitor();
        for (long time = 0; !left.isEmpty() || time < over(history); ) {
            time = Math.min(over(history), time + 1 + random.nextInt(2 * step));
            time = random.nextInt(4) == 0 ? (time / WINDOW + 1) * WINDOW : time;
            for (Input input : due(left, time, random)) {
                input.into(monitor);
                if (restarts) {
                    monitor = restored(monitor);
                }
            }
            found.addAll(monitor.advance(time));
        }
        return found;
    }

    private static List<Input> due(List<Input> left, long time, Random random) {
        List<Input> due = new ArrayList<>();
        while (!left.isEmpty() && left.get(0).dueAt() <= time) {
            due.add(left.remove(0));
        }
        for (int early = random.nextInt(3); early > 0 && !left.isEmpty(); early--) {
            due.add(left.remove(random.nextInt(Math.min(500, left.size()))));
        }
        Collections.shuffle(due, random);
        return due;
    }

    private static ModelMonitor restored(ModelMonitor monitor) {
        return ModelMonitor.restore(
                MonitorHistory.SETTINGS, MonitorHistory.VERSIONS, monitor.snapshot());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void findsTheSameWhateverComesWhenAndHoweverTimeIsStepped(long seed) {
        MonitorHistory history = new MonitorHistory(seed, 14, 350);
        List<SpecificRecord> leap = inOneLeap(history, history.inputs(1, seed));

        Random random = new Random(seed);
        for (int step : new int[] {150, 20_000, 100_000, 400_000}) {
            List<Input> inputs = history.inputs(1 + random.nextInt(4), random.nextLong());
            assertThat(inSteps(history, inputs, step, false, random))
                    .as("seed %d, steps of %d", seed, step)
                    .isEqualTo(leap);
        }
        assertThat(of(DriftReport.class, leap)).isNotEmpty();
        assertThat(of(DriftAlert.class, leap)).isNotEmpty();
        assertThat(of(RetrainTrigger.class, leap)).isNotEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12})
    void findsTheSameWhenItsRestoredAfterEveryInput(long seed) {
        MonitorHistory history = new MonitorHistory(seed, 10, 110);
        List<SpecificRecord> leap = inOneLeap(history, history.inputs(1, seed));

        List<Input> inputs = history.inputs(3, seed);
        List<SpecificRecord> restarted = inSteps(history, inputs, 10_000, true, new Random(seed));

        assertThat(restarted).as("seed %d", seed).isEqualTo(leap);
        assertThat(of(RetrainTrigger.class, leap)).isNotEmpty();
    }

    /** All records of performance that there must be, from the raw scores. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void tellsThePerformanceThatTheRawScoresHave(long seed) {
        MonitorHistory history = new MonitorHistory(seed, 10, 150);
        List<WindowPerformance> told =
                of(WindowPerformance.class, inOneLeap(history, history.inputs(2, seed)));

        Map<String, Integer> expected = new TreeMap<>();
        for (Map.Entry<String, List<Answer>> group : groups(history).entrySet()) {
            for (long asOf : reportTimes(group.getValue(), history)) {
                expected.merge(group.getKey(), 1, Integer::sum);
                String as = "seed %d, %s as of %d".formatted(seed, group.getKey(), asOf);
                List<WindowPerformance> found =
                        told.stream()
                                .filter(one -> key(one).equals(group.getKey()))
                                .filter(one -> one.getAsOf().toEpochMilli() == asOf)
                                .toList();
                assertThat(found).as(as).hasSize(1);
                assertThat(found.get(0).getRevision())
                        .as(as)
                        .isEqualTo(expected.get(group.getKey()));
                check(found.get(0), group.getValue(), labelsBefore(asOf, history), as);
            }
        }
        assertThat(told)
                .as("seed %d", seed)
                .hasSize(expected.values().stream().mapToInt(i -> i).sum())
                .allSatisfy(one -> assertThat(one.getAsOf()).isAfterOrEqualTo(one.getWindowEnd()));
    }

    private static String key(WindowPerformance one) {
        return one.getWindowStart().toEpochMilli() + " " + one.getRole() + " " + one.getDigest();
    }

    private static Map<String, List<Answer>> groups(MonitorHistory history) {
        Map<String, List<Answer>> groups = new TreeMap<>();
        for (Answer answer : history.answers) {
            if (answer.digest() != null) {
                long start = answer.eventTime() / WINDOW * WINDOW;
                String key = start + " " + answer.role() + " " + answer.digest();
                groups.computeIfAbsent(key, none -> new ArrayList<>()).add(answer);
            }
        }
        return groups;
    }

    /** The window's end, and the end of each later window in which one of its labels was known. */
    private static TreeSet<Long> reportTimes(List<Answer> group, MonitorHistory history) {
        long end = group.get(0).eventTime() / WINDOW * WINDOW + WINDOW;
        TreeSet<Long> times = new TreeSet<>(List.of(end));
        TreeSet<String> ids = new TreeSet<>(group.stream().map(Answer::eventId).toList());
        for (Labelling one : history.labels) {
            if (ids.contains(one.answer().eventId()) && group.contains(one.answer())) {
                times.add(Math.max(end, one.labelledAt() / WINDOW * WINDOW + WINDOW));
            }
        }
        return times;
    }

    /** The newest one of each answer. */
    private static Map<String, Labelling> labelsBefore(long asOf, MonitorHistory history) {
        Map<String, Labelling> newest = new TreeMap<>();
        for (Labelling one : history.labels) {
            if (one.labelledAt() < asOf) {
                newest.merge(
                        one.answer().eventId(), one, (a, b) -> b.revision() > a.revision() ? b : a);
            }
        }
        return newest;
    }

    private static void check(
            WindowPerformance told, List<Answer> group, Map<String, Labelling> known, String as) {
        List<Answer> labelled = group.stream().filter(a -> known.containsKey(a.eventId())).toList();
        double[] scores = labelled.stream().mapToDouble(Answer::value).toArray();
        boolean[] labels = new boolean[scores.length];
        int positives = 0;
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Objects.requireNonNull(known.get(labelled.get(i).eventId())).label();
            positives += labels[i] ? 1 : 0;
            right += labels[i] == (scores[i] >= MonitorHistory.THRESHOLD) ? 1 : 0;
        }

        assertThat(told.getScored()).as(as).isEqualTo(group.size());
        assertThat(told.getLabelled()).as(as).isEqualTo(labelled.size());
        assertThat(told.getPositives()).as(as).isEqualTo(positives);
        assertThat(told.getVersion()).isEqualTo(MonitorHistory.number(told.getDigest()));
        if (labelled.isEmpty()) {
            assertThat(told.getMetrics().keySet())
                    .as(as)
                    .allMatch(name -> name.startsWith("estimated_") || name.equals("decision_rate"))
                    .contains("estimated_auc");
        } else {
            assertThat(told.getMetrics().get("accuracy"))
                    .as(as)
                    .isCloseTo((double) right / labelled.size(), within(1e-12));
            assertThat(told.getMetrics().get("positive_rate"))
                    .as(as)
                    .isCloseTo((double) positives / labelled.size(), within(1e-12));
        }
        assertThat(told.getMetrics().containsKey("estimated_accuracy"))
                .as(as)
                .isEqualTo(labelled.size() < group.size());
        if (positives > 0 && positives < labelled.size()) {
            assertThat(told.getMetrics().get("auc"))
                    .as(as)
                    .isCloseTo(BinaryMetrics.auc(scores, labels), within(1e-3));
        }
    }

    @Test
    void saysNothingOfAWindowThatIsntOver() {
        MonitorHistory history = new MonitorHistory(31, 10, 400);
        ModelMonitor monitor = monitor();
        history.inputs(1, 31).forEach(input -> input.into(monitor));

        for (long time = 0; time <= over(history); time += 777) {
            for (SpecificRecord found : monitor.advance(time)) {
                if (found instanceof WindowPerformance window) {
                    assertThat(window.getWindowEnd().toEpochMilli()).isLessThanOrEqualTo(time);
                    assertThat(window.getAsOf().toEpochMilli()).isLessThanOrEqualTo(time);
                } else if (found instanceof DriftReport report) {
                    assertThat(report.getWindowEnd().toEpochMilli()).isLessThanOrEqualTo(time);
                } else if (found instanceof DriftAlert alert) {
                    assertThat(alert.getAsOf().toEpochMilli()).isLessThanOrEqualTo(time);
                } else {
                    Instant asOf = ((RetrainTrigger) found).getAsOf();
                    assertThat(asOf.toEpochMilli()).isLessThanOrEqualTo(time);
                }
            }
        }
    }

    @Test
    void endsWithTheEndOfTime() {
        MonitorHistory history = new MonitorHistory(32, 10, 100);
        List<Input> inputs = history.inputs(1, 32);
        ModelMonitor monitor = monitor();
        inputs.forEach(input -> input.into(monitor));

        List<SpecificRecord> found =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(30), () -> monitor.advance(Long.MAX_VALUE));

        assertThat(found).isEqualTo(inOneLeap(history, inputs));
        assertThat(restored(monitor).advance(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void countsEachReportsRowsOnce() {
        MonitorHistory history = new MonitorHistory(33, 10, 400);
        List<DriftReport> reports =
                of(DriftReport.class, inOneLeap(history, history.inputs(3, 33)));

        Map<String, List<Answer>> groups = groups(history);
        assertThat(reports)
                .isNotEmpty()
                .allSatisfy(
                        report -> {
                            long start = report.getWindowStart().toEpochMilli();
                            String key = start + " CHAMPION " + report.getDigest();
                            assertThat(groups.get(key)).hasSize((int) report.getRows());
                            assertThat(
                                            report.getCells().stream()
                                                    .mapToLong(DriftCell::getCurrent)
                                                    .sum())
                                    .isEqualTo(report.getRows());
                        });
        assertThat(reports)
                .extracting(r -> r.getDigest() + r.getFeature() + r.getWindowStart())
                .doesNotHaveDuplicates();
    }

    /** An episode begins once and ends once, and tells only of a version that's in force. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42, 43})
    void tellsEachEpisodeOnce(long seed) {
        MonitorHistory history = new MonitorHistory(seed, 16, 350);
        List<DriftAlert> alerts = of(DriftAlert.class, inOneLeap(history, history.inputs(1, seed)));

        Map<String, List<AlertState>> byId = new TreeMap<>();
        for (DriftAlert alert : alerts) {
            byId.computeIfAbsent(alert.getAlertId(), none -> new ArrayList<>())
                    .add(alert.getState());
        }
        assertThat(byId).isNotEmpty();
        byId.forEach(
                (id, states) ->
                        assertThat(states)
                                .as("seed %d, %s", seed, alerts)
                                .filteredOn(AlertState.RESOLVED::equals)
                                .hasSizeLessThan(2));
    }

    private static <T> List<T> of(Class<T> type, List<SpecificRecord> found) {
        return found.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void refusesAnotherFormat() {
        byte[] snapshot = monitor().snapshot();
        snapshot[0] = 9;

        assertThatThrownBy(
                        () ->
                                ModelMonitor.restore(
                                        MonitorHistory.SETTINGS, MonitorHistory.VERSIONS, snapshot))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 9");
    }
}
