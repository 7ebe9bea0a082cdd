package io.millrace.drift.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.DataRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class ExampleOffsetsTest {
    private static final long DAY = 86_400_000;

    private record Example(int partition, long offset, long eventTime) {}

    /**
     * Offsets with gaps, event times that rise but for a disorder, examples that come out of the
     * order of their offsets; and a restore every now and then.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void noRangeMissesAnExample(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> examples = examples(random);
        ExampleOffsets offsets = new ExampleOffsets();
        List<Example> taken = new ArrayList<>();
        for (Example example : examples) {
            offsets.add(example.partition, example.offset, example.eventTime);
            taken.add(example);
            if (random.nextInt(500) == 0) {
                offsets = restored(offsets);
                holdsAllSince(times(taken, random), taken, offsets, seed);
            }
        }
        for (int i = 0; i < 50; i++) {
            holdsAllSince(times(taken, random), taken, offsets, seed);
        }
        holdsAllSince(Long.MIN_VALUE, taken, offsets, seed);
    }

    private static List<Example> examples(SplittableRandom random) {
        int partitions = 1 + random.nextInt(40);
        int size = 2_000 + random.nextInt(20_000);
        long disorder = 1 + random.nextLong(DAY);
        int swapped = 1 + random.nextInt(2_000);
        long[] next = new long[partitions];
        for (int i = 0; i < partitions; i++) {
            next[i] = random.nextLong(1_000);
        }
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int partition = (int) Math.sqrt(random.nextInt(partitions * partitions));
            next[partition] += random.nextInt(10) == 0 ? 1 + random.nextInt(50) : 1;
            long eventTime = i * 10_000L + random.nextLong(disorder);
            examples.add(new Example(partition, next[partition], eventTime));
        }
        for (int i = 0; i < size; i++) {
            int other = Math.min(size - 1, i + random.nextInt(swapped));
            Example one = examples.get(i);
            examples.set(i, examples.get(other));
            examples.set(other, one);
        }
        return examples;
    }

    /** That of an example, or near it. */
    private static long times(List<Example> taken, SplittableRandom random) {
        return taken.get(random.nextInt(taken.size())).eventTime() + random.nextInt(3) - 1;
    }

    private static void holdsAllSince(
            long from, List<Example> taken, ExampleOffsets offsets, long seed) {
        List<DataRange> ranges = offsets.since("examples", from);
        assertThat(ranges).extracting(DataRange::getPartition).isSorted().doesNotHaveDuplicates();
        for (Example example : taken) {
            if (example.eventTime >= from) {
                assertThat(ranges)
                        .as("seed %d, from %d: %s", seed, from, example)
                        .anyMatch(range -> holds(range, example));
            }
        }
    }

    private static boolean holds(DataRange range, Example example) {
        return range.getPartition() == example.partition
                && range.getFromOffset() <= example.offset
                && range.getToOffset() > example.offset;
    }

    private static ExampleOffsets restored(ExampleOffsets offsets) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        offsets.write(new DataOutputStream(bytes));
        return ExampleOffsets.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    /** A range may begin too early, by some 1/256 of a partition that's in order. */
    @Test
    void aRangeBeginsNearItsFirstExample() throws IOException {
        ExampleOffsets offsets = new ExampleOffsets();
        int size = 1_000_000;
        for (int i = 0; i < size; i++) {
            offsets.add(0, i, i);
        }

        for (int from = 0; from < size; from += 9_973) {
            DataRange range = restored(offsets).since("examples", from).get(0);
            assertThat(range.getFromOffset()).isBetween(from - size / 200L, (long) from);
            assertThat(range.getToOffset()).isEqualTo(size);
        }
    }

    @Test
    void aRangeHoldsNothingOfAPartitionWithoutExamples() {
        assertThat(new ExampleOffsets().since("examples", 0)).isEmpty();
    }
}
