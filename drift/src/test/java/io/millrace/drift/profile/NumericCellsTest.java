package io.millrace.drift.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

class NumericCellsTest {
    private final NumericCells cells =
            new NumericCells(new double[] {0, 1, 2}, new boolean[] {true, false, true});

    @Test
    void cellsEndAtTheirEdge() {
        assertThat(cells.size()).isEqualTo(6);
        assertThat(cells.cell(Double.NEGATIVE_INFINITY)).isEqualTo(0);
        assertThat(cells.cell(-1e-300)).isEqualTo(0);
        assertThat(cells.cell(0)).isEqualTo(1);
        assertThat(cells.cell(-0.0)).isEqualTo(1);
        assertThat(cells.cell(Double.MIN_VALUE)).isEqualTo(2);
        assertThat(cells.cell(1)).isEqualTo(2);
        assertThat(cells.cell(Math.nextUp(1.0))).isEqualTo(3);
        assertThat(cells.cell(Math.nextDown(2.0))).isEqualTo(3);
        assertThat(cells.cell(2)).isEqualTo(4);
        assertThat(cells.cell(Math.nextUp(2.0))).isEqualTo(5);
        assertThat(cells.cell(Double.POSITIVE_INFINITY)).isEqualTo(5);
    }

    /** Looked for one edge after the other. */
    @Test
    void everyValueIsInItsCell() {
        long seed = 4;
        SplittableRandom random = new SplittableRandom(seed);
        for (int size = 0; size < 40; size++) {
            double[] edges =
                    random.doubles(size, -3, 3)
                            .map(x -> Math.rint(x) + 0.0)
                            .distinct()
                            .sorted()
                            .toArray();
            boolean[] own = new boolean[edges.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = random.nextBoolean();
            }
            NumericCells some = new NumericCells(edges, own);
            for (int i = 0; i < 200; i++) {
                double value =
                        random.nextBoolean() ? random.nextInt(-4, 5) : random.nextDouble(-4, 4);
                int cell = 0;
                for (int edge = 0; edge < edges.length && edges[edge] < value; edge++) {
                    cell += own[edge] ? 2 : 1;
                }
                for (int edge = 0; edge < edges.length; edge++) {
                    cell += edges[edge] == value && own[edge] ? 1 : 0;
                }
                assertThat(some.cell(value)).as("seed %d, %s", seed, value).isEqualTo(cell);
            }
        }
    }

    @Test
    void namesSayWhichValuesACellHolds() {
        assertThat(IntStream.range(0, 6).mapToObj(cells::name))
                .containsExactly(
                        "(-∞, 0.0)", "[0.0]", "(0.0, 1.0]", "(1.0, 2.0)", "[2.0]", "(2.0, ∞)");
        assertThat(new NumericCells(new double[0], new boolean[0]).name(0)).isEqualTo("(-∞, ∞)");
    }

    @Test
    void fineCellsGroupToCoarseOnes() {
        NumericCells coarse = new NumericCells(new double[] {0, 2}, new boolean[] {true, false});

        // below 0 | 0 | (0, 2] from three | above
        assertThat(cells.groups(coarse)).containsExactly(0, 1, 2, 2, 2, 3);
        assertThat(cells.groups(cells)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void refusesEdgesThatDoNotRise() {
        assertThatThrownBy(() -> new NumericCells(new double[] {1, 1}, new boolean[2]))
                .hasMessageContaining("edge 1 is 1.0");
    }
}
