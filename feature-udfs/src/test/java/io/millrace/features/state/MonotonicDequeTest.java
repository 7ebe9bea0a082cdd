package io.millrace.features.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

class MonotonicDequeTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void findsTheLargestOfEveryWindow(long seed) {
        Random random = new Random(seed);
        MonotonicDeque deque = new MonotonicDeque();
        List<long[]> added = new ArrayList<>();
        int disorder = random.nextInt(6);
        int values = 2 + random.nextInt(20);
        for (int i = 0; i < 500; i++) {
            long time = i / 2 - random.nextInt(disorder + 1);
            long value = seed % 3 == 0 ? -i : random.nextInt(values);
            deque.add(time, value);
            added.add(new long[] {time, value});
            if (random.nextInt(10) == 0) {
                deque = throughBytes(deque);
            }
            long dropped = i / 2 - 60;
            deque.dropBefore(dropped);
            for (long cut = dropped; cut < i / 2 + 2; cut++) {
                assertThat(largest(deque, cut))
                        .as("seed %d, step %d, from %d", seed, i, cut)
                        .isEqualTo(largest(added, cut));
            }
        }
        deque.dropBefore(1000);
        assertThat(deque.isEmpty()).isTrue();
    }

    private static MonotonicDeque throughBytes(MonotonicDeque deque) {
        ByteWriter out = new ByteWriter();
        deque.write(out);
        ByteReader in = new ByteReader();
        in.reset(out.array(), 0, out.length());
        MonotonicDeque read = new MonotonicDeque();
        read.read(in);
        assertThat(in.remaining()).isZero();
        return read;
    }

    private static OptionalLong largest(MonotonicDeque deque, long cut) {
        int index = deque.firstFrom(cut);
        return index < 0 ? OptionalLong.empty() : OptionalLong.of(deque.value(index));
    }

    private static OptionalLong largest(List<long[]> added, long cut) {
        return added.stream().filter(e -> e[0] >= cut).mapToLong(e -> e[1]).max();
    }

    @Test
    void keepsOnlyWhatCanStillBeAnAnswer() {
        MonotonicDeque deque = new MonotonicDeque();
        for (int i = 0; i < 1000; i++) {
            deque.add(i, 5);
        }
        ByteWriter out = new ByteWriter();
        deque.write(out);

        assertThat(out.length()).isEqualTo(1 + 2 + 8);
    }
}
