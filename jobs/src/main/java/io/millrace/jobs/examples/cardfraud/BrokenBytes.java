package io.millrace.jobs.examples.cardfraud;

import io.millrace.schemas.serde.WireFormat;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Ways in which a good record's bytes go wrong, whatever it's about. */
final class BrokenBytes {
    private static final int UNKNOWN_SCHEMA = 999_999;

    private BrokenBytes() {}

    static byte[] random(SplittableRandom random) {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        bytes[0] = 7;
        return bytes;
    }

    static byte[] otherMagic(byte[] value) {
        byte[] other = value.clone();
        other[0] = 1;
        return other;
    }

    static byte[] unknownSchema(byte[] value) {
        byte[] payload = Arrays.copyOfRange(value, WireFormat.HEADER, value.length);
        return WireFormat.frame(UNKNOWN_SCHEMA, payload);
    }

    static byte[] cut(byte[] value) {
        return Arrays.copyOf(value, value.length / 2);
    }

    static byte[] trailing(byte[] value) {
        return Arrays.copyOf(value, value.length + 3);
    }
}
