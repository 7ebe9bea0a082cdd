package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.ReferenceProfile;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every statistic against SciPy's value; the script that made the file is in src/test/python. */
class ScipyTest {
    private static final DriftSettings ANY_ROWS = DriftSettings.STANDARD.withRows(1);

    /**
     * @param kind numbers, or the counts of levels
     * @param figures SciPy's, by name
     */
    private record Case(
            String kind,
            String name,
            double[] reference,
            double[] current,
            Map<String, Double> figures) {
        double figure(String key) {
            return Objects.requireNonNull(figures.get(key), key);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> numbers() throws IOException {
        return cases().stream().filter(one -> one.kind.equals("numbers"));
    }

    static Stream<Case> levels() throws IOException {
        return cases().stream().filter(one -> one.kind.equals("levels"));
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = ScipyTest.class.getResourceAsStream("scipy-statistics.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            double[] reference = {};
            for (String line : text.lines().filter(one -> !one.startsWith("#")).toList()) {
                String[] words = line.split(" ");
                if (words[0].equals("numbers") || words[0].equals("levels")) {
                    double[] none = {};
                    cases.add(new Case(words[0], words[1], none, none, new TreeMap<>()));
                    continue;
                }
                Case last = cases.get(cases.size() - 1);
                double[] values =
                        Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
                if (words[0].equals("reference")) {
                    reference = values;
                } else if (words[0].equals("current")) {
                    cases.set(
                            cases.size() - 1,
                            new Case(last.kind, last.name, reference, values, last.figures));
                } else {
                    last.figures.put(words[0], values[0]);
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void statisticsOfNumbersInCellsAreScipys(Case one) {
        CellCounts counts = Samples.counts(Samples.profile(one.reference), one.current);

        agrees(one, Grouped.reference(counts.profile()), Grouped.current(counts));
        Map<Rule, FeatureVerdict> verdicts = verdicts(counts, one, Map.of());
        assertVerdicts(one, verdicts);
        close(verdict(verdicts, Rule.KS).statistic(), one.figure("ks"));
        close(verdict(verdicts, Rule.KS).p(), one.figure("ks-limit-p"));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void statisticsOfTheValuesThemselvesAreScipys(Case one) {
        CellCounts counts = Samples.counts(Samples.profile(one.reference), one.current);
        SampleValues values = SampleValues.of(one.reference, one.current);

        Map<Rule, FeatureVerdict> verdicts = verdicts(counts, one, Map.of("x", values));

        assertVerdicts(one, verdicts);
        close(verdict(verdicts, Rule.KS).statistic(), one.figure("ks"));
        String p = one.figures.containsKey("ks-exact-p") ? "ks-exact-p" : "ks-limit-p";
        close(verdict(verdicts, Rule.KS).p(), one.figure(p));
        close(Wasserstein.of(values.reference(), values.current()), one.figure("wasserstein"));
        double unit = Math.max(0.001, one.figure("standard-deviation"));
        close(verdict(verdicts, Rule.WASSERSTEIN).statistic(), one.figure("wasserstein") / unit);
    }

    @ParameterizedTest
    @MethodSource("levels")
    void statisticsOfLevelsAreScipys(Case one) {
        agrees(one, whole(one.reference), whole(one.current));
    }

    private static long[] whole(double[] counts) {
        return Arrays.stream(counts).mapToLong(count -> (long) count).toArray();
    }

    private static void agrees(Case one, long[] reference, long[] current) {
        StabilityIndex index = StabilityIndex.of(reference, current);
        close(index.value(), one.figure("psi"));
        close(index.noise(), one.figure("psi-noise"));
        CellDistances distances = CellDistances.of(reference, current);
        close(distances.jensenShannon(), one.figure("jensen-shannon"));
        close(distances.hellinger(), one.figure("hellinger"));
        close(distances.largest(), one.figure("l-infinity"));
        close(distances.totalVariation(), one.figure("total-variation"));
        Homogeneity homogeneity = Homogeneity.of(reference, current);
        close(homogeneity.distance(), one.figure("total-variation"));
        close(homogeneity.chiSquared(), one.figure("chi-squared"));
        close(homogeneity.cramersV(), one.figure("cramers-v"));
        close(homogeneity.p(), one.figure("chi-squared-p"));
        assertThat(homogeneity.degrees()).isEqualTo((int) one.figure("chi-squared-degrees"));
    }

    private static Map<Rule, FeatureVerdict> verdicts(
            CellCounts counts, Case one, Map<String, SampleValues> values) {
        ReferenceProfile profile = Samples.profile(one.reference);
        Map<Rule, FeatureVerdict> verdicts = new TreeMap<>();
        new WindowComparison(ANY_ROWS)
                .compare(Samples.window(profile, one.current), values)
                .of(counts.profile().column().name())
                .forEach(verdict -> verdicts.put(verdict.rule(), verdict));
        return verdicts;
    }

    private static FeatureVerdict verdict(Map<Rule, FeatureVerdict> verdicts, Rule rule) {
        return Objects.requireNonNull(verdicts.get(rule), rule.id());
    }

    private static void assertVerdicts(Case one, Map<Rule, FeatureVerdict> verdicts) {
        close(verdict(verdicts, Rule.PSI).statistic(), one.figure("psi"));
        close(verdict(verdicts, Rule.TOTAL_VARIATION).statistic(), one.figure("total-variation"));
        close(verdict(verdicts, Rule.CHI_SQUARED).statistic(), one.figure("cramers-v"));
        close(verdict(verdicts, Rule.JENSEN_SHANNON).statistic(), one.figure("jensen-shannon"));
        close(verdict(verdicts, Rule.HELLINGER).statistic(), one.figure("hellinger"));
        close(verdict(verdicts, Rule.L_INFINITY).statistic(), one.figure("l-infinity"));
        for (Rule rule : List.of(Rule.CHI_SQUARED, Rule.HELLINGER, Rule.L_INFINITY)) {
            close(verdict(verdicts, rule).p(), one.figure("chi-squared-p"));
        }
    }

    /** To 1e-9, of large numbers relative to them, of p-values relative as far as it's printed. */
    private static void close(double value, double expected) {
        double scale = Math.max(1, Math.abs(expected));
        assertThat(value).isCloseTo(expected, within(1e-9 * scale));
        if (expected > 0 && expected < 1e-9) {
            assertThat(value).isCloseTo(expected, within(1e-6 * expected + 1e-300));
        }
    }
}
