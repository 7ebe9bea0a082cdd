package io.millrace.drift.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.monitor.MonitorHistory.Answer;
import io.millrace.drift.monitor.MonitorHistory.Input;
import io.millrace.drift.monitor.MonitorHistory.Labelling;
import io.millrace.drift.performance.Metric;
import io.millrace.schemas.avro.DriftCell;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.pipeline.PipelineLoader;
import io.millrace.scoring.metrics.BinaryMetrics;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sliding windows and segments: three panes a window, thirty tills of which five are told. */
class SegmentedWindowsTest {
    private static final long WINDOW = MonitorHistory.WINDOW;
    private static final long SLIDE = WINDOW / 3;
    private static final int TILLS = 5;
    static final MonitorSettings SETTINGS =
            new MonitorSettings(
                    "shop",
                    "fraud",
                    "examples",
                    WINDOW,
                    MonitorHistory.HORIZON,
                    MonitorHistory.SETTINGS.retrain(),
                    new MonitorOptions(
                            SLIDE,
                            TILLS,
                            new TreeMap<>(Map.of("country", List.of("DE", "FR"))),
                            new TreeMap<>(
                                    Map.of(
                                            "cost",
                                            Monitor.Aggregate.SUM,
                                            "unknown",
                                            Monitor.Aggregate.MEAN)),
                            Reference.TRAINING));

    private static List<SpecificRecord> inOneLeap(MonitorHistory history, long seed) {
        ModelMonitor monitor = new ModelMonitor(SETTINGS, MonitorHistory.VERSIONS);
        history.inputs(1, seed, SLIDE, true).forEach(input -> input.into(monitor));
        return monitor.advance(over(history));
    }

    private static long over(MonitorHistory history) {
        return history.end + 10 * WINDOW + MonitorHistory.HORIZON;
    }

