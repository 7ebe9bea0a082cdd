package io.millrace.schemas.serde;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A cursor over Avro's binary form that checks every length against the bytes that are left before
 * it takes, or allocates, anything.
 *
 * <p>Stricter than Avro's own decoder, which lets pass: booleans other than 0 and 1, numbers whose
 * last byte overflows, and text that isn't UTF-8.
 */
final class AvroBytes {
    /** Items that take no bytes (null, empty records) which all arrays together may hold. */
    private static final int MAX_EMPTY_ITEMS = 10_000;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NOTHING = new byte[0];

    private final int maxDepth;
    private byte[] bytes = NOTHING;
    private int position;
    private int depth;
    private int emptyItems;
    private int blockEnd;

    /**
     * @param maxDepth how deeply records, arrays and maps may be nested
     */
    AvroBytes(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    void start(byte[] value, int from) {
        bytes = value;
        position = from;
        depth = 0;
        emptyItems = 0;
    }

    /** Lets go of the value. */
    void finish() {
        bytes = NOTHING;
        position = 0;
    }

    int position() {
        return position;
    }

    /** Goes back, to read something a second time. */
    void rewind(int earlier) {
        position = earlier;
    }

    int remaining() {
        return bytes.length - position;
    }

    boolean readBoolean() {
        byte value = next();
        if (value < 0 || value > 1) {
            throw malformed("a boolean of " + value + "; it is 0 or 1");
        }
        return value == 1;
    }

    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw malformed("an int of " + value + "; it has 32 bits");
        }
        return (int) value;
    }

    long readLong() {
        byte next = next();
        if (next >= 0) {
            return (next >>> 1) ^ -(long) (next & 1);
        }
        long word = next & 0x7f;
        for (int shift = 7; shift < 64; shift += 7) {
            next = next();
            word |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return (word >>> 1) ^ -(word & 1);
            }
        }
        throw malformed("a number of more than 64 bits");
    }

    float readFloat() {
        return Float.intBitsToFloat((int) INT.get(bytes, take(4)));
    }

    double readDouble() {
        return Double.longBitsToDouble((long) LONG.get(bytes, take(8)));
    }

    String readText() {
        int length = readLength();
        int from = take(length);
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            checkUtf8(from, length);
        }
        return text;
    }

    /** A replacement character is there because it was written, or because what was isn't UTF-8. */
    private void checkUtf8(int from, int length) {
        try {
            var unused =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, from, length));
        } catch (CharacterCodingException e) {
            throw malformed("text that isn't UTF-8");
        }
    }

    /** 16 bytes, most significant first. */
    UUID readUuid() {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, take(16), 16);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** An index into a union's branches or an enum's symbols. */
    int readIndex(int size, String what) {
        long index = readLong();
        if (index < 0 || index >= size) {
            throw malformed(what + " number " + index + "; there are " + size);
        }
        return (int) index;
    }

    void skip(int length) {
        take(length);
    }

    void skipSized() {
        take(readLength());
    }

    /** The number of items in the next block of an array or map; 0 ends it. */
    long readBlockCount() {
        long count = readLong();
        blockEnd = -1;
        if (count >= 0) {
            return count;
        }
        if (count == Long.MIN_VALUE) {
            throw malformed("a block of " + count + " items");
        }
        int length = readLength();
        blockEnd = position + length;
        return -count;
    }

    /** Where the block whose count was read last says that it ends, or -1 if it doesn't say. */
    int blockEnd() {
        return blockEnd;
    }

    void checkBlockEnd(int end) {
        if (end >= 0 && end != position) {
            throw malformed("a block that says it ends at byte " + end);
        }
    }

    /** Called after each item of an array or map. */
    void itemFrom(int start) {
        if (position == start && ++emptyItems > MAX_EMPTY_ITEMS) {
            throw malformed("more than " + MAX_EMPTY_ITEMS + " items without any bytes");
        }
    }

    void enter() {
        if (++depth > maxDepth) {
            throw new MalformedException(
                    Decoding.Code.TOO_DEEP,
                    "the value is nested more than " + maxDepth + " deep at byte " + position);
        }
    }

    void leave() {
        depth--;
    }

    private int readLength() {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw malformed("a length of " + length + "; " + remaining() + " bytes are left");
        }
        return (int) length;
    }

    private byte next() {
        if (position >= bytes.length) {
            throw malformed("the value ends here, and more is expected");
        }
        return bytes[position++];
    }

    private int take(int length) {
        if (length > remaining()) {
            throw malformed(remaining() + " bytes are left, and " + length + " are expected");
        }
        int from = position;
        position += length;
        return from;
    }

    private MalformedException malformed(String what) {
        return new MalformedException(
                Decoding.Code.MALFORMED,
                "at byte " + position + " of " + bytes.length + ": " + what);
    }
}
