package io.millrace.drift.compare;

import io.millrace.drift.profile.CategoryProfile;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureProfile;

import org.jspecify.annotations.Nullable;

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

    /**
     * @param values of a numeric feature, where they're at hand
     */
    static List<Finding> of(
            CellCounts counts, DriftSettings settings, @Nullable SampleValues values) {
        FeatureTests tests = new FeatureTests(counts, settings);
        tests.constant();
        tests.findings.addAll(DistributionTests.of(counts, settings, values));
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
