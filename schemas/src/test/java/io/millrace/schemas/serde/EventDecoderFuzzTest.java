package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.millrace.schemas.serde.Decoding.Code;
import io.millrace.schemas.serde.Decoding.Failed;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/** Bytes that were good once, and then weren't: nothing is thrown, and little is allocated. */
class EventDecoderFuzzTest {
    /** Far more than a failure's message, far less than what a lying length asks for. */
    private static final long ALLOWANCE = 16 << 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neitherThrowsNorAllocatesForBadBytes(long seed) throws IOException {
        Random random = new Random(seed);
        RandomAvro avro = new RandomAvro(random);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            RandomAvro.Pair pair = avro.pair();
            InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
            int id = registry.register("events-value", pair.writer().toString());
            EventLayout layout =
                    EventLayout.of(pair.reader(), RowTypes.of(pair.reader()), "id", "at");
            EventDecoder decoder = new EventDecoder(registry, layout);
            byte[] good = WireFormat.frame(id, avro.bytes(avro.record(pair.writer())));
            decoder.decode(good);

            for (int j = 0; j < 500; j++) {
                byte[] bad = mutate(good, random);
                int schema = i;
                Supplier<String> what =
                        () -> "seed " + seed + ", schema " + schema + ": " + Arrays.toString(bad);

                Decoding decoding = decoder.decode(bad);

                if (allocatedBy(decoder, bad) > ALLOWANCE + 20L * bad.length) {
                    // The first message of its kind also loads classes; the second doesn't.
                    assertThat(allocatedBy(decoder, bad))
                            .as(what)
                            .isLessThan(ALLOWANCE + 20L * bad.length);
                }
                if (decoding instanceof Failed failed) {
                    refused++;
                    assertThat(failed.code()).as(what).isNotEqualTo(Code.INTERNAL_ERROR);
                }
            }
        }
        assertThat(refused).as("mutations that matter").isGreaterThan(10_000);
    }

    private static long allocatedBy(EventDecoder decoder, byte[] value) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        decoder.decode(value);
        decoder.eventTime(value);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bad = good.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = Math.min(bad.length, 5) + random.nextInt(Math.max(1, bad.length - 5));
            switch (random.nextInt(7)) {
                case 0 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length + 1));
                case 1 -> bad = Arrays.copyOf(bad, bad.length + 1 + random.nextInt(20));
                case 2 -> bad = insert(bad, at, hugeNumber(random));
                case 3 -> set(bad, at, (byte) random.nextInt());
                case 4 -> set(bad, at, (byte) 0xff);
                case 5 -> set(bad, random.nextInt(5), (byte) random.nextInt(3));
                default -> {
                    if (at < bad.length) {
                        bad[at] ^= (byte) (1 << random.nextInt(8));
                    }
                }
            }
        }
        return bad;
    }

    private static void set(byte[] bytes, int at, byte value) {
        if (at < bytes.length) {
            bytes[at] = value;
        }
    }

    private static byte[] insert(byte[] bytes, int at, byte[] more) {
        int split = Math.min(at, bytes.length);
        byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, all, split, more.length);
        System.arraycopy(bytes, split, all, split + more.length, bytes.length - split);
        return all;
    }

    /** A varint near one of the limits, of either sign, or one that never ends. */
    private static byte[] hugeNumber(Random random) {
        int length = 4 + random.nextInt(8);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length - 1; i++) {
            bytes[i] = (byte) (0x80 | random.nextInt(128));
        }
        bytes[length - 1] = (byte) random.nextInt(16);
        return bytes;
    }
}
