package io.millrace.features.state;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A byte array that grows; used again and again. Variable-length numbers are little-endian. */
public final class ByteWriter extends OutputStream {
    static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[256];
    private int length;

    public void clear() {
        length = 0;
    }

    public int length() {
        return length;
    }

    /** The array behind; valid up to {@link #length} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void grow(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    @Override
    public void write(int value) {
        grow(1);
        bytes[length++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int from, int count) {
        grow(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    public void putLong(long value) {
        grow(8);
        LONG.set(bytes, length, value);
        length += 8;
    }

    /** The lowest bytes of a value, 0 to 8 of them. */
    public void putLowest(long value, int count) {
        grow(8);
        LONG.set(bytes, length, value);
        length += count;
    }

    /** One byte for values below 128, up to ten. */
    public void putUnsigned(long value) {
        grow(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** One byte for values from -64 to 63, up to ten. */
    public void putSigned(long value) {
        putUnsigned(value << 1 ^ value >> 63);
    }

    public void putText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putUnsigned(utf8.length);
        write(utf8, 0, utf8.length);
    }

    /** Puts bytes in between; what's behind moves up. */
    public void insert(int position, byte[] source, int from, int count) {
        grow(count);
        System.arraycopy(bytes, position, bytes, position + count, length - position);
        System.arraycopy(source, from, bytes, position, count);
        length += count;
    }

    /** Cuts bytes out; what's behind moves down. */
    public void cut(int position, int count) {
        System.arraycopy(bytes, position + count, bytes, position, length - position - count);
        length -= count;
    }

    /** Cuts bytes off at the front. */
    public void dropFirst(int count) {
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
    }
}
