package io.millrace.scoring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What's imported scores as onnxruntime does, on random graphs and rows. */
class OnnxImportTest {
    private static final int COLUMNS = 5;
    private static final RowType TYPE =
            new RowType(
                    IntStream.range(0, COLUMNS)
                            .mapToObj(i -> new Field("x" + i, ValueType.DOUBLE, true))
                            .toList());

    static ModelImport imports() {
        return new ModelImport(TYPE, "features-1", 0.5, List.of());
    }

    private static float[][] rows(SplittableRandom random, boolean gaps) {
        float[][] rows = new float[400][COLUMNS];
        for (float[] row : rows) {
            for (int column = 0; column < COLUMNS; column++) {
                boolean gap = gaps && random.nextInt(6) == 0;
                float x =
                        random.nextInt(3) == 0
                                ? random.nextInt(9) - 4
                                : (float) random.nextGaussian() * 3;
                row[column] = gap ? Float.NaN : x;
            }
        }
        return rows;
    }

    /**
     * @param first of the outputs of onnxruntime that the first of ours is compared with
     */
    private static ModelArtifact assertSameScores(
            ModelProto.Builder model, float[][] rows, int first, String what) throws Exception {
        byte[] bytes = model.build().toByteArray();
        float[][] expected = Onnx.run(bytes, rows);
        ModelArtifact artifact = imports().onnx(bytes);
        Scorer scorer = Scorer.of(artifact, TYPE);
        double[] scores = new double[scorer.outputs()];
        for (int i = 0; i < rows.length; i++) {
            Row row = new Row(COLUMNS);
            for (int column = 0; column < COLUMNS; column++) {
                if (!Float.isNaN(rows[i][column])) {
                    row.setDouble(column, rows[i][column]);
                }
            }
            scorer.scores(row, scores);
            for (int output = 0; output < scores.length; output++) {
                assertThat(scores[output])
                        .as("output %d of row %d of %s", output, i, what)
                        .isCloseTo(
                                expected[i][first + output],
                                within(1e-6 * Math.max(1, Math.abs(scores[output]))));
            }
        }
        return artifact;
    }

    @ParameterizedTest
    @CsvSource({"BRANCH_LT, 1", "BRANCH_LEQ, 2", "BRANCH_GT, 3", "BRANCH_GTE, 4", "BRANCH_LEQ, 5"})
    void regressionTrees(String mode, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        NodeProto.Builder node =
                new Onnx.Trees(random, "target", COLUMNS, new int[] {0, 1}, false)
                        .grow(10, 6, mode)
                        .into(Onnx.node("TreeEnsembleRegressor", "x", "scores"))
                        .addAttribute(Onnx.floats("base_values", 0.5f, -2))
                        .addAttribute(Onnx.integer("n_targets", 2));

        ModelArtifact artifact =
                assertSameScores(
                        Onnx.model(COLUMNS, 2, node), rows(random, true), 0, mode + " " + seed);

        assertThat(artifact.outputs().task()).isEqualTo(Task.REGRESSION);
        assertThat(artifact.outputs().names()).containsExactly("value_0", "value_1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void averagedTrees(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        NodeProto.Builder node =
                new Onnx.Trees(random, "target", COLUMNS, new int[] {0}, false)
                        .grow(7, 5, "BRANCH_LEQ")
                        .into(Onnx.node("TreeEnsembleRegressor", "x", "scores"))
                        .addAttribute(Onnx.text("aggregate_function", "AVERAGE"))
                        .addAttribute(Onnx.integer("n_targets", 1));

        assertSameScores(Onnx.model(COLUMNS, 1, node), rows(random, true), 0, "seed " + seed);
    }

    private static NodeProto.Builder classifier(
            SplittableRandom random, int[] ids, boolean positive, String transform, int classes) {
        String[] names = IntStream.range(0, classes).mapToObj(i -> "c" + i).toArray(String[]::new);
        return new Onnx.Trees(random, "class", COLUMNS, ids, positive)
                .grow(20, 5, "BRANCH_LEQ")
                .into(Onnx.node("TreeEnsembleClassifier", "x", "label", "scores"))
                .addAttribute(Onnx.texts("classlabels_strings", names))
                .addAttribute(Onnx.text("post_transform", transform));
    }

    /** As scikit-learn's forests. */
    @Test
    void forestsOfTwoClassesAndOfThree() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        ModelArtifact two =
                assertSameScores(
                        Onnx.model(
                                COLUMNS, 2, classifier(random, new int[] {0, 1}, true, "NONE", 2)),
                        rows(random, true),
                        1,
                        "two");
        ModelArtifact three =
                assertSameScores(
                        Onnx.model(
                                COLUMNS,
                                3,
                                classifier(random, new int[] {0, 1, 2}, true, "NONE", 3)),
                        rows(random, true),
                        0,
                        "three");

        assertThat(two.outputs().task()).isEqualTo(Task.BINARY);
        assertThat(two.outputs().names()).containsExactly("c1");
        assertThat(three.outputs().names()).containsExactly("c0", "c1", "c2");
    }

