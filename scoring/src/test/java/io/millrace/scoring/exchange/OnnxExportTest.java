package io.millrace.scoring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Linear;
import io.millrace.scoring.Link;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Predictor;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Task;
import io.millrace.scoring.Transform;
import io.millrace.scoring.TreeEnsemble;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What's exported scores in onnxruntime as it does here, transforms and calibration included. */
class OnnxExportTest {
    private static final RowType TYPE =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("count", ValueType.INTEGER, true),
                            new Field("foreign", ValueType.BOOLEAN, true),
                            new Field("country", ValueType.STRING, true),
                            new Field("km", ValueType.DOUBLE, true)));
    private static final List<Transform> STANDARDISED =
            List.of(
                    new Transform.Standardise(3, 2, 1.5, true),
                    new Transform.Standardise(0, 2, 4, false),
                    new Transform.Standardise(0, 0.5, 0.5, false),
                    new Transform.OneHot(List.of("DE", "FR")),
                    new Transform.Affine(1, 0.5, 3));
    private static final List<Transform> PLAIN =
            List.of(
                    new Transform.Plain(),
                    new Transform.Plain(),
                    new Transform.Plain(),
                    new Transform.OneHot(List.of("DE", "FR")),
                    new Transform.Plain());

    private static List<Row> rows(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> countries = List.of("DE", "FR", "IT", "never seen");
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(TYPE.size()));
        for (int i = 0; i < 500; i++) {
            Row row = new Row(TYPE.size());
            row.setDouble(0, Math.exp(random.nextGaussian() * 3) * (random.nextBoolean() ? 1 : -1));
            row.setLong(1, random.nextInt(9) - 2);
            row.setBoolean(2, random.nextBoolean());
            row.setText(3, countries.get(random.nextInt(4)));
            row.setDouble(4, i % 50 == 0 ? 1e300 : random.nextGaussian() * 4);
            if (random.nextInt(3) == 0) {
                row.setNull(random.nextInt(TYPE.size()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Linear linear(SplittableRandom random) {
        double[] weights = new double[9];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i == 8 ? 1e-3 : random.nextGaussian() / 2;
        }
        return new Linear(random.nextGaussian(), weights);
    }

    private static TreeEnsemble trees(SplittableRandom random) {
        TreeEnsemble.Builder trees = TreeEnsemble.builder(0.25);
        for (int tree = 0; tree < 12; tree++) {
            grow(trees.tree(), random, 5);
        }
        return trees.build();
    }

    private static void grow(TreeEnsemble.Builder trees, SplittableRandom random, int depth) {
        if (depth == 0 || random.nextInt(7) == 0) {
            trees.leaf((float) random.nextGaussian() / 4);
        } else {
            trees.split(random.nextInt(8), (float) random.nextGaussian() * 2, random.nextBoolean());
            grow(trees, random, depth - 1);
            grow(trees, random, depth - 1);
        }
    }

    private static ModelArtifact model(
            List<Transform> transforms, List<? extends Predictor> predictors, Link link)
            throws Exception {
        List<String> names = List.of("a", "b", "c").subList(0, predictors.size());
        return ModelArtifact.compile(
                TYPE,
                transforms,
                predictors,
                new Outputs(link, names, new Calibration.None(), 0.5),
                "f",
                rows(1).subList(0, 5));
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void scoresAlikeWithEveryLink(Link link) throws Exception {
        SplittableRandom random = new SplittableRandom(21);
        List<Linear> linear = new ArrayList<>();
        List<TreeEnsemble> trees = new ArrayList<>();
        for (int output = 0; output < (link.task() == Task.BINARY ? 1 : 3); output++) {
            linear.add(linear(random));
            trees.add(trees(random));
        }

        assertSameScores(model(PLAIN, trees, link), 3);
        if (link != Link.EXPONENTIAL) {
            assertSameScores(model(STANDARDISED, linear, link), 4);
        }
    }

    @Test
    void scoresAlikeWithEveryCalibration() throws Exception {
        ModelArtifact model = model(PLAIN, List.of(trees(new SplittableRandom(22))), Link.LOGISTIC);
        for (Calibration calibration :
                List.of(
                        new Calibration.Platt(1.5, -0.5),
                        new Calibration.Isotonic(new double[] {0.5}, new double[] {0.25}),
                        new Calibration.Isotonic(
                                new double[] {-1, 0, 0.5, 1.5}, new double[] {0.1, 0.1, 0.6, 1}))) {
            assertSameScores(
                    ModelArtifact.compile(
                            TYPE,
                            model.transforms(),
                            model.predictors(),
                            model.outputs().calibrated(calibration),
                            "f",
                            rows(1).subList(0, 5)),
                    5);
        }
    }

    @Test
    void sameArtefactGivesTheSameBytes() throws Exception {
        ModelArtifact model = model(PLAIN, List.of(trees(new SplittableRandom(22))), Link.LOGISTIC);

        assertThat(OnnxExport.write(model))
                .isEqualTo(OnnxExport.write(ModelArtifact.load(model.toBytes())));
    }

    @Test
    void refusesWhatOnnxCannotSay() throws Exception {
        List<Transform> transforms = new ArrayList<>(STANDARDISED);
        transforms.set(3, new Transform.OneHot(List.of("DE", "")));
        ModelArtifact model =
                model(transforms, List.of(linear(new SplittableRandom(23))), Link.LOGISTIC);

        assertThatThrownBy(() -> OnnxExport.checked(model))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("has the empty text as a level");
    }

    @Test
    void refusesAnExportThatScoresGoldenRowsOtherwise() throws Exception {
        SplittableRandom random = new SplittableRandom(24);
        ModelArtifact model = model(PLAIN, List.of(trees(random)), Link.LOGISTIC);
        ModelArtifact other = model(PLAIN, List.of(trees(random)), Link.LOGISTIC);

        assertThatThrownBy(() -> OnnxExport.check(OnnxExport.write(other), model))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("scores golden row 0 as");
    }

    private static void assertSameScores(ModelArtifact model, long seed) throws Exception {
        List<Row> rows = rows(seed);
        double[][] theirs = run(OnnxExport.checked(model), rows);
        OnnxRun readBack = OnnxRun.of(OnnxExport.write(model));
        Scorer scorer = Scorer.of(model, TYPE);
        double[] ours = new double[scorer.outputs()];
        for (int i = 0; i < rows.size(); i++) {
            scorer.scores(rows.get(i), ours);
            assertThat(readBack.scores(TYPE, rows.get(i)))
                    .as("row %d of %s, read back", i, model.outputs())
                    .containsExactly(theirs[i], within(1e-5 * Math.max(1, max(theirs[i]))));
            for (int output = 0; output < ours.length; output++) {
                assertThat(theirs[i][output])
                        .as("output %d of row %d of %s", output, i, model.outputs())
                        .isCloseTo(
                                ours[output], within(1e-6 * Math.max(1, Math.abs(ours[output]))));
            }
        }
    }

    private static double max(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double[][] run(byte[] onnx, List<Row> rows) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (int input = 0; input < TYPE.size(); input++) {
            Field field = TYPE.field(input);
            double[][] numbers = new double[rows.size()][1];
            String[][] texts = new String[rows.size()][1];
            for (int i = 0; i < numbers.length; i++) {
                Row row = rows.get(i);
                boolean missing = row.isNull(input);
                texts[i][0] = missing ? "" : String.valueOf(row.getText(input));
                numbers[i][0] =
                        missing
                                ? Double.NaN
                                : switch (field.type()) {
                                    case DOUBLE -> row.getDouble(input);
                                    case BOOLEAN -> row.getBoolean(input) ? 1 : 0;
                                    default -> row.getLong(input);
                                };
            }
            inputs.put(
                    field.name(),
                    OnnxTensor.createTensor(
                            environment, field.type() == ValueType.STRING ? texts : numbers));
        }
        try (OrtSession session = environment.createSession(onnx);
                OrtSession.Result result = session.run(inputs)) {
            return (double[][]) result.get(0).getValue();
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }
}
