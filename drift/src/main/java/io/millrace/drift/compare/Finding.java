package io.millrace.drift.compare;

/** A test that was made, before its p is adjusted and its verdict is known. */
final class Finding {
    final String feature;
    final Rule rule;
    private final double statistic;
    private double p = Double.NaN;
    private double noise;
    private long rows;
    private long referenceRows;
    private boolean enough;
    private double warning;
    private double alert;
    private String says = "";

    Finding(String feature, Rule rule, double statistic) {
        this.feature = feature;
        this.rule = rule;
        this.statistic = statistic;
    }

    Finding p(double probability) {
        this.p = probability;
        return this;
    }

    /** What the statistic must be above to be more than chance. */
    Finding noise(double level) {
        this.noise = level;
        return this;
    }

    Finding rows(long ofWindow, long ofReference, int fewest) {
        this.rows = ofWindow;
        this.referenceRows = ofReference;
        this.enough = ofWindow >= fewest && ofReference >= fewest;
        return this;
    }

    Finding thresholds(double ofWarning, double ofAlert) {
        this.warning = ofWarning;
        this.alert = ofAlert;
        return this;
    }

    Finding says(String sentence) {
        this.says = sentence;
        return this;
    }

    /** NaN if it has none, or too few rows to count among the tests of the window. */
    double p() {
        return enough ? p : Double.NaN;
    }

    FeatureVerdict verdict(double adjustedP, double significance) {
        boolean significant =
                statistic > noise && (Double.isNaN(adjustedP) || adjustedP < significance);
        Verdict verdict =
                !enough
                        ? Verdict.UNKNOWN
                        : !significant || statistic < warning
                                ? Verdict.OK
                                : statistic < alert ? Verdict.WARNING : Verdict.ALERT;
        return new FeatureVerdict(
                feature,
                rule,
                statistic,
                p(),
                adjustedP,
                warning,
                rows,
                referenceRows,
                verdict,
                feature + ": " + says + chance(adjustedP) + sizes());
    }

    private String chance(double adjustedP) {
        return Double.isNaN(adjustedP) ? "" : ", adjusted p " + Figures.of(adjustedP);
    }

    private String sizes() {
        return "; " + Figures.of(rows) + " rows against " + Figures.of(referenceRows);
    }
}
