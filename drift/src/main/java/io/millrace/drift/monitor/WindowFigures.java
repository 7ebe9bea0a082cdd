package io.millrace.drift.monitor;

import io.millrace.drift.performance.CalibrationWindow;
import io.millrace.drift.performance.EstimatedPerformance;
import io.millrace.drift.performance.FairnessWindow;
import io.millrace.drift.performance.GroupFigures;
import io.millrace.drift.performance.Performance;
import io.millrace.schemas.pipeline.Monitor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The metrics of a window, by the names that they have in records. */
final class WindowFigures {
    /** Before so many labels of earlier windows scores are taken for probabilities as they are. */
    static final long FEWEST_LABELS = 300;

    /** Groups of fewer events, or for recall of fewer positives, aren't compared. */
    static final long FEWEST_OF_GROUP = 30;

    private final Panes panes;
    private final MonitorOptions options;

    WindowFigures(Panes panes, MonitorOptions options) {
        this.panes = panes;
        this.options = options;
    }

    /**
     * Those that are defined. While labels are missing also what's expected without them, by names
     * that begin with {@code estimated_}.
     */
    SortedMap<String, Double> of(VersionKey key, Pane window, Performance performance) {
        SortedMap<String, Double> metrics = new TreeMap<>(performance.metrics());
        put("positive_rate", (double) performance.positives() / performance.labelled(), metrics);
        long scored = window.scores.scored();
        put("decision_rate", (double) window.scores.decided() / scored, metrics);
        if (scored > 0 && performance.labelled() < performance.scored()) {
            estimate(key, window, metrics);
        }
        options.metrics()
                .forEach((name, aggregate) -> put(name, value(name, aggregate, window), metrics));
        if (key.segment().isAll()) {
            options.fairness().forEach((by, groups) -> compare(key, by, groups, metrics));
        }
        return metrics;
    }

    /** Of the labelled events; NaN without any. */
    private static double value(String name, Monitor.Aggregate aggregate, Pane window) {
        long count = window.values.count(name);
        double sum = window.values.sum(name);
        return switch (aggregate) {
            case SUM, COUNT -> count == 0 ? Double.NaN : sum;
            case MEAN, SHARE -> sum / count;
        };
    }

    private void compare(
            VersionKey key, String by, List<String> groups, SortedMap<String, Double> metrics) {
        FairnessWindow fairness = new FairnessWindow(groups);
        for (String group : groups) {
            Pane pane = panes.window(key.of(new Segment(by, group)));
            if (pane != null) {
                Performance performance = pane.labels.performance();
                fairness.add(
                        new GroupFigures(
                                group,
                                pane.scores.scored(),
                                pane.scores.decided(),
                                performance.positives(),
                                performance.truePositives()));
            }
        }
        put(
                "demographic_parity_difference." + by,
                fairness.demographicParityDifference(FEWEST_OF_GROUP),
                metrics);
        put(
                "equal_opportunity_difference." + by,
                fairness.equalOpportunityDifference(FEWEST_OF_GROUP),
                metrics);
    }

    private void estimate(VersionKey key, Pane window, SortedMap<String, Double> metrics) {
        CalibrationWindow known = calibration(key);
        EstimatedPerformance estimate =
                window.scores.estimate(
                        known.labelled() < FEWEST_LABELS ? score -> score : known.calibrator());
        put("estimated_accuracy", estimate.accuracy(), metrics);
        put("estimated_auc", estimate.auc(), metrics);
        put("estimated_precision", estimate.precision(), metrics);
        put("estimated_recall", estimate.recall(), metrics);
        put("estimated_positive_rate", estimate.positiveRate(), metrics);
    }

    /** What labels of the version's earlier windows say of its scores, whatever its role was. */
    private CalibrationWindow calibration(VersionKey key) {
        CalibrationWindow known = new CalibrationWindow();
        for (Map.Entry<VersionKey, Pane> pane : panes.before(key.windowStart()).entrySet()) {
            if (pane.getKey().segment().isAll() && pane.getKey().digest().equals(key.digest())) {
                Optional<CalibrationWindow> part = pane.getValue().labels.calibration();
                part.ifPresent(known::merge);
            }
        }
        return known;
    }

    private static void put(String name, double value, SortedMap<String, Double> metrics) {
        if (Double.isFinite(value)) {
            metrics.put(name, value);
        }
    }
}
