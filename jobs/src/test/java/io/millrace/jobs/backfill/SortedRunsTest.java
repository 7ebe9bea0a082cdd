package io.millrace.jobs.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class SortedRunsTest {
    @TempDir Path folder;

    private record Keyed(long key, String text) {}

    /** Few keys, also negative ones, so that many are equal. */
    private static List<Keyed> random(int count, long seed) {
        Random random = new Random(seed);
        List<Keyed> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new Keyed(random.nextInt(200) - 100L, "r" + i));
        }
        return records;
    }

    private List<Path> sort(List<Keyed> records, int runBytes) throws IOException {
        try (SortedRuns runs = new SortedRuns(folder, "run", runBytes)) {
            for (Keyed record : records) {
                byte[] bytes = (record.text() + "behind").getBytes(StandardCharsets.UTF_8);
                runs.add(record.key(), bytes, record.text().length());
            }
            return runs.finish();
        }
    }

    private static List<Keyed> read(RunMerge merge, int most) throws IOException {
        List<Keyed> records = new ArrayList<>();
        while (merge.hasNext() && records.size() < most) {
            long key = merge.key();
            records.add(new Keyed(key, new String(merge.take(), StandardCharsets.UTF_8)));
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1_000, 1 << 20})
    void sortsByKeyAndKeepsTheOrderOfEqualOnes(int runBytes) throws IOException {
        List<Keyed> records = random(1_000, runBytes);

        List<Path> runs = sort(records, runBytes);

        records.sort(Comparator.comparingLong(Keyed::key));
        try (RunMerge merge = new RunMerge(runs)) {
            assertThat(read(merge, Integer.MAX_VALUE)).isEqualTo(records);
        }
    }

    @Test
    void goesOnFromAnyPosition() throws IOException {
        List<Keyed> records = random(300, 7);
        List<Path> runs = sort(records, 100);
        records.sort(Comparator.comparingLong(Keyed::key));

        assertThat(runs).hasSizeGreaterThan(3);
        for (int first = 0; first <= records.size(); first++) {
            long[] positions;
            try (RunMerge merge = new RunMerge(runs)) {
                assertThat(read(merge, first)).hasSize(first);
                positions = merge.positions();
            }
            try (RunMerge merge = new RunMerge(runs, positions)) {
                assertThat(read(merge, Integer.MAX_VALUE))
                        .as("after %d", first)
                        .isEqualTo(records.subList(first, records.size()));
            }
        }
    }

    @Test
    void hasNoRunWithoutRecords() throws IOException {
        assertThat(sort(List.of(), 100)).isEmpty();
        try (RunMerge merge = new RunMerge(List.of())) {
            assertThat(merge.hasNext()).isFalse();
        }
    }
}
