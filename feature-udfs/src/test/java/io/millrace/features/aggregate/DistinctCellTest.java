package io.millrace.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;

/** Beyond the bound: an estimate that's a function of the window's values, and a bounded state. */
class DistinctCellTest {
    private static final int BOUND = 32;
    private static final Statistic COUNT = Statistic.of("count_distinct").orElseThrow();
    private static final Statistic TOP = Statistic.of("top").orElseThrow();
    private static final Statistic ENTROPY = Statistic.of("entropy").orElseThrow();

    private final Deque<Long> window = new ArrayDeque<>();
    private final Row row = new Row(1);
    private final Result result = new Result();

    private static Values values(long word) {
        Values values = new Values(1, 0);
        values.present[0] = true;
        values.words[0] = word;
        return values;
    }

    private DistinctCell cell() {
        return new DistinctCell(
                0,
                ValueType.INTEGER,
                BOUND,
                true,
                visitor -> {
                    for (long word : window) {
                        if (!visitor.visit(values(word))) {
                            return;
                        }
                    }
                });
    }

    private long count(DistinctCell cell) {
        cell.answer(COUNT, 0, 0, result.to(row, 0));
        return row.getLong(0);
    }

    private static DistinctCell packed(DistinctCell cell, DistinctCell into) {
        ByteWriter out = new ByteWriter();
        cell.write(out);
        ByteReader in = new ByteReader();
        in.reset(out.array(), 0, out.length());
        into.read(in);
        assertThat(in.remaining()).isZero();
        assertThat(out.length()).isLessThan(BOUND * 6 * 9);
        return into;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isAFunctionOfTheWindowWhateverHasPassedThroughIt(long seed) {
        Random random = new Random(seed);
        DistinctCell cell = cell();
        double error = 0;
        int estimates = 0;
        for (int i = 0; i < 6_000; i++) {
            boolean grows = i / 1_500 % 2 == 0;
            if (window.isEmpty() || random.nextInt(4) < (grows ? 3 : 1)) {
                long word = random.nextInt(grows ? 2_000 : 40);
                window.addLast(word);
                cell.add(values(word));
            } else {
                cell.evict(values(window.removeFirst()));
            }
            cell = packed(cell, cell());
            if (i % 20 != 0) {
                continue;
            }
            DistinctCell fresh = cell();
            window.forEach(word -> fresh.add(values(word)));
            int distinct = new HashSet<>(window).size();
            long counted = count(cell);
            assertThat(counted).as("seed %d, event %d", seed, i).isEqualTo(count(fresh));
            if (distinct <= BOUND) {
                assertThat(counted).as("seed %d, event %d", seed, i).isEqualTo(distinct);
            } else {
                error += Math.abs((double) counted / distinct - 1);
                estimates++;
            }
        }
        assertThat(estimates).isGreaterThan(50);
        assertThat(error / estimates).as("seed %d", seed).isLessThan(1.5 / Math.sqrt(BOUND));
    }

    @Test
    void saysNothingOfFrequenciesBeyondTheBoundAndSaysThemAgainBelowIt() {
        DistinctCell cell = cell();
        for (long word = 0; word < 500; word++) {
            window.addLast(word / 2);
            cell.add(values(word / 2));
        }
        cell.answer(TOP, 0, 0, result.to(row, 0));
        assertThat(row.isNull(0)).isTrue();
        cell.answer(ENTROPY, 0, 0, result.to(row, 0));
        assertThat(row.isNull(0)).isTrue();

        while (window.size() > 2 * BOUND - 1) {
            cell.evict(values(window.removeFirst()));
        }
        cell.answer(TOP, 0, 0, result.to(row, 0));
        assertThat(row.getLong(0)).isEqualTo(250 - BOUND + 1);
    }

    @Test
    void ordersTextByCodePoint() {
        assertThat(Hashes.compareByCodePoint("a\uFFFD", "a\uD83D\uDE00")).isNegative();
        assertThat(Hashes.compareByCodePoint("a\uD83D\uDE00", "a\uFFFD")).isPositive();
        assertThat(Hashes.compareByCodePoint("ab", "a")).isPositive();
        assertThat(Hashes.compareByCodePoint("b", "ab")).isPositive();
        assertThat(Hashes.compareByCodePoint("a", "a")).isZero();
    }
}
