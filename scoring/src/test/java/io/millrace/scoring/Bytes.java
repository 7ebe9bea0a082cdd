package io.millrace.scoring;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Edits an artefact's bytes as somebody would who knows the format. */
final class Bytes {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static Bytes of(ModelArtifact artifact) {
        return new Bytes(artifact.toBytes());
    }

    /** Replaces the only place that holds these bytes, which may change its length. */
    Bytes replace(byte[] found, byte[] replacement) {
        int at = -1;
        for (int i = 0; i + found.length <= bytes.length; i++) {
            if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + found.length), found)) {
                if (at >= 0) {
                    throw new IllegalArgumentException("found twice, at " + at + " and " + i);
                }
                at = i;
            }
        }
        if (at < 0) {
            throw new IllegalArgumentException("not found");
        }
        byte[] edited = new byte[bytes.length - found.length + replacement.length];
        System.arraycopy(bytes, 0, edited, 0, at);
        System.arraycopy(replacement, 0, edited, at, replacement.length);
        int rest = at + found.length;
        System.arraycopy(bytes, rest, edited, at + replacement.length, bytes.length - rest);
        return new Bytes(edited);
    }

    Bytes put(int at, byte[] replacement) {
        byte[] edited = bytes.clone();
        System.arraycopy(replacement, 0, edited, at, replacement.length);
        return new Bytes(edited);
    }

    /** Shorter, or longer with zeros. */
    Bytes truncated(int length) {
        return new Bytes(Arrays.copyOf(bytes, length));
    }

    byte[] raw() {
        return bytes;
    }

    /** With a length and a checksum that fit. */
    byte[] sealed() {
        byte[] sealed = bytes.clone();
        ByteBuffer.wrap(sealed).putInt(ArtifactFormat.HEADER_BYTES - 4, sealed.length);
        int end = sealed.length - Sha256.BYTES;
        System.arraycopy(Sha256.of(sealed, end), 0, sealed, end, Sha256.BYTES);
        return sealed;
    }

    static byte[] of(double value) {
        return ByteBuffer.allocate(8).putDouble(value).array();
    }

    static byte[] ofInts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }

    static byte[] ofText(String text) {
        byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + utf8.length).putShort((short) utf8.length).put(utf8).array();
    }
}
