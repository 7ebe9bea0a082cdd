package io.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class TreeWalkTest {
    private static final int COLUMNS = 5;

    private static void grow(TreeEnsemble.Builder trees, SplittableRandom random, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            trees.leaf((float) random.nextGaussian());
        } else {
            trees.split(random.nextInt(COLUMNS), random.nextInt(7) - 3, random.nextBoolean());
            grow(trees, random, depth - 1);
            grow(trees, random, depth - 1);
        }
    }

    /** Every number of trees left over from fours, lone leaves, infinities and gaps. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 21})
    void sumsTheLeavesThatARowFallsIntoTreeByTree(int count) {
        SplittableRandom random = new SplittableRandom(count);
        double[] values = {Double.NaN, 1 / 0.0, -1 / 0.0, 1e300, 0, -0.0, 1, -2, 0.5, 3};
        for (int round = 0; round < 50; round++) {
            TreeEnsemble.Builder builder = TreeEnsemble.builder(random.nextGaussian());
            for (int tree = 0; tree < count; tree++) {
                grow(builder.tree(), random, random.nextInt(8));
            }
            TreeEnsemble trees = builder.build();
            for (int i = 0; i < 50; i++) {
                double[] row = new double[COLUMNS];
                for (int column = 0; column < COLUMNS; column++) {
                    row[column] = values[random.nextInt(values.length)];
                }

                assertThat(trees.margin(row))
                        .as("row %d of round %d of %d trees", i, round, count)
                        .isEqualTo(oneByOne(trees, row));
            }
        }
    }

    private static double oneByOne(TreeEnsemble trees, double[] row) {
        double sum = trees.base();
        for (int tree = 0; tree < trees.trees(); tree++) {
            int node = trees.firstNode(tree);
            while (trees.split(node) != TreeEnsemble.LEAF) {
                float x = (float) row[trees.split(node) / 2];
                boolean left = Float.isNaN(x) ? trees.split(node) % 2 == 1 : x < trees.value(node);
                node = left ? node + 1 : trees.right(node);
            }
            sum += trees.value(node);
        }
        return sum;
    }
}
