package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * About two positives in a hundred, and heavy-tailed columns: training still gets to the optimum.
 */
class ImbalanceTest {
    private static final int COLUMNS = 12;
    private static final int ROWS = 12_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ranksAsWellAsNewtonsMethod(long seed) {
        assertAsGoodAsNewton(seed, 1, 0.01);
    }

    /** Tails so heavy that a few values make up most of the variance: being better is no fault. */
    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void ranksNoWorseThanNewtonsMethodWithVeryHeavyTails(long seed) {
        assertAsGoodAsNewton(seed, 2.5, 0.2);
    }

    private static void assertAsGoodAsNewton(long seed, double tail, double better) {
        double[][] columns = new double[ROWS][COLUMNS];
        boolean[] labels = new boolean[ROWS];
        fill(columns, labels, seed, tail);
        int cut = ROWS * 4 / 5;

        Evaluation ours =
                ModelTrainer.train(trainingSet(columns, labels), Samples.logistic(), "f").holdout();
        double[][] scaled = standardised(columns, cut);
        double[] weights =
                NewtonRegression.fit(Arrays.copyOf(scaled, cut), Arrays.copyOf(labels, cut));
        double[] scores =
                IntStream.range(cut, ROWS)
                        .mapToDouble(i -> NewtonRegression.margin(weights, scaled[i]))
                        .map(margin -> 1 / (1 + Math.exp(-margin)))
                        .toArray();
        Evaluation newton =
                BinaryMetrics.evaluate(scores, Arrays.copyOfRange(labels, cut, ROWS), 0.5);

        assertThat(newton.positives()).isBetween(20L, 120L);
        assertThat(newton.auc()).isGreaterThan(0.7);
        assertThat(ours.auc())
                .as("seed %d, Newton %s", seed, newton)
                .isBetween(newton.auc() - 0.01, newton.auc() + better);
        assertThat(ours.logLoss())
                .as("seed %d, Newton %s", seed, newton)
                .isLessThan(newton.logLoss() + 0.004);
    }

    private static void fill(double[][] columns, boolean[] labels, long seed, double tail) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < columns.length; i++) {
            double shared = random.nextGaussian();
            double margin = -5.1;
            for (int column = 0; column < COLUMNS; column++) {
                double x = 0.5 * shared + 0.85 * random.nextGaussian();
                columns[i][column] = column < 8 ? Math.exp(tail * x) : x > 2 ? 1 : 0;
                margin += column % 3 == 0 ? 0.55 * x : 0;
            }
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-margin));
        }
    }

    private static double[][] standardised(double[][] columns, int cut) {
        double[][] scaled = new double[columns.length][COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            int at = column;
            double[] fitted = Arrays.stream(columns).limit(cut).mapToDouble(c -> c[at]).toArray();
            double mean = Arrays.stream(fitted).average().orElseThrow();
            double variance =
                    Arrays.stream(fitted).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
            for (int i = 0; i < columns.length; i++) {
                scaled[i][column] = (columns[i][column] - mean) / Math.sqrt(variance);
            }
        }
        return scaled;
    }

    private static TrainingSet trainingSet(double[][] columns, boolean[] labels) {
        List<Field> fields =
                IntStream.range(0, COLUMNS)
                        .mapToObj(i -> new Field("x" + i, ValueType.DOUBLE, false))
                        .toList();
        List<Row> rows = new ArrayList<>();
        for (double[] values : columns) {
            Row row = new Row(COLUMNS);
            for (int column = 0; column < COLUMNS; column++) {
                row.setDouble(column, values[column]);
            }
            rows.add(row);
        }
        return new TrainingSet(new RowType(fields), rows, labels);
    }
}