    /** As the converters of XGBoost, LightGBM and scikit-learn's boosting write two classes. */
    @Test
    void boostingOfTwoClassesWithTheWeightsOfOne() throws Exception {
        SplittableRandom random = new SplittableRandom(12);
        for (int weighted = 0; weighted < 2; weighted++) {
            NodeProto.Builder node = classifier(random, new int[] {weighted}, false, "LOGISTIC", 2);
            assertSameScores(
                    Onnx.model(COLUMNS, 2, node), rows(random, true), 1, "of class " + weighted);
        }
        NodeProto.Builder based =
                classifier(random, new int[] {0}, false, "LOGISTIC", 2)
                        .addAttribute(Onnx.floats("base_values", 0.7f));
        assertSameScores(Onnx.model(COLUMNS, 2, based), rows(random, true), 1, "with a base");
    }

    @Test
    void boostingOfThreeClasses() throws Exception {
        SplittableRandom random = new SplittableRandom(13);
        NodeProto.Builder node =
                classifier(random, new int[] {0, 1, 2}, false, "SOFTMAX", 3)
                        .addAttribute(Onnx.floats("base_values", 0.7f, 0, -1));

        assertSameScores(Onnx.model(COLUMNS, 3, node), rows(random, true), 0, "softmax");
    }

    private static float[] gaussians(SplittableRandom random, int count) {
        float[] drawn = new float[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = (float) random.nextGaussian();
        }
        return drawn;
    }

    private static NodeProto.Builder scaler(SplittableRandom random) {
        return Onnx.node("Scaler", "x", "scaled")
                .addAttribute(Onnx.floats("offset", gaussians(random, COLUMNS)))
                .addAttribute(Onnx.floats("scale", 0.5f, 2, 0.25f, 1, 3));
    }

