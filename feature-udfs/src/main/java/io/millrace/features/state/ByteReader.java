package io.millrace.features.state;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads what a {@link ByteWriter} wrote. */
public final class ByteReader extends InputStream {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;

    public void reset(byte[] source, int from, int to) {
        bytes = source;
        position = from;
        end = to;
    }

    public byte[] array() {
        return bytes;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    public void skipBytes(int count) {
        position += count;
    }

    @Override
    public int read() {
        return position < end ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        if (count > 0 && position >= end) {
            return -1;
        }
        int given = Math.min(count, end - position);
        System.arraycopy(bytes, position, target, from, given);
        position += given;
        return given;
    }

    public byte getByte() {
        return bytes[position++];
    }

    public long getLong() {
        long value = (long) ByteWriter.LONG.get(bytes, position);
        position += 8;
        return value;
    }

    /** A value of which only the lowest bytes were written, 0 to 8; the others are 0. */
    public long getLowest(int count) {
        long value = 0;
        if (position + 8 <= bytes.length && count > 0) {
            value = (long) ByteWriter.LONG.get(bytes, position) & -1L >>> (64 - 8 * count);
        } else {
            for (int i = 0; i < count; i++) {
                value |= (bytes[position + i] & 0xffL) << (8 * i);
            }
        }
        position += count;
        return value;
    }

    public long getUnsigned() {
        byte next = bytes[position++];
        if (next >= 0) {
            return next;
        }
        long value = next & 0x7f;
        int shift = 7;
        while (true) {
            next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
            shift += 7;
        }
    }

    public int getCount() {
        return Math.toIntExact(getUnsigned());
    }

    public long getSigned() {
        long value = getUnsigned();
        return value >>> 1 ^ -(value & 1);
    }

    public String getText() {
        int length = getCount();
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }
}
