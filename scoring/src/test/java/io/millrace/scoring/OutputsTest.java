package io.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;

import io.millrace.schemas.event.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Several outputs, links and calibrations, from compilation to bytes and back. */
class OutputsTest {
    private static final Row ROW = Models.row(120.5, 3, true, "DE");

    private static Linear constant(double margin) {
        return new Linear(margin, new double[8]);
    }

    private static ModelArtifact model(Link link, Calibration calibration, double... margins)
            throws Exception {
        List<String> names = List.of("a", "b", "c", "d").subList(0, margins.length);
        return ModelArtifact.compile(
                Models.TYPE,
                Models.STANDARDISED,
                Arrays.stream(margins).mapToObj(OutputsTest::constant).toList(),
                new Outputs(link, names, calibration, 0.25),
                "features-1",
                List.of(new Row(4), ROW));
    }

    private static double[] scores(ModelArtifact model) throws Exception {
        double[] scores = new double[model.outputs().names().size()];
        Scorer.of(model, Models.TYPE).scores(ROW, scores);
        return scores;
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void comeBackFromBytes(Link link) throws Exception {
        double[] margins = link.task() == Task.BINARY ? new double[] {0.3} : new double[] {0.3, 2};
        ModelArtifact model = model(link, new Calibration.None(), margins);

        ModelArtifact loaded = ModelArtifact.load(model.toBytes());

        assertThat(loaded.outputs()).isEqualTo(model.outputs());
        assertThat(loaded.toBytes()).isEqualTo(model.toBytes());
        assertThat(scores(loaded)).isEqualTo(scores(model));
    }

    @Test
    void classesHaveSharesOfOne() throws Exception {
        double sum = Math.exp(1) + Math.exp(-2) + Math.exp(0.5);
        double logistic = 1 / (1 + Math.exp(-1.0)) + 1 / (1 + Math.exp(2.0)) + 0.5;

        assertThat(scores(model(Link.SOFTMAX, new Calibration.None(), 1, -2, 0.5)))
                .containsExactly(
                        new double[] {Math.exp(1) / sum, Math.exp(-2) / sum, Math.exp(0.5) / sum},
                        within(1e-15));
        assertThat(scores(model(Link.SOFTMAX, new Calibration.None(), 1e30, -1e30, 0)))
                .containsExactly(1, 0, 0);
        assertThat(scores(model(Link.NORMALISED, new Calibration.None(), 0.5, -2, 1.5)))
                .containsExactly(new double[] {0.5 / 1.5, 0, 1 / 1.5}, within(1e-15));
        assertThat(scores(model(Link.NORMALISED, new Calibration.None(), -1, -2)))
                .containsExactly(0.5, 0.5);
        assertThat(scores(model(Link.ONE_VERSUS_REST, new Calibration.None(), 1, -2, 0))[2])
                .isCloseTo(0.5 / logistic, within(1e-15));
    }

    @Test
    void regressionsSayValues() throws Exception {
        assertThat(scores(model(Link.IDENTITY, new Calibration.None(), -3.5, 12)))
                .containsExactly(-3.5, 12);
        assertThat(scores(model(Link.EXPONENTIAL, new Calibration.None(), 2)))
                .containsExactly(new double[] {Math.exp(2)}, within(1e-14));
        assertThat(scores(model(Link.EXPONENTIAL, new Calibration.None(), 1e30))[0]).isFinite();
    }

    @Test
    void sharesStayWithinZeroAndOne() throws Exception {
        assertThat(scores(model(Link.SHARE, new Calibration.None(), 1.0000001))).containsExactly(1);
        assertThat(scores(model(Link.SHARE, new Calibration.None(), -0.5))).containsExactly(0);
        assertThat(scores(model(Link.SHARE, new Calibration.None(), 0.75))).containsExactly(0.75);
    }

    @Test
    void plattBendsTheMargin() throws Exception {
        ModelArtifact model = model(Link.LOGISTIC, new Calibration.Platt(2, -1), 0.75);

        assertThat(scores(ModelArtifact.load(model.toBytes())))
                .containsExactly(new double[] {1 / (1 + Math.exp(-0.5))}, within(1e-15));
    }

    @Test
    void isotonicIsLinearBetweenPointsAndLevelBeyond() throws Exception {
        double[] margins = {-1, 0, 2};
        double[] probabilities = {0.125, 0.25, 0.75};

        for (double[] pair :
                new double[][] {
                    {-5, 0.125}, {-1, 0.125}, {-0.5, 0.1875}, {1, 0.5}, {2, 0.75}, {9, 0.75}
                }) {
            ModelArtifact model =
                    model(Link.LOGISTIC, new Calibration.Isotonic(margins, probabilities), pair[0]);
            assertThat(scores(ModelArtifact.load(model.toBytes()))).containsExactly(pair[1]);
        }
    }

    @Test
    void decidesForTheLikeliestClassThatReachesTheThreshold() throws Exception {
        Scorer scorer =
                Scorer.of(model(Link.NORMALISED, new Calibration.None(), 1, 1, 1), Models.TYPE);

        assertThat(scorer.decide(new double[] {0.3, 0.4, 0.3})).isEqualTo(1);
        assertThat(scorer.decide(new double[] {0.4, 0.4, 0.2})).isEqualTo(0);
        assertThat(scorer.decide(new double[] {0.2, 0.24, 0.1})).isEqualTo(-1);
        assertThatThrownBy(() -> scorer.score(ROW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model has 3 outputs; ask for all its scores");
        assertThatThrownBy(() -> scorer.scores(ROW, new double[2]))
                .hasMessage("room for 2 scores; the model has 3");
    }

    @Test
    void refusesOutputsThatFitNoTask() {
        Calibration none = new Calibration.None();

        assertThatThrownBy(() -> new Outputs(Link.LOGISTIC, List.of("a", "b"), none, 0.5))
                .hasMessage("a BINARY model has 2 outputs; 1 to 1 are allowed");
        assertThatThrownBy(() -> new Outputs(Link.SOFTMAX, List.of("a"), none, 0.5))
                .hasMessage("a MULTICLASS model has 1 outputs; 2 to 1024 are allowed");
        assertThatThrownBy(() -> new Outputs(Link.SOFTMAX, List.of("a", "a"), none, 0.5))
                .hasMessage("output \"a\" is there twice");
        assertThatThrownBy(() -> new Outputs(Link.SOFTMAX, List.of("a", "b"), none, 1.5))
                .hasMessage("threshold is 1.5; it must be from 0 to 1");
        assertThatThrownBy(() -> new Outputs(Link.IDENTITY, List.of("a"), none, Double.NaN))
                .hasMessage("threshold is NaN; it must be finite");
        assertThatThrownBy(
                        () ->
                                new Outputs(
                                        Link.IDENTITY,
                                        List.of("a"),
                                        new Calibration.Platt(1, 0),
                                        0))
                .hasMessage("only binary models are calibrated");
    }

    @Test
    void refusesCalibrationsThatFallOrAreNoNumbers() {
        assertThatThrownBy(() -> new Calibration.Platt(-1, 0)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new Calibration.Platt(Double.NaN, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Calibration.Platt(1, Double.NaN)).hasMessageContaining("NaN");
        for (double[][] bad :
                new double[][][] {
                    {{}, {}},
                    {{1}, {0.5, 0.6}},
                    {{1, 1}, {0.5, 0.6}},
                    {{1, 0}, {0.5, 0.6}},
                    {{0, 1}, {0.5, 0.4}},
                    {{0, 1}, {0.5, 1.1}},
                    {{0, 1}, {-0.1, 1}},
                    {{0, Double.NaN}, {0, 1}},
                    {{0, Double.POSITIVE_INFINITY}, {0, 1}},
                    {{0, 1}, {Double.NaN, 1}}
                }) {
            assertThatThrownBy(() -> new Calibration.Isotonic(bad[0], bad[1]))
                    .as(Arrays.deepToString(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void survivesSealedDamage() throws Exception {
        long seed = 20261122;
        SplittableRandom random = new SplittableRandom(seed);
        List<ModelArtifact> models =
                List.of(
                        model(Link.SOFTMAX, new Calibration.None(), 1, 2, 3),
                        model(
                                Link.LOGISTIC,
                                new Calibration.Isotonic(new double[] {0, 1}, new double[] {0, 1}),
                                1),
                        coveredTrees());
        for (ModelArtifact model : models) {
            byte[] bytes = model.toBytes();
            assertThat(bytes[5]).isEqualTo((byte) 2);
            for (int length = 0; length < bytes.length; length++) {
                assertRefused(Arrays.copyOf(bytes, length));
                if (length >= ArtifactFormat.HEADER_BYTES + Sha256.BYTES) {
                    assertRefused(Bytes.of(model).truncated(length).sealed());
                }
            }
        }
        int loaded = 0;
        for (int i = 0; i < 20_000; i++) {
            ModelArtifact model = models.get(i % 3);
            byte[] damage = new byte[1 + random.nextInt(4)];
            random.nextBytes(damage);
            int length = model.toBytes().length - Sha256.BYTES - damage.length;
            byte[] damaged = Bytes.of(model).put(random.nextInt(10, length), damage).sealed();
            try {
                ModelArtifact.load(damaged);
                loaded++;
            } catch (ArtifactRefusedException e) {
                assertThat(e).as("damage %d of seed %d", i, seed).hasMessageMatching("(?s).{10,}");
            }
        }
        assertThat(loaded).isLessThan(12_000);
    }

    private static ModelArtifact coveredTrees() throws Exception {
        TreeEnsemble.Builder trees = TreeEnsemble.builder(-1);
        trees.tree().cover(10).split(0, 100, true).cover(6).leaf(-0.5f).cover(4).leaf(2);
        return Models.compile(Models.PLAIN, trees.build());
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> ModelArtifact.load(bytes))
                .isInstanceOf(ArtifactRefusedException.class);
    }

    @Test
    void coversAreOfAllNodesOrNone() {
        assertThatThrownBy(() -> TreeEnsemble.builder(0).tree().cover(2).split(0, 1, true).leaf(1))
                .hasMessageContaining("either every node has a cover, or none");
        assertThatThrownBy(() -> TreeEnsemble.builder(0).tree().cover(0))
                .hasMessageContaining("has the cover 0.0; it must be finite, above 0");
    }

    @Test
    void scoringAllOutputsAllocatesNothing() throws Exception {
        Scorer classes =
                Scorer.of(model(Link.SOFTMAX, new Calibration.None(), 1, 2, 3), Models.TYPE);
        Scorer isotonic =
                Scorer.of(
                        model(
                                Link.LOGISTIC,
                                new Calibration.Isotonic(new double[] {0, 1}, new double[] {0, 1}),
                                1),
                        Models.TYPE);
        double[] into = new double[3];
        double[] one = new double[1];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int i = 0; i < 60_000; i++) {
            if (i == 50_000) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            classes.scores(ROW, into);
            isotonic.scores(ROW, one);
            classes.decide(into);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
    }
}
