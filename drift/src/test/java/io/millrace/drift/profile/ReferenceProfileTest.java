package io.millrace.drift.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

class ReferenceProfileTest {
    private static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("at", ValueType.TIMESTAMP, true),
                            new Field("count", ValueType.INTEGER, true),
                            new Field("country", ValueType.STRING, true),
                            new Field("known", ValueType.BOOLEAN, true)));

    private static Row row(SplittableRandom random) {
        Row row = new Row(5);
        if (random.nextInt(10) > 0) {
            row.setDouble(0, Math.exp(Samples.normal(random)));
        }
        row.setLong(1, random.nextLong());
        row.setLong(2, random.nextInt(5));
        row.setText(3, "C" + random.nextInt(20));
        row.setBoolean(4, random.nextBoolean());
        return row;
    }

    private static ReferenceProfile of(List<Row> rows) {
        ProfileBuilder builder = ReferenceProfile.builder(FEATURES);
        rows.forEach(row -> builder.add(row, row.getDouble(0) % 1));
        return builder.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 1999, 6000})
    void theOrderOfRowsChangesNothing(int size) throws IOException {
        SplittableRandom random = new SplittableRandom(size);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            rows.add(row(random));
        }
        ReferenceProfile one = of(rows);
        Collections.shuffle(rows, new Random(size));

        ReferenceProfile other = of(rows);

        assertThat(other.digest()).isEqualTo(one.digest()).hasSize(64);
        assertThat(ReferenceProfile.of(one.toBytes())).isEqualTo(one);
        assertThat(ReferenceProfile.of(one.toBytes()).toBytes()).isEqualTo(other.toBytes());
    }

    @Test
    void leavesPointsInTimeOutAndPutsTheScoreLast() {
        assertThat(of(List.of()).features())
                .extracting(feature -> feature.column().name())
                .containsExactly("amount", "count", "country", "known", "$score");
    }

    @Test
    void countsWhatIsNoFiniteNumberByItself() {
        ReferenceProfile profile =
                ReferenceProfile.builder(Samples.NUMBER)
                        .add(new Row(1), 0.5)
                        .add(Samples.row(Double.NaN), Double.NaN)
                        .add(Samples.row(Double.NEGATIVE_INFINITY), 0.5)
                        .add(Samples.row(3), 0.5)
                        .build();

        NumericProfile x = (NumericProfile) profile.feature("x");
        assertThat(x.rows()).isEqualTo(4);
        assertThat(x.nulls()).isEqualTo(1);
        assertThat(x.notANumber()).isEqualTo(1);
        assertThat(x.infinite()).isEqualTo(1);
        assertThat(x.values()).isEqualTo(1);
        assertThat(profile.feature("$score").nulls()).isEqualTo(1);
    }

    @Test
    void quantileCellsHoldEqualShares() {
        double[] values = Samples.draw(100_000, 5, SplittableRandom::nextDouble);

        NumericProfile x = (NumericProfile) Samples.profile(values).feature("x");

        assertThat(x.cells()).isBetween(258, 275);
        assertThat(Arrays.stream(x.counts()).max()).hasValue(391);
        assertThat(Arrays.stream(x.counts()).sum()).isEqualTo(100_000);
        assertThat(x.count(0)).isZero();
        assertThat(x.count(x.cells() - 1)).isZero();
        assertThat(x.frozen().cell(x.moments().max())).isEqualTo(x.cells() - 2);
    }

    @Test
    void aFrequentValueHasItsOwnCell() {
        double[] values =
                Samples.draw(
                        20_000,
                        6,
                        random -> random.nextInt(200) < 1 ? 0.5 : 0.25 + random.nextDouble() / 3);

        NumericProfile x = (NumericProfile) Samples.profile(values).feature("x");

        int cell = x.frozen().cell(0.5);
        assertThat(x.cellName(cell)).isEqualTo("[0.5]");
        assertThat(x.count(cell))
                .isEqualTo(Arrays.stream(values).filter(value -> value == 0.5).count());
    }

    @Test
    void tenStabilityCellsHoldATenthEach() {
        double[] values = Samples.draw(10_000, 7, Samples::normal);
        NumericProfile x = (NumericProfile) Samples.profile(values).feature("x");

        long[] rows = new long[x.stability().size()];
        int[] groups = x.stabilityGroups();
        for (int i = 0; i < groups.length; i++) {
            rows[groups[i]] += x.count(i);
        }

        assertThat(rows).hasSize(10).containsOnly(1000);
    }

    @Test
    void momentsSurviveHugeAndTinyNumbers() {
        Moments huge = Moments.of(new double[] {-1e308, 1e308});
        Moments tiny = Moments.of(new double[] {1e-300, 3e-300});

        assertThat(huge.mean()).isZero();
        assertThat(huge.standardDeviation()).isCloseTo(1e308, within(1e293));
        assertThat(tiny.mean()).isCloseTo(2e-300, within(1e-315));
        assertThat(tiny.standardDeviation()).isCloseTo(1e-300, within(1e-315));
    }

    @Test
    void stabilityCellsOfHugeNumbersAreFinite() {
        NumericProfile x =
                (NumericProfile) Samples.profile(-1.7e308, 1.7e308, 0, 1, 2).feature("x");

        assertThat(x.values()).isEqualTo(5);
    }

    @Test
    void keepsTheMostFrequentLevelsAndPutsTheRestTogether() {
        ProfileBuilder builder = ReferenceProfile.builder(Samples.TEXT);
        for (int i = 0; i < 300; i++) {
            String level = String.format("L%03d", i);
            for (int n = 0; n < (i < 10 ? 5 : 2); n++) {
                builder.add(Samples.row(level), 0.5);
            }
        }

        CategoryProfile x = (CategoryProfile) builder.build().feature("x");

        assertThat(x.levels()).hasSize(254).startsWith("L000", "L001").contains("L009", "L253");
        assertThat(x.count(254)).isEqualTo(46 * 2);
        assertThat(x.hasOthers()).isTrue();
        assertThat(x.cellOf(null)).isEqualTo(254);
    }

    @Test
    void refusesBytesThatAreBroken() {
        byte[] bytes = Samples.profile(1, 2, 3).toBytes();
        byte[] newer = bytes.clone();
        newer[0] = 9;
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);

        assertThatThrownBy(() -> ReferenceProfile.of(newer))
                .hasMessage("a reference profile of format 9; this release reads 1");
        assertThatThrownBy(() -> ReferenceProfile.of(longer)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ReferenceProfile.of(shorter)).isInstanceOf(IOException.class);
    }

    @Test
    void aProfileOfManyFeaturesStaysSmall() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            fields.add(new Field("f" + i, ValueType.DOUBLE, true));
        }
        ProfileBuilder builder = ReferenceProfile.builder(new RowType(fields));
        SplittableRandom random = new SplittableRandom(8);
        for (int n = 0; n < 2000; n++) {
            Row row = new Row(100);
            for (int i = 0; i < 100; i++) {
                row.setDouble(i, random.nextDouble());
            }
            builder.add(row, 0.5);
        }

        assertThat(builder.build().toBytes().length).isLessThan(350_000);
    }
}
