package io.millrace.drift.compare;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureProfile;
import io.millrace.drift.profile.NumericProfile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Makes the tests of how the values of one feature are distributed. */
final class DistributionTests {
    /** A reference that hardly varies isn't taken to vary less than this. */
    private static final double SMALLEST_DEVIATION = 0.001;

    private final CellCounts counts;
    private final FeatureProfile profile;
    private final DriftSettings settings;
    private final @Nullable SampleValues values;
    private final Homogeneity homogeneity;
    private final long[] reference;
    private final long[] current;
    private final List<Finding> findings = new ArrayList<>();

    private DistributionTests(
            CellCounts counts, DriftSettings settings, @Nullable SampleValues values) {
        this.counts = counts;
        this.profile = counts.profile();
        this.settings = settings;
        this.values = values;
        this.reference = Grouped.reference(profile);
        this.current = Grouped.current(counts);
        this.homogeneity = Homogeneity.of(reference, current);
    }

    static List<Finding> of(
            CellCounts counts, DriftSettings settings, @Nullable SampleValues values) {
        DistributionTests tests = new DistributionTests(counts, settings, values);
        if (counts.profile() instanceof NumericProfile numeric) {
            tests.ofNumbers(numeric);
        } else {
            tests.ofCategories();
        }
        return tests.findings;
    }

    private void ofNumbers(NumericProfile numeric) {
        findings.add(stability(means(numeric)).p(homogeneity.p()));
        KolmogorovSmirnov test =
                values == null
                        ? KolmogorovSmirnov.of(
                                Grouped.all(profile.cells(), profile::count),
                                Grouped.all(profile.cells(), counts::count))
                        : KolmogorovSmirnov.of(values.reference(), values.current());
        findings.add(
                finding(Rule.KS, test.distance())
                        .p(test.p())
                        .thresholds(settings.distance(), settings.distance())
                        .says("D " + Figures.of(test.distance())));
        CellDistances distances = CellDistances.of(reference, current);
        findings.add(further(Rule.TOTAL_VARIATION, distances.totalVariation(), "total variation "));
        furtherDistances(distances);
        double moved =
                values == null
                        ? Wasserstein.of(numeric, counts)
                        : Wasserstein.of(values.reference(), values.current());
        double deviation = Math.max(SMALLEST_DEVIATION, numeric.moments().standardDeviation());
        findings.add(
                further(Rule.WASSERSTEIN, moved / deviation, "Wasserstein ")
                        .p(test.p())
                        .says(
                                "Wasserstein "
                                        + Figures.of(moved / deviation)
                                        + " standard deviations of "
                                        + Figures.of(deviation)));
    }

    private void ofCategories() {
        findings.add(stability("").p(homogeneity.p()));
        findings.add(
                finding(Rule.TOTAL_VARIATION, homogeneity.distance())
                        .p(homogeneity.p())
                        .thresholds(settings.distance(), settings.distance())
                        .says("total variation " + Figures.of(homogeneity.distance()) + chi()));
        furtherDistances(CellDistances.of(reference, current));
    }

    /**
     * Rare cells make the index large by chance (zeros become 1e-4), and of many features one is
     * above its noise: so χ² must agree, adjusted like all.
     */
    private Finding stability(String means) {
        StabilityIndex index = StabilityIndex.of(reference, current);
        boolean comparable = counts.values() > 0 && profile.values() > 0;
        return finding(Rule.PSI, comparable ? index.value() : Double.NaN)
                .thresholds(settings.psiWarning(), settings.psiAlert())
                .noise(index.noise())
                .says(
                        "PSI "
                                + Figures.of(index.value())
                                + " over "
                                + index.cells()
                                + " cells (noise up to "
                                + Figures.of(index.noise())
                                + ")"
                                + means);
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

    private void furtherDistances(CellDistances distances) {
        findings.add(
                further(Rule.CHI_SQUARED, homogeneity.cramersV(), "")
                        .says("Cramér's V " + Figures.of(homogeneity.cramersV()) + chi()));
        findings.add(
                further(
                        Rule.JENSEN_SHANNON,
                        distances.jensenShannon(),
                        "Jensen-Shannon distance "));
        findings.add(further(Rule.HELLINGER, distances.hellinger(), "Hellinger distance "));
        findings.add(further(Rule.L_INFINITY, distances.largest(), "largest share moved "));
    }

    private String chi() {
        return ", χ² "
                + Figures.of(homogeneity.chiSquared())
                + " at "
                + homogeneity.degrees()
                + " degrees of freedom";
    }

    /** A warning at most: what's severe is so by the index, or by Kolmogorov-Smirnov too. */
    private Finding further(Rule rule, double statistic, String name) {
        return finding(rule, statistic)
                .p(homogeneity.p())
                .thresholds(settings.distance(), Double.POSITIVE_INFINITY)
                .says(name + Figures.of(statistic));
    }

    private Finding finding(Rule rule, double statistic) {
        return new Finding(profile.column().name(), rule, statistic)
                .rows(counts.values(), profile.values(), settings.rows());
    }
}
