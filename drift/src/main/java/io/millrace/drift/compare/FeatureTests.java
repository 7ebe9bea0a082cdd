package io.millrace.drift.compare;

import io.millrace.drift.profile.CategoryProfile;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureProfile;
import io.millrace.drift.profile.NumericProfile;

import java.util.ArrayList;
import java.util.List;

/** Makes the tests of one feature; verdicts come when those of all features are there. */
final class FeatureTests {
    private final CellCounts counts;
    private final FeatureProfile profile;
    private final DriftSettings settings;
    private final List<Finding> findings = new ArrayList<>();

    private FeatureTests(CellCounts counts, DriftSettings settings) {
        this.counts = counts;
        this.profile = counts.profile();
        this.settings = settings;
    }

    static List<Finding> of(CellCounts counts, DriftSettings settings) {
        FeatureTests tests = new FeatureTests(counts, settings);
        tests.constant();
        tests.distribution();
        tests.rates();
        return tests.findings;
    }

    private void constant() {
        if (!profile.isConstant()) {
            return;
        }
        boolean empty = profile.values() == 0;
        long referenceRows = empty ? profile.rows() : profile.values();
        long rows = empty ? counts.rows() : counts.values();
        long outside = counts.values() - (empty ? 0 : counts.count(profile.constantCell()));
        String value = empty ? "null" : profile.cellName(profile.constantCell());
        findings.add(
                finding(Rule.CONSTANT, (double) outside / rows)
                        .p(Proportions.onlyInWindow(referenceRows, outside, rows))
                        .rows(rows, referenceRows, settings.constantRows())
                        .thresholds(0, 0)
                        .says(
                                Figures.of(outside)
                                        + " of "
                                        + Figures.of(rows)
                                        + " values differ from "
                                        + value
                                        + ", the only one of the reference's "
                                        + Figures.of(referenceRows)));
    }

    private void distribution() {
        long[] reference = Grouped.reference(profile);
        long[] current = Grouped.current(counts);
        StabilityIndex index = StabilityIndex.of(reference, current);
        Finding stability =
                finding(Rule.PSI, comparable() ? index.value() : Double.NaN)
                        .rows(counts.values(), profile.values(), settings.rows())
                        .thresholds(settings.psiWarning(), settings.psiAlert())
                        .noise(index.noise());
        String says =
                "PSI "
                        + Figures.of(index.value())
                        + " over "
                        + index.cells()
                        + " cells (noise up to "
                        + Figures.of(index.noise())
                        + ")";
        if (profile instanceof NumericProfile numeric) {
            findings.add(stability.says(says + means(numeric)));
            findings.add(distance());
        } else {
            Homogeneity homogeneity = Homogeneity.of(reference, current);
            // Rare levels make the index large by chance: zeros become 1e-4. So χ² must agree.
            findings.add(stability.says(says).p(homogeneity.p()));
            findings.add(
                    finding(Rule.TOTAL_VARIATION, homogeneity.distance())
                            .p(homogeneity.p())
                            .rows(counts.values(), profile.values(), settings.rows())
                            .thresholds(settings.distance(), settings.distance())
                            .says(
                                    "total variation "
                                            + Figures.of(homogeneity.distance())
                                            + ", χ² "
                                            + Figures.of(homogeneity.chiSquared())
                                            + " at "
                                            + homogeneity.degrees()
                                            + " degrees of freedom"));
        }
    }

    private boolean comparable() {
        return counts.values() > 0 && profile.values() > 0;
    }

    private String means(NumericProfile numeric) {
        return ", mean "
                + Figures.of(counts.mean())
                + " (was "
                + Figures.of(numeric.moments().mean())
                + " ± "
                + Figures.of(numeric.moments().standardDeviation())
                + ")";
    }

    private Finding distance() {
        KolmogorovSmirnov test =
                KolmogorovSmirnov.of(
                        Grouped.all(profile.cells(), profile::count),
                        Grouped.all(profile.cells(), counts::count));
        return finding(Rule.KS, test.distance())
                .p(test.p())
                .rows(counts.values(), profile.values(), settings.rows())
                .thresholds(settings.distance(), settings.distance())
                .says("D " + Figures.of(test.distance()));
    }

    private void rates() {
        findings.add(rate(Rule.NULL_RATE, profile.nulls(), counts.nulls(), "null"));
        if (profile instanceof CategoryProfile category) {
            if (!category.hasOthers()) {
                findings.add(rate(Rule.UNSEEN_RATE, 0, counts.unseen(), "of a new level"));
            }
        } else {
            findings.add(
                    rate(
                            Rule.NON_FINITE_RATE,
                            profile.nonFinite(),
                            counts.nonFinite(),
                            "NaN or infinite"));
        }
    }

    private Finding rate(Rule rule, long reference, long current, String what) {
        Proportions test = Proportions.of(reference, profile.rows(), current, counts.rows());
        // Fewer gaps than the reference has harm nobody: a young pipeline's histories fill up.
        return finding(rule, Math.max(0, test.difference()))
                .p(test.p())
                .rows(counts.rows(), profile.rows(), settings.rows())
                .thresholds(settings.rateWarning(), settings.rateAlert())
                .says(
                        Figures.percent((double) current / counts.rows())
                                + " "
                                + what
                                + " (was "
                                + Figures.percent((double) reference / profile.rows())
                                + ")");
    }

    private Finding finding(Rule rule, double statistic) {
        return new Finding(profile.column().name(), rule, statistic);
    }
}
