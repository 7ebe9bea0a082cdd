package io.millrace.drift.compare;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.WindowCounts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Compares a window with the reference that it was counted by. Pure. */
public final class WindowComparison {
    private final DriftSettings settings;

    public WindowComparison(DriftSettings settings) {
        this.settings = settings;
    }

    /**
     * All tests of all features. p-values are adjusted among the features of the window, test by
     * test.
     */
    public WindowVerdict compare(WindowCounts window) {
        return compare(window, Map.of());
    }

    /**
     * @param values of numeric features, by name: tests that lose something in cells are made of
     *     them, where they're there
     */
    public WindowVerdict compare(WindowCounts window, Map<String, SampleValues> values) {
        List<TestsOfFeature> tests = new ArrayList<>();
        for (CellCounts counts : window.features()) {
            tests.add(test(counts, values.get(counts.profile().column().name())));
        }
        return judge(tests);
    }

    /**
     * The tests of one feature, to be judged together with those of the others.
     *
     * @param values of a numeric feature, where they're at hand
     */
    public TestsOfFeature test(CellCounts counts, @Nullable SampleValues values) {
        return new TestsOfFeature(FeatureTests.of(counts, settings, values));
    }

    /** Judges the features of one window, in this order. */
    public WindowVerdict judge(List<TestsOfFeature> tests) {
        List<Finding> findings = new ArrayList<>();
        tests.forEach(ofFeature -> findings.addAll(ofFeature.findings));
        double[] adjusted = adjusted(findings);
        List<FeatureVerdict> verdicts = new ArrayList<>();
        int from = 0;
        while (from < findings.size()) {
            int to = from;
            List<FeatureVerdict> ofFeature = new ArrayList<>();
            while (to < findings.size()
                    && findings.get(to).feature.equals(findings.get(from).feature)) {
                ofFeature.add(findings.get(to).verdict(adjusted[to], settings.significance()));
                to++;
            }
            ofFeature.sort(Comparator.comparing(FeatureVerdict::verdict).reversed());
            verdicts.addAll(ofFeature);
            from = to;
        }
        return new WindowVerdict(verdicts);
    }

    private static double[] adjusted(List<Finding> findings) {
        double[] adjusted = new double[findings.size()];
        for (Rule rule : Rule.values()) {
            int[] places =
                    IntStream.range(0, findings.size())
                            .filter(i -> findings.get(i).rule == rule)
                            .toArray();
            double[] p = new double[places.length];
            for (int i = 0; i < places.length; i++) {
                p[i] = findings.get(places[i]).p();
            }
            double[] ofRule = BenjaminiHochberg.adjust(p);
            for (int i = 0; i < places.length; i++) {
                adjusted[places[i]] = ofRule[i];
            }
        }
        return adjusted;
    }
}
