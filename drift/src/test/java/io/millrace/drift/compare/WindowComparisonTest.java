package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.drift.profile.FeatureColumn;
import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class WindowComparisonTest {
    private final WindowComparison comparison = new WindowComparison(DriftSettings.STANDARD);
    private final ReferenceProfile normal = Samples.profile(Samples.draw(5000, 1, Samples::normal));

    @Test
    void isUnknownBelowThreeHundredRows() {
        double[] current = Samples.draw(300, 2, r -> Samples.normal(r) + 2);

        assertThat(verdict(normal, Arrays.copyOf(current, 299), Rule.KS).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(normal, current, Rule.KS).verdict()).isEqualTo(Verdict.ALERT);
        assertThat(verdict(normal, current, Rule.PSI).verdict()).isEqualTo(Verdict.ALERT);
        ReferenceProfile small = Samples.profile(Samples.draw(299, 3, Samples::normal));
        assertThat(compare(small, current).verdict("x")).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aSmallMoveOfManyRowsIsNoDrift() {
        double[] current = Samples.draw(50_000, 2, r -> Samples.normal(r) + 0.1);

        FeatureVerdict ks = verdict(normal, current, Rule.KS);

        assertThat(ks.adjustedP()).isLessThan(1e-6);
        assertThat(ks.verdict()).isEqualTo(Verdict.OK);
    }

    /** PSI of it is 0.02 and D 0.06. */
    @Test
    void aMoveThatTheIndexMissesIsAWarningByItsLength() {
        double[] current = Samples.draw(5_000, 2, r -> Samples.normal(r) + 0.15);

        assertThat(verdict(normal, current, Rule.PSI).verdict()).isEqualTo(Verdict.OK);
        assertThat(verdict(normal, current, Rule.KS).verdict()).isEqualTo(Verdict.OK);
        FeatureVerdict moved = verdict(normal, current, Rule.WASSERSTEIN);
        assertThat(moved.verdict()).isEqualTo(Verdict.WARNING);
        assertThat(moved.statistic()).isCloseTo(0.15, within(0.05));
        assertThat(moved.evidence())
                .contains("Wasserstein " + Figures.of(moved.statistic()) + " standard deviations");
    }

    @Test
    void furtherDistancesNeedSignificanceToo() {
        WindowComparison eager = new WindowComparison(DriftSettings.STANDARD.withRows(10));
        WindowVerdict verdict =
                eager.compare(Samples.window(normal, Samples.draw(40, 7, Samples::normal)));

        assertThat(of(verdict, Rule.JENSEN_SHANNON).statistic()).isGreaterThan(0.1);
        assertThat(of(verdict, Rule.WASSERSTEIN).statistic()).isGreaterThan(0.1);
        assertThat(verdict.verdict("x")).isEqualTo(Verdict.OK);
    }

    @Test
    void nullsAreInNoDistribution() {
        double[] current = Samples.draw(400, 2, r -> Samples.normal(r) + 0.5);
        WindowCounts window = Samples.window(normal, current);
        for (int i = 0; i < 300; i++) {
            window.add(new Row(1), 0.5);
            window.add(Samples.row(Double.NaN), 0.5);
            window.add(Samples.row(Double.POSITIVE_INFINITY), 0.5);
        }
        WindowVerdict without = compare(normal, current);

        WindowVerdict with = comparison.compare(window);

        for (Rule rule : Rule.values()) {
            if (rule.isOfDistribution()) {
                assertThat(of(with, rule).statistic()).isEqualTo(of(without, rule).statistic());
            }
        }
    }

    @Test
    void aLargeMoveOfFewRowsMayBeChance() {
        WindowComparison eager = new WindowComparison(DriftSettings.STANDARD.withRows(10));
        double[] current = Samples.draw(60, 7, r -> Samples.normal(r) + 0.15);

        WindowVerdict verdict = eager.compare(Samples.window(normal, current));

        assertThat(of(verdict, Rule.KS).statistic()).isGreaterThan(0.1);
        assertThat(of(verdict, Rule.PSI).statistic()).isGreaterThan(0.1);
        assertThat(verdict.verdict("x")).isEqualTo(Verdict.OK);
    }

    @Test
    void theThresholdsOfTheIndexAreIncluded() {
        // Two cells of 50 %: a window of 34 % / 66 % is above 0.1, one of 26 % / 74 % above 0.25.
        ReferenceProfile coin = Samples.profile(Samples.draw(4000, 1, r -> r.nextInt(2)));

        assertThat(verdict(coin, coin(1000, 340), Rule.PSI).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(verdict(coin, coin(1000, 250), Rule.PSI).verdict()).isEqualTo(Verdict.ALERT);
        assertThat(verdict(coin, coin(1000, 360), Rule.PSI).verdict()).isEqualTo(Verdict.OK);
    }

    private static double[] coin(int rows, int zeros) {
        double[] values = new double[rows];
        Arrays.fill(values, zeros, rows, 1);
        return values;
    }

    @Test
    void aConstantThatMovesIsFoundInThirtyTwoRows() {
        ReferenceProfile constant = Samples.profile(new double[1000]);
        double[] current = new double[32];
        Arrays.fill(current, 20, 32, 0.1);

        FeatureVerdict verdict = verdict(constant, current, Rule.CONSTANT);

        assertThat(verdict.verdict()).isEqualTo(Verdict.ALERT);
        assertThat(verdict.statistic()).isEqualTo(12 / 32.0);
        assertThat(verdict.evidence())
                .isEqualTo(
                        "x: 12 of 32 values differ from [0.0], the only one of the reference's"
                                + " 1,000, adjusted p "
                                + Figures.of(verdict.adjustedP())
                                + "; 32 rows against 1,000");
        assertThat(verdict(constant, Arrays.copyOf(current, 31), Rule.CONSTANT).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(constant, new double[32], Rule.CONSTANT).verdict())
                .isEqualTo(Verdict.OK);
    }

    @Test
    void oneOddValueOfARareKindIsNoMoveOfAConstant() {
        double[] current = new double[500];
        current[7] = 1;

        assertThat(verdict(Samples.profile(new double[1000]), current, Rule.CONSTANT).verdict())
                .isEqualTo(Verdict.OK);
    }

    @Test
    void aFeatureThatWasAlwaysNullIsConstant() {
        ProfileBuilder builder = ReferenceProfile.builder(Samples.NUMBER);
        for (int i = 0; i < 400; i++) {
            builder.add(new Row(1), 0.5);
        }

        FeatureVerdict verdict = verdict(builder.build(), new double[40], Rule.CONSTANT);

        assertThat(verdict.verdict()).isEqualTo(Verdict.ALERT);
        assertThat(verdict.evidence()).contains("differ from null");
    }

    @Test
    void aFeatureThatMovedAlreadyHasNoRuleForConstants() {
        assertThat(compare(normal, new double[400]).of("x"))
                .extracting(FeatureVerdict::rule)
                .doesNotContain(Rule.CONSTANT, Rule.UNSEEN_RATE)
                .contains(Rule.PSI, Rule.KS, Rule.NULL_RATE, Rule.NON_FINITE_RATE);
    }

    @Test
    void findsNullsThatBecameFrequent() {
        WindowCounts window = Samples.window(normal, Samples.draw(360, 2, Samples::normal));
        for (int i = 0; i < 40; i++) {
            window.add(new Row(1), 0.5);
        }

        WindowVerdict verdict = comparison.compare(window);

        assertThat(of(verdict, Rule.NULL_RATE).verdict()).isEqualTo(Verdict.ALERT);
        assertThat(of(verdict, Rule.NULL_RATE).statistic()).isEqualTo(0.1);
        assertThat(of(verdict, Rule.KS).rows()).isEqualTo(360);
        assertThat(of(verdict, Rule.KS).verdict()).isEqualTo(Verdict.OK);
        assertThat(verdict.of("x").get(0).rule()).isEqualTo(Rule.NULL_RATE);
    }

    @Test
    void findsLevelsThatAreNew() {
        ProfileBuilder builder = ReferenceProfile.builder(Samples.TEXT);
        for (int i = 0; i < 1000; i++) {
            builder.add(Samples.row("C" + i % 4), 0.5);
        }
        WindowCounts window = new WindowCounts(builder.build());
        for (int i = 0; i < 400; i++) {
            window.add(Samples.row("C" + i % 5), 0.5);
        }

        WindowVerdict verdict = comparison.compare(window);

        assertThat(of(verdict, Rule.UNSEEN_RATE).verdict()).isEqualTo(Verdict.ALERT);
        assertThat(of(verdict, Rule.UNSEEN_RATE).statistic()).isEqualTo(0.2);
        assertThat(of(verdict, Rule.TOTAL_VARIATION).verdict()).isEqualTo(Verdict.ALERT);
        assertThat(of(verdict, Rule.TOTAL_VARIATION).statistic()).isCloseTo(0.2, within(1e-15));
        assertThat(of(verdict, Rule.PSI).verdict()).isEqualTo(Verdict.ALERT);
    }

    @Test
    void manyRareLevelsAreNoDrift() {
        ProfileBuilder builder = ReferenceProfile.builder(Samples.TEXT);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            builder.add(Samples.row("C" + random.nextInt(250)), 0.5);
        }
        ReferenceProfile profile = builder.build();
        for (int n = 0; n < 100; n++) {
            WindowCounts window = new WindowCounts(profile);
            for (int i = 0; i < 300; i++) {
                window.add(Samples.row("C" + random.nextInt(250)), 0.5);
            }

            assertThat(comparison.compare(window).verdict("x"))
                    .as("window %d of seed 1", n)
                    .isEqualTo(Verdict.OK);
        }
    }

    /** Of a hundred windows one is expected, at a significance of 0.01. */
    @Test
    void hardlyAWindowOfTwentyFeaturesDriftsByChance() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            fields.add(new Field("f" + i, ValueType.DOUBLE, false));
        }
        RowType type = new RowType(fields);
        SplittableRandom random = new SplittableRandom(3);
        ProfileBuilder builder = ReferenceProfile.builder(type);
        for (int i = 0; i < 3000; i++) {
            builder.add(row(random), random.nextDouble());
        }
        ReferenceProfile profile = builder.build();
        int drifting = 0;
        for (int n = 0; n < 100; n++) {
            WindowCounts window = new WindowCounts(profile);
            for (int i = 0; i < 500; i++) {
                window.add(row(random), random.nextDouble());
            }

            WindowVerdict verdict = comparison.compare(window);

            drifting += verdict.shareDrifting() > 0 ? 1 : 0;
            assertThat(verdict.shareDrifting()).as("window %d of seed 3", n).isLessThan(0.1);
            assertThat(verdict.features()).hasSize(21).endsWith(FeatureColumn.SCORE);
        }
        assertThat(drifting).isLessThanOrEqualTo(3);
    }

    private static Row row(SplittableRandom random) {
        Row row = new Row(20);
        for (int i = 0; i < 20; i++) {
            row.setDouble(i, Samples.normal(random));
        }
        return row;
    }

    @Test
    void shareIsOfFeaturesThatCanBeTold() {
        double[] current = Samples.draw(400, 2, r -> Samples.normal(r) + 1);

        assertThat(compare(normal, current).shareDrifting()).isEqualTo(1);
        assertThat(compare(normal, 1, 2, 3).shareDrifting()).isNaN();
    }

    @Test
    void anEmptyWindowIsUnknown() {
        WindowVerdict verdict = compare(normal);

        assertThat(verdict.verdict("x")).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict.verdict(FeatureColumn.SCORE)).isEqualTo(Verdict.UNKNOWN);
    }

    private WindowVerdict compare(ReferenceProfile profile, double... current) {
        return comparison.compare(Samples.window(profile, current));
    }

    private FeatureVerdict verdict(ReferenceProfile profile, double[] current, Rule rule) {
        return of(compare(profile, current), rule);
    }

    private static FeatureVerdict of(WindowVerdict verdict, Rule rule) {
        return verdict.of("x").stream().filter(v -> v.rule() == rule).findFirst().orElseThrow();
    }
}
