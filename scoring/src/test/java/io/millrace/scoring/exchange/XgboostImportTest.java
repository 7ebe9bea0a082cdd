package io.millrace.scoring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Explainer;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Task;

import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** XGBoost's JSON, as it writes it itself. */
class XgboostImportTest {
    private static final int COLUMNS = 4;
    private static final int ROWS = 600;

    private static RowType type(int columns) {
        return new RowType(
                IntStream.range(0, columns)
                        .mapToObj(i -> new Field("x" + i, ValueType.DOUBLE, true))
                        .toList());
    }

    private static ModelImport imports(int columns) {
        return new ModelImport(type(columns), "f", 0.5, List.of());
    }

    private static float[] rows(SplittableRandom random) {
        float[] rows = new float[ROWS * COLUMNS];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextInt(7) == 0 ? Float.NaN : (float) random.nextGaussian();
        }
        return rows;
    }

    private static Booster train(SplittableRandom random, String objective) throws Exception {
        float[] rows = rows(random);
        float[] labels = new float[ROWS];
        boolean classes = objective.startsWith("multi");
        for (int i = 0; i < ROWS; i++) {
            float x = Float.isNaN(rows[i * COLUMNS]) ? 0 : rows[i * COLUMNS];
            double noise = random.nextDouble();
            labels[i] =
                    classes
                            ? (x + noise > 1 ? 2 : x > 0 ? 1 : 0)
                            : objective.contains("logistic")
                                    ? (x + noise > 0.5 ? 1 : 0)
                                    : (float) Math.exp(x) + (float) noise;
        }
        DMatrix matrix = new DMatrix(rows, ROWS, COLUMNS, Float.NaN);
        try {
            matrix.setLabel(labels);
            Map<String, Object> settings = new TreeMap<>();
            settings.put("objective", objective);
            settings.put("max_depth", 5);
            settings.put("gamma", 0.01);
            settings.put("nthread", 1);
            settings.put("verbosity", 0);
            if (classes) {
                settings.put("num_class", 3);
            }
            return XGBoost.train(matrix, settings, 20, Map.of(), null, null);
        } finally {
            matrix.dispose();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "binary:logistic, BINARY, 1",
        "reg:logistic, BINARY, 2",
        "multi:softprob, MULTICLASS, 3",
        "reg:squarederror, REGRESSION, 4",
        "count:poisson, REGRESSION, 5",
        "reg:gamma, REGRESSION, 6",
        "reg:tweedie, REGRESSION, 7"
    })
    void scoresAsXgboostPredicts(String objective, Task task, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Booster booster = train(random, objective);
        float[] fresh = rows(random);
        DMatrix matrix = new DMatrix(fresh, ROWS, COLUMNS, Float.NaN);
        try {
            float[][] expected = booster.predict(matrix);
            ModelArtifact artifact = imports(COLUMNS).xgboost(booster.toByteArray("json"));
            Scorer scorer = Scorer.of(artifact, type(COLUMNS));
            Explainer explainer = Explainer.of(artifact, type(COLUMNS));
            double[] scores = new double[scorer.outputs()];
            float[][] contributions = booster.predictContrib(matrix, 0);
            assertThat(artifact.outputs().task()).isEqualTo(task);
            for (int i = 0; i < ROWS; i++) {
                Row row = new Row(COLUMNS);
                for (int column = 0; column < COLUMNS; column++) {
                    if (!Float.isNaN(fresh[i * COLUMNS + column])) {
                        row.setDouble(column, fresh[i * COLUMNS + column]);
                    }
                }
                scorer.scores(row, scores);
                for (int output = 0; output < scores.length; output++) {
                    double wanted = expected[i][output];
                    assertThat(scores[output])
                            .as("row %d of seed %d", i, seed)
                            .isCloseTo(wanted, within(1e-6 * Math.max(1, Math.abs(wanted))));
                    assertSameContributions(
                            explainer.explain(row, output).contributions().stream()
                                    .mapToDouble(c -> c.value())
                                    .toArray(),
                            contributions[i],
                            output * (COLUMNS + 1));
                }
            }
        } finally {
            matrix.dispose();
            booster.dispose();
        }
    }

    /** XGBoost has an implementation of the same values of its own, in floats. */
    private static void assertSameContributions(double[] ours, float[] theirs, int from) {
        for (int input = 0; input < ours.length; input++) {
            assertThat(ours[input]).isCloseTo(theirs[from + input], within(1e-4));
        }
    }

    @Test
    void refusesInputsThatArentTheModels() throws Exception {
        Booster booster = train(new SplittableRandom(1), "binary:logistic");
        byte[] json = booster.toByteArray("json");
        booster.dispose();
        String named =
                new String(json, StandardCharsets.UTF_8)
                        .replace(
                                "\"feature_names\":[]",
                                "\"feature_names\":[\"x0\",\"y\",\"x2\",\"x3\"]");

        assertThatThrownBy(() -> imports(3).xgboost(json))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessage(
                        "the model reads 4 columns, 3 inputs are given; name one for each, in"
                                + " order");
        assertThatThrownBy(() -> imports(COLUMNS).xgboost(named.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining(
                        "column 1 of the model is \"y\", the input given for it \"x1\"");
    }

    @Test
    void survivesDamage() throws Exception {
        long seed = 5;
        SplittableRandom random = new SplittableRandom(seed);
        Booster booster = train(random, "binary:logistic");
        byte[] json = booster.toByteArray("json");
        booster.dispose();
        for (int i = 0; i < 1_000; i++) {
            byte[] damaged = json.clone();
            for (int flip = 0; flip < 5; flip++) {
                damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(96));
            }
            try {
                imports(COLUMNS).xgboost(damaged);
            } catch (ArtifactRefusedException e) {
                assertThat(e).as("damage %d of seed %d", i, seed).hasMessageMatching("(?s).{5,}");
            }
        }
    }
}
