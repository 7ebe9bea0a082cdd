package io.millrace.drift.codec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Numbers in as few bytes as they need: seven bits a byte, the lowest first, and the eighth says
 * whether more follow. Zeros, of which counts have many, come in runs.
 */
public final class Compact {
    /** Longer texts and arrays are taken for broken bytes, not allocated. */
    private static final int LONGEST = 1 << 26;

    private Compact() {}

    /**
     * @throws IOException if the bytes begin with another version than the one that's read
     */
    public static void requireVersion(String what, byte expected, DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != expected) {
            throw new IOException(
                    what + " of format " + version + "; this release reads " + expected);
        }
    }

    /** One byte for numbers from 0 to 127, ten for negative ones. */
    public static void writeUnsigned(long value, DataOutput out) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    public static long readUnsigned(DataInput in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits: the bytes are broken");
    }

    /** One byte for numbers from -64 to 63. */
    public static void writeSigned(long value, DataOutput out) throws IOException {
        writeUnsigned((value << 1) ^ (value >> 63), out);
    }

    public static long readSigned(DataInput in) throws IOException {
        long bits = readUnsigned(in);
        return (bits >>> 1) ^ -(bits & 1);
    }

    /**
     * @throws IOException if it's negative or beyond what a text or an array of state can have
     */
    public static int readSize(DataInput in) throws IOException {
        long size = readUnsigned(in);
        if (size < 0 || size > LONGEST) {
            throw new IOException(
                    "a size of " + size + "; from 0 to " + LONGEST + ": the bytes are broken");
        }
        return (int) size;
    }

    public static void writeText(String text, DataOutput out) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writeUnsigned(utf8.length, out);
        out.write(utf8);
    }

    public static String readText(DataInput in) throws IOException {
        byte[] utf8 = new byte[readSize(in)];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Counts, most of them small or 0; their number isn't written. */
    public static void writeCounts(long[] counts, DataOutput out) throws IOException {
        int at = 0;
        while (at < counts.length) {
            int zeros = at;
            while (zeros < counts.length && counts[zeros] == 0) {
                zeros++;
            }
            writeUnsigned(zeros - at, out);
            at = zeros;
            if (at < counts.length) {
                writeSigned(counts[at++], out);
            }
        }
    }

    /** Fills the array with what {@link #writeCounts} wrote of one as long. */
    public static void readCounts(long[] counts, DataInput in) throws IOException {
        int at = 0;
        while (at < counts.length) {
            int zeros = readSize(in);
            if (zeros > counts.length - at) {
                throw new IOException(
                        "more than " + counts.length + " counts: the bytes are broken");
            }
            at += zeros;
            if (at < counts.length) {
                counts[at++] = readSigned(in);
            }
        }
    }
}