    /** In several parts, out of order between watermarks, and restored at times. */
    private static List<SpecificRecord> inSteps(MonitorHistory history, int subtasks, long seed) {
        Random random = new Random(seed);
        List<Input> left = new ArrayList<>(history.inputs(subtasks, seed, SLIDE, true));
        List<SpecificRecord> found = new ArrayList<>();
        ModelMonitor monitor = new ModelMonitor(SETTINGS, MonitorHistory.VERSIONS);
        for (long time = 0; !left.isEmpty() || time < over(history); ) {
            time = Math.min(over(history), time + 1 + random.nextInt(30_000));
            List<Input> due = new ArrayList<>();
            while (!left.isEmpty() && left.get(0).dueAt() <= time) {
                due.add(left.remove(0));
            }
            Collections.shuffle(due, random);
            for (Input input : due) {
                input.into(monitor);
            }
            found.addAll(monitor.advance(time));
            if (random.nextInt(4) == 0) {
                monitor =
                        ModelMonitor.restore(SETTINGS, MonitorHistory.VERSIONS, monitor.snapshot());
            }
        }
        return found;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void findsTheSameWhateverComesWhenAndIsCountedWhere(long seed) {
        MonitorHistory history = new MonitorHistory(seed, 8, seed == 3 ? 900 : 240);

        List<SpecificRecord> leap = inOneLeap(history, seed);

        for (int subtasks = 1; subtasks <= 3; subtasks++) {
            List<SpecificRecord> steps = inSteps(history, subtasks, seed + 10 * subtasks);
            String as = "seed %d, %d subtasks".formatted(seed, subtasks);
            for (int i = 0; i < Math.min(leap.size(), steps.size()); i++) {
                assertThat(steps.get(i)).as(as).isEqualTo(leap.get(i));
            }
            assertThat(steps).as(as).hasSameSizeAs(leap);
        }
        assertThat(leap).hasAtLeastOneElementOfType(DriftReport.class);
    }

    private static List<SpecificRecord> tumbling(
            MonitorHistory history, Reference reference, boolean segmented) {
        MonitorSettings settings =
                new MonitorSettings(
                        "shop",
                        "fraud",
                        "examples",
                        WINDOW,
                        MonitorHistory.HORIZON,
                        MonitorHistory.SETTINGS.retrain(),
                        new MonitorOptions(
                                WINDOW, TILLS, new TreeMap<>(), new TreeMap<>(), reference));
        ModelMonitor monitor = new ModelMonitor(settings, MonitorHistory.VERSIONS);
        history.inputs(2, 9, WINDOW, segmented).forEach(input -> input.into(monitor));
        return monitor.advance(over(history));
    }

    private static @Nullable String segment(SpecificRecord record) {
        return record instanceof WindowPerformance window
                ? window.getSegment()
                : record instanceof DriftReport report ? report.getSegment() : null;
    }

    /** Segments tell, and nobody is woken by them: all else is as if there were none. */
    @Test
    void segmentsChangeNothingOfWhatIsSaidOfAllEvents() {
        MonitorHistory history = new MonitorHistory(6, 14, 700);

        List<SpecificRecord> segmented = tumbling(history, Reference.TRAINING, true);

        assertThat(segmented.stream().filter(record -> segment(record) == null).toList())
                .isEqualTo(tumbling(history, Reference.TRAINING, false));
        assertThat(segmented)
                .filteredOn(record -> record instanceof DriftReport && segment(record) != null)
                .isNotEmpty()
                .extracting(DriftReport.class::cast)
                .allSatisfy(
                        report -> {
                            assertThat(report.getReference())
                                    .isEqualTo("the first windows of the segment");
                            assertThat(report.getReferenceRows()).isGreaterThanOrEqualTo(1_000);
                        });
    }

    @Test
    void aWindowIsComparedWithTheOneBefore() {
        MonitorHistory history = new MonitorHistory(7, 10, 700);
        Map<String, DriftReport> reports = new TreeMap<>();
        for (SpecificRecord record : tumbling(history, Reference.PREVIOUS, false)) {
            if (record instanceof DriftReport report && report.getFeature().equals("amount")) {
                reports.put(report.getDigest() + report.getWindowStart().toEpochMilli(), report);
            }
        }

        int compared = 0;
        for (DriftReport report : reports.values()) {
            long start = report.getWindowStart().toEpochMilli();
            DriftReport before = reports.get(report.getDigest() + (start - WINDOW));
            assertThat(report.getReference())
                    .isEqualTo(before == null ? "training" : "the previous window");
            if (before != null) {
                compared++;
                assertThat(report.getReferenceRows()).isEqualTo(before.getRows());
                assertThat(report.getCells().stream().mapToLong(DriftCell::getReference).sum())
                        .isEqualTo(before.getRows());
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    @Test
    void aNamedWindowIsTheReferenceOfThoseAfterIt() {
        MonitorHistory history = new MonitorHistory(8, 12, 400);
        Reference reference = new Reference(Reference.Kind.NAMED, 2 * WINDOW, 5 * WINDOW);
        long rows =
                history.answers.stream()
                        .filter(one -> one.role() == Role.CHAMPION && "one".equals(one.digest()))
                        .filter(one -> one.eventTime() >= 2 * WINDOW)
                        .filter(one -> one.eventTime() < 5 * WINDOW)
                        .count();

        assertThat(tumbling(history, reference, false))
                .filteredOn(DriftReport.class::isInstance)
                .extracting(DriftReport.class::cast)
                .allSatisfy(
                        report -> {
                            boolean after =
                                    report.getDigest().equals("one")
                                            && report.getWindowStart().toEpochMilli() >= 5 * WINDOW;
                            assertThat(report.getReference())
                                    .isEqualTo(
                                            after
                                                    ? "1970-01-01T00:02:00Z to 1970-01-01T00:05:00Z"
                                                    : "training");
                            assertThat(report.getReferenceRows()).isEqualTo(after ? rows : 3_000);
                        });
    }

    /** The last revision of every window and segment, from the raw answers. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5})
    void tellsOfEachWindowAndSegmentWhatItsAnswersHave(long seed) {
        MonitorHistory history = new MonitorHistory(seed, 8, 240);
        Map<String, Labelling> labels = lastLabels(history);
        Map<String, WindowPerformance> told = new TreeMap<>();
        for (SpecificRecord found : inOneLeap(history, seed)) {
            if (found instanceof WindowPerformance one) {
                told.put(key(one) + " " + one.getSegment(), one);
            }
        }
        Set<String> windows = new TreeSet<>();
        told.values().forEach(one -> windows.add(key(one)));

        for (String window : windows) {
            List<Answer> answers =
                    history.answers.stream().filter(one -> isIn(window, one, told)).toList();
            String as = "seed %d, %s".formatted(seed, window);
            check(told.get(window + " null"), answers, labels, as);
            checkParity(told.get(window + " null"), answers, as);
            for (String name : List.of("country", "till")) {
                checkSegments(told, window, name, answers, labels, as);
            }
        }
        assertThat(windows).hasSizeGreaterThan(20);
    }

    private static void checkParity(
            @Nullable WindowPerformance told, List<Answer> answers, String as) {
        List<Double> rates = new ArrayList<>();
        for (String country : List.of("DE", "FR")) {
            List<Answer> group =
                    answers.stream().filter(one -> value(one, "country").equals(country)).toList();
            long decided =
                    group.stream().filter(one -> one.value() >= MonitorHistory.THRESHOLD).count();
            if (group.size() >= 30) {
                rates.add((double) decided / group.size());
            }
        }
        Map<String, Double> metrics = Objects.requireNonNull(told).getMetrics();
        if (rates.size() < 2) {
            assertThat(metrics).as(as).doesNotContainKey("demographic_parity_difference.country");
        } else {
            assertThat(metrics.get("demographic_parity_difference.country"))
                    .as(as)
                    .isCloseTo(Math.abs(rates.get(0) - rates.get(1)), within(1e-12));
        }
    }

    private static void checkSegments(
            Map<String, WindowPerformance> told,
            String window,
            String name,
            List<Answer> answers,
            Map<String, Labelling> labels,
            String as) {
        Map<String, List<Answer>> byValue = new TreeMap<>();
        for (Answer answer : answers) {
            byValue.computeIfAbsent(value(answer, name), none -> new ArrayList<>()).add(answer);
        }
        List<Answer> others = new ArrayList<>();
        int kept = 0;
        for (Map.Entry<String, List<Answer>> value : byValue.entrySet()) {
            WindowPerformance one = told.get(window + " " + name + "=" + value.getKey());
            if (one == null) {
                others.addAll(value.getValue());
            } else {
                kept++;
                check(one, value.getValue(), labels, as + ", " + value.getKey());
            }
        }
        assertThat(kept).as(as).isEqualTo(Math.min(TILLS, byValue.size()));
        WindowPerformance other = told.get(window + " " + name + "=OTHER");
        if (others.isEmpty()) {
            assertThat(other).as(as).isNull();
        } else {
            check(other, others, labels, as + ", OTHER");
        }
    }

    private static String value(Answer answer, String name) {
        return MonitorHistory.segments(answer).stream()
                .filter(segment -> segment.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static String key(WindowPerformance one) {
        return one.getWindowStart().toEpochMilli() + " " + one.getRole() + " " + one.getDigest();
    }

    private static boolean isIn(String window, Answer answer, Map<String, WindowPerformance> told) {
        WindowPerformance one = Objects.requireNonNull(told.get(window + " null"));
        return answer.role() == one.getRole()
                && one.getDigest().equals(answer.digest())
                && answer.eventTime() >= one.getWindowStart().toEpochMilli()
                && answer.eventTime() < one.getWindowEnd().toEpochMilli();
    }

    private static Map<String, Labelling> lastLabels(MonitorHistory history) {
        Map<String, Labelling> last = new TreeMap<>();
        for (Labelling one : history.labels) {
            last.merge(one.answer().eventId(), one, (a, b) -> b.revision() > a.revision() ? b : a);
        }
        return last;
    }

    private static void check(
            @Nullable WindowPerformance found,
            List<Answer> answers,
            Map<String, Labelling> labels,
            String as) {
        WindowPerformance told = Objects.requireNonNull(found, as);
        List<Answer> labelled =
                answers.stream().filter(one -> labels.containsKey(one.eventId())).toList();
        double[] scores = labelled.stream().mapToDouble(Answer::value).toArray();
        boolean[] truth = new boolean[scores.length];
        int positives = 0;
        for (int i = 0; i < truth.length; i++) {
            truth[i] = Objects.requireNonNull(labels.get(labelled.get(i).eventId())).label();
            positives += truth[i] ? 1 : 0;
        }
        long decided =
                answers.stream().filter(one -> one.value() >= MonitorHistory.THRESHOLD).count();

        assertThat(told.getScored()).as(as).isEqualTo(answers.size());
        assertThat(told.getLabelled()).as(as).isEqualTo(labelled.size());
        assertThat(told.getPositives()).as(as).isEqualTo(positives);
        assertThat(told.getMetrics().get("decision_rate"))
                .as(as)
                .isCloseTo((double) decided / answers.size(), within(1e-12));
        if (!labelled.isEmpty()) {
            assertThat(told.getMetrics().get("cost"))
                    .as(as)
                    .isCloseTo(cost(labelled, labels), within(1e-9));
        }
        if (positives > 0) {
            assertThat(told.getMetrics().get("average_precision"))
                    .as(as)
                    .isCloseTo(BinaryMetrics.averagePrecision(scores, truth), within(2e-3));
        }
    }

    private static double cost(List<Answer> labelled, Map<String, Labelling> labels) {
        return labelled.stream()
                .mapToDouble(
                        one ->
                                MonitorHistory.cost(
                                        one,
                                        Objects.requireNonNull(labels.get(one.eventId())).label()))
                .sum();
    }

    /** Otherwise one of the two would be lost in a window's record. */
    @ParameterizedTest
    @EnumSource(Metric.class)
    void noMetricOfTheBusinessHasTheNameOfOneThatEveryWindowHas(Metric metric) {
        String file =
                "version: 1\npipeline: p\nsources: {s: {id: i, event_time: t}}\n"
                        + "monitor: {metrics: {"
                        + metric.id()
                        + ": sum(label)}}";

        assertThatThrownBy(() -> PipelineLoader.load("pipeline.yaml", file, Map.of()))
                .hasMessageContaining("every window has");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void keptValuesAreWholeWhateverTheOrder(int most) {
        long seed = 77;
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rows.add("v" + random.nextInt(20));
        }
        Map<String, Integer> whole = counted(rows, most);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(rows, random);
            assertThat(counted(rows, most)).as("seed %d", seed).isEqualTo(whole);
        }

        int others = 0;
        for (int value = 0; value < 20; value++) {
            String name = "v" + value;
            int rowsOfIt = Collections.frequency(rows, name);
            others += whole.containsKey(name) ? 0 : rowsOfIt;
            assertThat(whole.getOrDefault(name, rowsOfIt)).isEqualTo(rowsOfIt);
        }
        assertThat(whole).hasSize(Math.min(20, most) + (most < 20 ? 1 : 0));
        assertThat(whole.getOrDefault("OTHER", 0)).isEqualTo(others);
    }

    private static Map<String, Integer> counted(List<String> rows, int most) {
        PaneMap<int[]> panes =
                new PaneMap<>(most, none -> false, (into, part) -> into[0] += part[0]);
        for (String row : rows) {
            Segment segment = new Segment("till", row);
            panes.slot(new VersionKey(0, "one", Role.CHAMPION, segment), () -> new int[1])[0]++;
        }
        Map<String, Integer> counts = new TreeMap<>();
        panes.all().forEach((key, count) -> counts.put(key.segment().value(), count[0]));
        return counts;
    }
}
