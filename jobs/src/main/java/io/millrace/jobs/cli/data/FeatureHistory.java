package io.millrace.jobs.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.avro.DriftCell;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.DriftTest;
import io.millrace.schemas.avro.DriftVerdict;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One feature's reports, window by window, of the version that answered most of each. */
public final class FeatureHistory {
    /** More bars than that nobody tells apart; the smallest become one. */
    private static final int MOST_CELLS = 24;

    /** More points than that nobody tells apart; every second, third … is kept. */
    private static final int MOST_POINTS = 120;

    private final List<DriftReport> windows;

    private FeatureHistory(List<DriftReport> windows) {
        this.windows = windows;
    }

    static Map<String, FeatureHistory> byFeature(List<DriftReport> reports) {
        Map<String, TreeMap<Long, DriftReport>> byWindow = new TreeMap<>();
        for (DriftReport report : reports) {
            byWindow.computeIfAbsent(report.getFeature(), none -> new TreeMap<>())
                    .merge(
                            report.getWindowEnd().toEpochMilli(),
                            report,
                            (a, b) -> b.getRows() >= a.getRows() ? b : a);
        }
        Map<String, FeatureHistory> features = new TreeMap<>();
        byWindow.forEach(
                (name, windows) ->
                        features.put(name, new FeatureHistory(List.copyOf(windows.values()))));
        return features;
    }

    public String feature() {
        return newest().getFeature();
    }

    /** The newest window's report. */
    public DriftReport newest() {
        return windows.get(windows.size() - 1);
    }

    public int windows() {
        return windows.size();
    }

    /** How many windows drift. */
    public long drifting() {
        return windows.stream().filter(report -> isDrift(report.getVerdict())).count();
    }

    private static boolean isDrift(DriftVerdict verdict) {
        return verdict == DriftVerdict.WARNING || verdict == DriftVerdict.ALERT;
    }

    /** The test that decides about the newest window; empty if none was made. */
    public Optional<DriftTest> deciding() {
        return newest().getTests().stream()
                .max(
                        Comparator.comparing(DriftTest::getVerdict)
                                .thenComparingDouble(FeatureHistory::beyond));
    }

    /** How many times the threshold the deciding value is. */
    double beyond() {
        return deciding().map(FeatureHistory::beyond).orElse(0.0);
    }

    private static double beyond(DriftTest test) {
        Double value = test.getStatistic();
        Double threshold = test.getThreshold();
        return value == null || threshold == null
                ? 0
                : Math.min(value / Math.max(threshold, 1e-12), 1e9);
    }

    /**
     * @param times at which its values are told, epoch milliseconds
     */
    ObjectNode json(List<Long> times) {
        DriftReport newest = newest();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("column", feature()).put("verdict", StreamReport.word(newest.getVerdict()));
        node.put("rows", newest.getRows()).put("nulls", newest.getNulls());
        node.put("windows", windows()).put("drifting", drifting());
        node.put("beyond", beyond());
        node.put("unchanged", millis(newest.getUnchangedSince()));
        node.put("missing", millis(newest.getMissingSince()));
        DriftTest deciding = deciding().orElse(null);
        node.put("test", deciding == null ? "" : deciding.getTest());
        node.put("value", deciding == null ? null : StreamReport.rounded(deciding.getStatistic()));
        node.put(
                "threshold",
                deciding == null ? null : StreamReport.rounded(deciding.getThreshold()));
        addShape(node.putObject("shape"), newest);
        ArrayNode tests = node.putArray("tests");
        for (DriftTest test : newest.getTests()) {
            tests.addArray()
                    .add(test.getTest())
                    .add(StreamReport.rounded(test.getStatistic()))
                    .add(StreamReport.rounded(test.getThreshold()))
                    .add(StreamReport.rounded(test.getAdjustedPValue()))
                    .add(StreamReport.word(test.getVerdict()));
        }
        addHistory(node.putArray("history"), deciding == null ? "" : deciding.getTest(), times);
        return node;
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : (Long) time.toEpochMilli();
    }

    private static void addShape(ObjectNode node, DriftReport report) {
        ArrayNode labels = node.putArray("labels");
        ArrayNode reference = node.putArray("reference");
        ArrayNode current = node.putArray("current");
        long then = report.getCells().stream().mapToLong(DriftCell::getReference).sum();
        long now = report.getCells().stream().mapToLong(DriftCell::getCurrent).sum();
        long otherThen = then;
        long otherNow = now;
        for (DriftCell cell : mostFrequent(report.getCells())) {
            labels.add(cell.getCell());
            reference.add(share(cell.getReference(), then));
            current.add(share(cell.getCurrent(), now));
            otherThen -= cell.getReference();
            otherNow -= cell.getCurrent();
        }
        if (report.getCells().size() > MOST_CELLS) {
            labels.add("others");
            reference.add(share(otherThen, then));
            current.add(share(otherNow, now));
        }
    }

    /** In their order. */
    private static List<DriftCell> mostFrequent(List<DriftCell> cells) {
        if (cells.size() <= MOST_CELLS) {
            return cells;
        }
        List<DriftCell> kept =
                cells.stream()
                        .sorted(
                                Comparator.comparingLong(
                                        cell -> -Math.max(cell.getReference(), cell.getCurrent())))
                        .limit(MOST_CELLS)
                        .toList();
        return cells.stream().filter(kept::contains).toList();
    }

    private static @Nullable Double share(long part, long whole) {
        return StreamReport.rounded(whole == 0 ? 0 : (double) part / whole);
    }

    /** Ends of its windows, epoch milliseconds. */
    List<Long> times() {
        return windows.stream().map(report -> report.getWindowEnd().toEpochMilli()).toList();
    }

    /** The value of one test at each time; null where there's none. */
    private void addHistory(ArrayNode values, String test, List<Long> times) {
        Map<Long, DriftReport> byTime = new TreeMap<>();
        windows.forEach(report -> byTime.put(report.getWindowEnd().toEpochMilli(), report));
        for (long time : times) {
            DriftReport report = byTime.get(time);
            values.add(report == null ? null : StreamReport.rounded(value(report, test)));
        }
    }

    private static @Nullable Double value(DriftReport report, String test) {
        return report.getTests().stream()
                .filter(found -> found.getTest().equals(test))
                .findFirst()
                .map(DriftTest::getStatistic)
                .orElse(null);
    }

    /** The newest, and of the others as many as can be told apart. */
    static <T> List<T> thinned(List<T> all) {
        int step = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if ((all.size() - 1 - i) % Math.max(1, step) == 0) {
                kept.add(all.get(i));
            }
        }
        return kept;
    }
}
