package io.millrace.schemas.serde;

import org.jspecify.annotations.Nullable;

/**
 * Confluent's frame around a value: a zero byte, the schema's id in 4 bytes (big-endian), then the
 * Avro binary form.
 */
public final class WireFormat {
    /** Length of what stands before the payload, in bytes. */
    public static final int HEADER = 5;

    private static final byte MAGIC = 0;

    private WireFormat() {}

    /** A value that can't be in the wire format; the message says what is wrong with it. */
    public static final class NotFramedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotFramedException(String message) {
            super(message);
        }
    }

    /** Header and payload in one array. */
    public static byte[] frame(int schemaId, byte[] payload) {
        byte[] value = new byte[HEADER + payload.length];
        writeHeader(schemaId, value);
        System.arraycopy(payload, 0, value, HEADER, payload.length);
        return value;
    }

    /** Writes the header into the first 5 bytes. */
    static void writeHeader(int schemaId, byte[] value) {
        value[0] = MAGIC;
        value[1] = (byte) (schemaId >>> 24);
        value[2] = (byte) (schemaId >>> 16);
        value[3] = (byte) (schemaId >>> 8);
        value[4] = (byte) schemaId;
    }

    /** What is wrong with a value's frame, or null if it can be read. */
    static @Nullable String problem(byte @Nullable [] value) {
        if (value == null) {
            return "the value is null; an event has one";
        }
        if (value.length < HEADER) {
            return "the value has "
                    + value.length
                    + " bytes; a magic byte and a schema id take "
                    + HEADER;
        }
        if (value[0] != MAGIC) {
            return "the first byte is 0x%02x; in the Confluent wire format it is 0x00"
                    .formatted(value[0]);
        }
        return null;
    }

    /**
     * The id of the schema that a value was written with.
     *
     * @throws NotFramedException if the value is null, too short, or begins with another byte
     */
    public static int schemaId(byte @Nullable [] value) {
        String problem = problem(value);
        if (problem != null || value == null) {
            throw new NotFramedException(String.valueOf(problem));
        }
        return readId(value);
    }

    /** The id, of a value without a {@link #problem}. */
    static int readId(byte[] value) {
        return (value[1] & 0xff) << 24
                | (value[2] & 0xff) << 16
                | (value[3] & 0xff) << 8
                | (value[4] & 0xff);
    }
}
