package io.millrace.jobs.kafka;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes and text of any length: 4 bytes of length, then the bytes; a length of -1 is null. ({@code
 * writeUTF} ends at 64 KB, and a producer can send longer names.)
 */
public final class ByteFields {
    private static final int NULL = -1;

    private ByteFields() {}

    public static void write(byte @Nullable [] bytes, DataOutput target) throws IOException {
        target.writeInt(bytes == null ? NULL : bytes.length);
        if (bytes != null) {
            target.write(bytes);
        }
    }

    /**
     * @throws IOException if the bytes end too early or the length is negative
     */
    public static byte @Nullable [] read(DataInput source) throws IOException {
        int length = source.readInt();
        if (length == NULL) {
            return null;
        }
        if (length < 0) {
            throw new IOException("a field of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }

    public static void writeText(String text, DataOutput target) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8), target);
    }

    /**
     * @throws IOException if the bytes end too early
     */
    public static String readText(DataInput source) throws IOException {
        return new String(readPresent(source), StandardCharsets.UTF_8);
    }

    /**
     * Bytes that can't be null.
     *
     * @throws IOException if the bytes end too early
     */
    public static byte[] readPresent(DataInput source) throws IOException {
        byte[] bytes = read(source);
        if (bytes == null) {
            throw new IOException("a field of -1 bytes, null, where there must be a value");
        }
        return bytes;
    }
}
