package io.millrace.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

class CompactTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                63,
                64,
                -64,
                -65,
                127,
                128,
                1L << 40,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void numbersComeBack(long value) throws IOException {
        Compact.writeSigned(value, out);
        Compact.writeUnsigned(value, out);

        DataInputStream in = in();
        assertThat(Compact.readSigned(in)).isEqualTo(value);
        assertThat(Compact.readUnsigned(in)).isEqualTo(value);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void smallNumbersTakeOneByte() throws IOException {
        Compact.writeUnsigned(127, out);
        Compact.writeSigned(-64, out);

        assertThat(bytes.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsComeBack(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        long[] counts = new long[random.nextInt(400)];
        Arrays.setAll(counts, i -> random.nextInt(4) > 0 ? 0 : random.nextInt(-3, 500));

        Compact.writeCounts(counts, out);
        long[] back = new long[counts.length];
        Compact.readCounts(back, in());

        assertThat(back).as("seed %d", seed).isEqualTo(counts);
    }

    @Test
    void aThousandZerosTakeTwoBytes() throws IOException {
        Compact.writeCounts(new long[1000], out);

        assertThat(bytes.size()).isEqualTo(2);
    }

    @Test
    void refusesMoreCountsThanThereAre() throws IOException {
        Compact.writeCounts(new long[1000], out);

        assertThatThrownBy(() -> Compact.readCounts(new long[10], in()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 10 counts");
    }

    @Test
    void refusesHugeSizesInsteadOfAllocatingThem() throws IOException {
        Compact.writeUnsigned(Integer.MAX_VALUE, out);

        assertThatThrownBy(() -> Compact.readText(in())).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAnotherVersion() throws IOException {
        out.writeByte(7);

        assertThatThrownBy(() -> Compact.requireVersion("a thing", (byte) 1, in()))
                .hasMessage("a thing of format 7; this release reads 1");
    }

    private DataInputStream in() {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }
}
