package io.millrace.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.function.TestAggregates;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Long windows with many values; what short ones mean is in WideEngineTest. */
class AccumulatorTreeTest {

    private record Valued(double value, long time) {}

    /** A sliding window over a tree, with its values. */
    private static final class Sliding {
        final Deque<Valued> window = new ArrayDeque<>();
        final AccumulatorTree<long[]> tree;
        final long length;
        long looks;

        Sliding(TestAggregates.Base function, long length) {
            this.tree = new AccumulatorTree<>(new Accumulators<>(function), false);
            this.length = length;
        }

        void add(Valued valued) {
            window.add(valued);
            tree.add(valued.value, valued.time);
            while (window.getFirst().time <= valued.time - length) {
                window.removeFirst();
                tree.evict();
            }
            tree.repair(
                    visit -> {
                        for (Valued one : window) {
                            looks++;
                            if (!visit.visit(one.value, one.time)) {
                                return;
                            }
                        }
                    });
        }

        byte[] packed() {
            ByteWriter out = new ByteWriter();
            tree.write(out);
            byte[] bytes = out.toArray();
            ByteReader in = new ByteReader();
            in.reset(bytes, 0, bytes.length);
            tree.read(in);
            return bytes;
        }
    }

    private static long gap(Random random, int scale) {
        return random.nextInt(50) == 0 ? 20L * scale : random.nextInt(scale);
    }

    private static long hash(Deque<Valued> window) {
        long hash = 0;
        for (Valued valued : window) {
            hash = hash * 31 + Double.doubleToRawLongBits(valued.value) + 7 * valued.time;
        }
        return hash;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40, 1_000, 60_000})
    void answersWhatIsInTheWindowInItsOrder(int scale) {
        Random random = new Random(scale);
        Sliding sliding = new Sliding(new TestAggregates.OrderHash(), 700L * scale);
        long time = -300L * scale;
        for (int i = 0; i < 3_000; i++) {
            time += gap(random, scale);
            sliding.add(new Valued(random.nextDouble(), time));
            if (i % 7 == 0) {
                sliding.packed();
            }

            assertThat(sliding.tree.fold()[0])
                    .as("scale %d, value %d", scale, i)
                    .isEqualTo(hash(sliding.window));
        }
    }

    /** Merging doubles isn't associative: it has to be done in the same order always. */
    @Test
    void givesTheSameBitsWheneverItHasBegun() {
        int different = 0;
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Sliding all = new Sliding(new TestAggregates.NaiveSum(), 50_000);
            Sliding late = new Sliding(new TestAggregates.NaiveSum(), 50_000);
            long time = 1_700_000_000_000L + seed * 977;
            double running = 0;
            for (int i = 0; i < 4_000; i++) {
                time += random.nextInt(200);
                Valued valued = new Valued(random.nextDouble(), time);
                all.add(valued);
                if (i >= 1_000) {
                    late.add(valued);
                }
                if (i >= 2_500) {
                    assertThat(late.tree.fold()[0])
                            .as("seed %d", seed)
                            .isEqualTo(all.tree.fold()[0]);
                }
            }
            for (Valued valued : all.window) {
                running += 1 / (3 + valued.value);
            }
            different += Double.doubleToLongBits(running) == all.tree.fold()[0] ? 0 : 1;
        }
        // Otherwise it would show nothing.
        assertThat(different).isPositive();
    }

    @Test
    void keepsFewAccumulatorsAndLooksAtFewValuesAgain() {
        Random random = new Random(1);
        Sliding sliding = new Sliding(new TestAggregates.OrderHash(), 3_600_000);
        long time = 1_700_000_000_000L;
        int largest = 0;
        for (int i = 0; i < 100_000; i++) {
            time += random.nextInt(200);
            sliding.add(new Valued(random.nextDouble(), time));
            if (i % 100 == 0) {
                largest = Math.max(largest, sliding.packed().length);
            }
        }

        assertThat(sliding.window.size()).isGreaterThan(30_000);
        assertThat(largest).isLessThan(120 * 24);
        assertThat(sliding.looks).isLessThan(100_000 * 5);
    }
}
