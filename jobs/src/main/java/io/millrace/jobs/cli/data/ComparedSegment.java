package io.millrace.jobs.cli.data;

import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.CellCounts;

import java.util.Comparator;
import java.util.List;

/**
 * The columns of one segment, or of all rows, judged together.
 *
 * @param segment empty for all rows
 * @param features counts of the current rows in the cells of the reference, in the files' order
 */
public record ComparedSegment(
        String segment,
        long referenceRows,
        long currentRows,
        WindowVerdict verdict,
        List<CellCounts> features) {

    public ComparedSegment {
        features = List.copyOf(features);
    }

    /** The verdict that decides about a feature: the most serious one, the furthest beyond. */
    public FeatureVerdict deciding(String feature) {
        return verdict.of(feature).stream()
                .max(
                        Comparator.comparing(FeatureVerdict::verdict)
                                .thenComparingDouble(ComparedSegment::beyond))
                .orElseThrow();
    }

    /** How many times the threshold; of rules without one, any is beyond. */
    private static double beyond(FeatureVerdict verdict) {
        double times = verdict.statistic() / verdict.threshold();
        return Double.isNaN(times) ? -1 : times;
    }

    /** Names of the features, the most serious verdict first, then as in the files. */
    public List<String> bySeriousness() {
        return verdict.features().stream()
                .sorted(Comparator.comparing(verdict::verdict).reversed())
                .toList();
    }

    /** How many features have a verdict. */
    public long count(Verdict wanted) {
        return verdict.features().stream().filter(f -> verdict.verdict(f) == wanted).count();
    }

    public Verdict worst() {
        return verdict.features().stream()
                .map(verdict::verdict)
                .reduce(Verdict.UNKNOWN, Verdict::worse);
    }
}