    /** As scikit-learn's pipeline of an imputer, a scaler and a logistic regression. */
    @Test
    void logisticRegressionBehindImputerAndScaler() throws Exception {
        SplittableRandom random = new SplittableRandom(14);
        float[] weights = gaussians(random, COLUMNS);
        float[] both = new float[2 * COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            both[i] = -weights[i];
            both[COLUMNS + i] = weights[i];
        }
        NodeProto.Builder imputer =
                Onnx.node("Imputer", "x", "full")
                        .addAttribute(Onnx.floats("imputed_value_floats", 1, 2, 3, 4, 5))
                        .addAttribute(Onnx.real("replaced_value_float", Float.NaN));
        NodeProto.Builder linear =
                Onnx.node("LinearClassifier", "scaled", "label", "raw")
                        .addAttribute(Onnx.ints("classlabels_ints", 0, 1))
                        .addAttribute(Onnx.floats("coefficients", both))
                        .addAttribute(Onnx.floats("intercepts", -0.25f, 0.25f))
                        .addAttribute(Onnx.text("post_transform", "LOGISTIC"));
        NodeProto.Builder normalizer =
                Onnx.node("Normalizer", "raw", "scores").addAttribute(Onnx.text("norm", "L1"));

        ModelArtifact artifact =
                assertSameScores(
                        Onnx.model(
                                COLUMNS,
                                2,
                                imputer,
                                scaler(random).setInput(0, "full"),
                                linear,
                                normalizer),
                        rows(random, true),
                        1,
                        "seed 14");

        assertThat(artifact.outputs().task()).isEqualTo(Task.BINARY);
        assertThat(ModelArtifact.load(artifact.toBytes())).isEqualTo(artifact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOFTMAX", "LOGISTIC"})
    void linearClassifiersOfThreeClasses(String transform) throws Exception {
        SplittableRandom random = new SplittableRandom(15);
        float[] small = gaussians(random, 3 * COLUMNS);
        for (int i = 0; i < small.length; i++) {
            // Where all classes are unlikely, onnxruntime's floats cancel.
            small[i] *= 0.1f;
        }
        NodeProto.Builder linear =
                Onnx.node("LinearClassifier", "scaled", "label", "raw")
                        .addAttribute(Onnx.texts("classlabels_strings", "a", "b", "c"))
                        .addAttribute(Onnx.floats("coefficients", small))
                        .addAttribute(Onnx.floats("intercepts", 0.5f, -1, 0))
                        .addAttribute(Onnx.text("post_transform", transform));
        NodeProto.Builder normalizer =
                Onnx.node("Normalizer", "raw", "scores").addAttribute(Onnx.text("norm", "L1"));

        assertSameScores(
                Onnx.model(COLUMNS, 3, scaler(random), linear, normalizer),
                rows(random, false),
                0,
                transform);
    }

    @Test
    void twoClassesBySoftmax() throws Exception {
        SplittableRandom random = new SplittableRandom(16);
        NodeProto.Builder linear =
                Onnx.node("LinearClassifier", "x", "label", "scores")
                        .addAttribute(Onnx.ints("classlabels_ints", 3, 7))
                        .addAttribute(Onnx.floats("coefficients", gaussians(random, 2 * COLUMNS)))
                        .addAttribute(Onnx.floats("intercepts", 0.5f, -1))
                        .addAttribute(Onnx.text("post_transform", "SOFTMAX"));

        ModelArtifact artifact =
                assertSameScores(
                        Onnx.model(COLUMNS, 2, linear), rows(random, false), 1, "softmax of two");

        assertThat(artifact.outputs().names()).containsExactly("7");
    }

    @Test
    void linearRegressionsOfTwoTargets() throws Exception {
        SplittableRandom random = new SplittableRandom(17);
        NodeProto.Builder cast = Onnx.node("Cast", "x", "cast").addAttribute(Onnx.integer("to", 1));
        NodeProto.Builder linear =
                Onnx.node("LinearRegressor", "cast", "scores")
                        .addAttribute(Onnx.floats("coefficients", gaussians(random, 2 * COLUMNS)))
                        .addAttribute(Onnx.floats("intercepts", 0.5f, -1))
                        .addAttribute(Onnx.integer("targets", 2));

        assertSameScores(
                Onnx.model(COLUMNS, 2, cast, linear), rows(random, false), 0, "regression");
    }

    /** Covers come with a model that has any, so that it can be explained. */
    @Test
    void hitratesBecomeCovers() throws Exception {
        NodeProto.Builder node =
                Onnx.node("TreeEnsembleRegressor", "x", "scores")
                        .addAttribute(Onnx.ints("nodes_treeids", 0, 0, 0))
                        .addAttribute(Onnx.ints("nodes_nodeids", 0, 1, 2))
                        .addAttribute(Onnx.ints("nodes_featureids", 3, 0, 0))
                        .addAttribute(Onnx.ints("nodes_truenodeids", 1, 0, 0))
                        .addAttribute(Onnx.ints("nodes_falsenodeids", 2, 0, 0))
                        .addAttribute(Onnx.floats("nodes_values", 1, 0, 0))
                        .addAttribute(Onnx.floats("nodes_hitrates", 8, 2, 6))
                        .addAttribute(Onnx.texts("nodes_modes", "BRANCH_LT", "LEAF", "LEAF"))
                        .addAttribute(Onnx.ints("target_treeids", 0, 0))
                        .addAttribute(Onnx.ints("target_nodeids", 1, 2))
                        .addAttribute(Onnx.ints("target_ids", 0, 0))
                        .addAttribute(Onnx.floats("target_weights", 1, 5));

        ModelArtifact artifact = imports().onnx(Onnx.model(COLUMNS, 1, node).build().toByteArray());

        assertThat(
                        io.millrace.scoring.Explainer.of(artifact, TYPE)
                                .explain(new Row(COLUMNS))
                                .base())
                .isEqualTo(0.25 * 1 + 0.75 * 5);
    }
}
