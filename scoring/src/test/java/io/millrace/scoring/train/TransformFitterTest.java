package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.Transform;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class TransformFitterTest {

    @Test
    void standardisesByMeanAndDeviationOfThePopulation() {
        Transform.Standardise fitted = fit(DoubleStream.of(1, 2, 3, 4, 5, 6));

        assertThat(fitted.centre()).isCloseTo(3.5, within(1e-12));
        assertThat(fitted.scale()).isCloseTo(Math.sqrt(17.5 / 6), within(1e-12));
        assertThat(fitted.missingColumn()).isFalse();
    }

    @Test
    void oneAbsurdValueDoesntFlattenTheOthers() {
        Transform.Standardise fitted =
                fit(
                        DoubleStream.concat(
                                IntStream.range(0, 1_999).mapToDouble(i -> i % 10),
                                DoubleStream.of(1e308)));

        assertThat(fitted.centre()).isCloseTo(4.5, within(0.1));
        assertThat(fitted.scale()).isCloseTo(2.87, within(0.1));
    }

    @Test
    void takesHeavyTailsToALogarithm() {
        SplittableRandom random = new SplittableRandom(1);
        Transform.Standardise amounts =
                fit(random.doubles(5_000).map(x -> Math.exp(4 * (x - 0.5) * (x + 0.5) * 4)));
        Transform.Standardise ages = fit(new SplittableRandom(1).doubles(5_000, 18, 90));

        assertThat(amounts.unit()).isBetween(0.1, 10.0);
        assertThat(ages.unit()).isZero();
    }

    @Test
    void rareFlagKeepsItsScale() {
        Transform.Standardise fitted =
                fit(IntStream.range(0, 10_000).mapToDouble(i -> i < 5 ? 1 : 0));

        assertThat(fitted.centre()).isCloseTo(0.0005, within(1e-12));
        assertThat(fitted.scale()).isCloseTo(Math.sqrt(0.0005 * 0.9995), within(1e-12));
    }

    @Test
    void constantOrMissingColumnsHaveScaleOne() {
        assertThat(fit(DoubleStream.generate(() -> 7).limit(100)))
                .isEqualTo(new Transform.Standardise(0, 7, 1, false));
        assertThat(fit(DoubleStream.generate(() -> Double.NaN).limit(100)))
                .isEqualTo(new Transform.Standardise(0, 0, 1, true));
        assertThat(fit(DoubleStream.of(0, 0, Double.MIN_VALUE)).scale()).isEqualTo(1);
    }

    @Test
    void largestDoublesDontOverflow() {
        Transform.Standardise fitted = fit(DoubleStream.of(1e308, -1e308, 1.5e308));

        assertThat(fitted.centre()).isCloseTo(5e307, within(1e295));
        assertThat(fitted.scale()).isFinite().isGreaterThan(1e307);
    }

    @Test
    void gapsAndNanAndInfinitiesAreLeftOutAndFlagged() {
        Transform.Standardise fitted =
                fit(DoubleStream.of(1, Double.NaN, 3, Double.POSITIVE_INFINITY));

        assertThat(fitted).isEqualTo(new Transform.Standardise(0, 2, 1, true));
    }

    @Test
    void keepsTheMostFrequentLevels() {
        Stream<String> texts =
                IntStream.range(0, 70)
                        .boxed()
                        .flatMap(
                                level ->
                                        IntStream.range(0, 5 + level)
                                                .mapToObj(i -> "level %02d".formatted(level)));

        List<String> levels = oneHot(texts).levels();

        assertThat(levels).hasSize(50).first().isEqualTo("level 20");
        assertThat(levels).last().isEqualTo("level 69");
    }

    @Test
    void rareLevelsShareTheColumnOfTheUnseen() {
        Stream<String> texts =
                Stream.concat(
                        Stream.generate(() -> "often").limit(10),
                        Stream.generate(() -> "rare").limit(9));

        assertThat(oneHot(texts).levels()).containsExactly("often");
    }

    private static Transform.Standardise fit(DoubleStream values) {
        RowType type = new RowType(List.of(new Field("x", ValueType.DOUBLE, true)));
        List<Row> rows = new ArrayList<>();
        values.forEach(
                value -> {
                    Row row = new Row(1);
                    row.setDouble(0, value);
                    rows.add(row);
                });
        Inputs inputs = Inputs.of(type, Samples.logistic());
        return (Transform.Standardise) TransformFitter.fit(inputs, rows, true).get(0);
    }

    private static Transform.OneHot oneHot(Stream<String> texts) {
        RowType type = new RowType(List.of(new Field("x", ValueType.STRING, true)));
        List<Row> rows = new ArrayList<>();
        texts.forEach(
                text -> {
                    Row row = new Row(1);
                    row.setText(0, text);
                    rows.add(row);
                });
        Inputs inputs = Inputs.of(type, Samples.logistic());
        return (Transform.OneHot) TransformFitter.fit(inputs, rows, false).get(0);
    }
}
