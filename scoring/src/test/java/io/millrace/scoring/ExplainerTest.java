package io.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class ExplainerTest {
    private static final int INPUTS = 6;
    private static final RowType TYPE =
            new RowType(
                    IntStream.range(0, INPUTS)
                            .mapToObj(i -> new Field("x" + i, ValueType.DOUBLE, true))
                            .toList());

    private static Row row(SplittableRandom random) {
        Row row = new Row(INPUTS);
        for (int input = 0; input < INPUTS; input++) {
            if (random.nextInt(5) > 0) {
                row.setDouble(input, random.nextInt(8) - 4);
            }
        }
        return row;
    }

    /** Repeats columns on a path, and is as lopsided as chance has it. */
    private static float grow(
            TreeEnsemble.Builder trees, SplittableRandom random, int depth, float cover) {
        trees.cover(cover);
        if (depth == 0 || random.nextInt(6) == 0) {
            trees.leaf((float) random.nextGaussian());
        } else {
            trees.split(random.nextInt(INPUTS), random.nextInt(7) - 3, random.nextBoolean());
            float left = cover * (0.05f + 0.9f * random.nextFloat());
            grow(trees, random, depth - 1, left);
            grow(trees, random, depth - 1, cover - left);
        }
        return cover;
    }

    private static TreeEnsemble ensemble(SplittableRandom random, int trees, int depth) {
        TreeEnsemble.Builder builder = TreeEnsemble.builder(random.nextGaussian());
        for (int tree = 0; tree < trees; tree++) {
            grow(builder.tree(), random, depth, 1_000);
        }
        return builder.build();
    }

    private static ModelArtifact artifact(Predictor predictor) throws Exception {
        return ModelArtifact.compile(
                TYPE,
                IntStream.range(0, INPUTS).<Transform>mapToObj(i -> new Transform.Plain()).toList(),
                predictor,
                "f",
                0.5,
                List.of(new Row(INPUTS)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void treesGiveEachInputItsMeanOverAllSubsets(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        TreeEnsemble trees = ensemble(random, 3, 1 + (int) (seed % 7));
        Explainer explainer = Explainer.of(artifact(trees), TYPE);
        for (int i = 0; i < 30; i++) {
            Row row = row(random);
            double[] x = new double[INPUTS];
            for (int input = 0; input < INPUTS; input++) {
                x[input] = row.isNull(input) ? Double.NaN : row.getDouble(input);
            }

            Explanation explanation = explainer.explain(row);

            assertThat(explanation.base())
                    .as("seed %d", seed)
                    .isCloseTo(conditional(trees, x, 0), within(1e-9));
            for (int input = 0; input < INPUTS; input++) {
                assertThat(explanation.contributions().get(input).value())
                        .as("input %d of row %d of seed %d", input, i, seed)
                        .isCloseTo(shapley(trees, x, input), within(1e-9));
            }
        }
    }

    /** The definition: a mean over all orders in which inputs become known. */
    private static double shapley(TreeEnsemble trees, double[] x, int input) {
        double sum = 0;
        for (int known = 0; known < 1 << INPUTS; known++) {
            if ((known >> input & 1) == 0) {
                int size = Integer.bitCount(known);
                double weight = factorial(size) * factorial(INPUTS - size - 1) / factorial(INPUTS);
                sum +=
                        weight
                                * (conditional(trees, x, known | 1 << input)
                                        - conditional(trees, x, known));
            }
        }
        return sum;
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    /** What the trees say if only some inputs are known. */
    private static double conditional(TreeEnsemble trees, double[] x, int known) {
        double sum = trees.base();
        for (int tree = 0; tree < trees.trees(); tree++) {
            sum += conditional(trees, x, known, trees.firstNode(tree));
        }
        return sum;
    }

    private static double conditional(TreeEnsemble trees, double[] x, int known, int node) {
        int split = trees.split(node);
        if (split < 0) {
            return trees.value(node);
        }
        int right = trees.right(node);
        int column = split / 2;
        if ((known >> column & 1) == 0) {
            double left = trees.cover(node + 1);
            double all = left + trees.cover(right);
            return left / all * conditional(trees, x, known, node + 1)
                    + (1 - left / all) * conditional(trees, x, known, right);
        }
        boolean left = Double.isNaN(x[column]) ? split % 2 == 1 : x[column] < trees.value(node);
        return conditional(trees, x, known, left ? node + 1 : right);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 12, 20})
    void contributionsSumToTheMarginMinusTheBase(int depth) throws Exception {
        SplittableRandom random = new SplittableRandom(depth);
        TreeEnsemble trees = ensemble(random, depth > 12 ? 2 : 30, depth);
        ModelArtifact artifact = artifact(trees);
        Explainer explainer = Explainer.of(artifact, TYPE);
        double[] margin = new double[1];
        for (int i = 0; i < 20; i++) {
            Row row = row(random);
            Explanation explanation = explainer.explain(row);
            Scorer.of(artifact, TYPE).margins(row, margin);

            assertThat(explanation.margin()).isEqualTo(margin[0]);
            assertThat(sum(explanation))
                    .as("row %d of depth %d", i, depth)
                    .isCloseTo(margin[0] - explanation.base(), within(1e-8));
        }
    }

    private static double sum(Explanation explanation) {
        return explanation.contributions().stream()
                .mapToDouble(Explanation.Contribution::value)
                .sum();
    }

    @Test
    void linearModelsWeighTheDistanceFromTheCentre() throws Exception {
        Explainer explainer = Explainer.of(Models.linear(), Models.TYPE);

        Explanation explanation = explainer.explain(Models.row(150, 6, true, "FR"));

        assertThat(explanation.base()).isEqualTo(-1.125 + 0.75);
        assertThat(explanation.contributions())
                .containsExactly(
                        new Explanation.Contribution("amount", 0.5),
                        new Explanation.Contribution("count", 0.25),
                        new Explanation.Contribution("foreign", 1),
                        new Explanation.Contribution("country", -0.25 - 0.75));
        assertThat(sum(explanation)).isEqualTo(explanation.margin() - explanation.base());
        assertThat(explanation.top(2))
                .containsExactly(
                        new Explanation.Contribution("foreign", 1),
                        new Explanation.Contribution("country", -1));
        assertThat(explainer.explain(new Row(4)).contributions().get(0).value())
                .as("a missing amount has a weight of its own")
                .isEqualTo(2);
    }

    @Test
    void textIsOneReasonWhateverItsColumns() throws Exception {
        TreeEnsemble.Builder trees = TreeEnsemble.builder(0);
        trees.tree().cover(8).split(3, 0.5f, false);
        trees.cover(6).split(4, 0.5f, false).cover(4).leaf(1).cover(2).leaf(2);
        trees.cover(2).leaf(7);
        ModelArtifact model = Models.compile(Models.PLAIN, trees.build());

        Explanation explanation =
                Explainer.of(model, Models.TYPE).explain(Models.row(1, 1, true, "FR"));

        assertThat(explanation.base()).isCloseTo((4 * 1 + 2 * 2 + 2 * 7) / 8.0, within(1e-12));
        assertThat(explanation.contributions().get(3).value())
                .isCloseTo(2 - 22 / 8.0, within(1e-12));
    }

    @Test
    void saysWhyAnOldModelCantBeExplained() {
        assertThatThrownBy(() -> Explainer.of(Models.trees(), Models.TYPE))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("don't say how many training rows reached each node");
    }

    @Test
    void treesOfLeavesAloneSayTheBase() throws Exception {
        TreeEnsemble.Builder trees = TreeEnsemble.builder(0.5);
        trees.tree().cover(3).leaf(2);

        Explanation explanation = Explainer.of(artifact(trees.build()), TYPE).explain(new Row(6));

        assertThat(explanation.base()).isEqualTo(2.5);
        assertThat(sum(explanation)).isZero();
    }
}
