package io.millrace.features.aggregate;

import io.millrace.features.numbers.ExactSum;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;

/**
 * Exact sums as bytes: how many and the sign, the place of the lowest, then those bytes of the
 * number that are neither zeros at its end nor repeat its sign.
 */
public final class ExactSums {

    private ExactSums() {}

    /** A count and the sums of so many values; nothing but the count if it's 0. */
    static void write(long count, ExactSum[] sums, ByteWriter out) {
        out.putUnsigned(count);
        if (count > 0) {
            for (ExactSum sum : sums) {
                write(sum, out);
            }
        }
    }

    /** Gives the count. */
    static long read(ExactSum[] sums, ByteReader in) {
        clear(sums);
        long count = in.getUnsigned();
        if (count > 0) {
            for (ExactSum sum : sums) {
                read(sum, in);
            }
        }
        return count;
    }

    static void clear(ExactSum[] sums) {
        for (ExactSum sum : sums) {
            sum.clear();
        }
    }

    /** Writes one sum, zero in one byte. */
    public static void write(ExactSum exact, ByteWriter out) {
        exact.normalize();
        int limbs = exact.size() - 1;
        if (limbs < 0) {
            out.putUnsigned(0);
            return;
        }
        boolean negative = exact.isNegative();
        // -1 has no limb below its sign; it's written as one byte of the sign.
        int zeros = limbs == 0 ? 0 : Long.numberOfTrailingZeros(exact.limb(0)) / Byte.SIZE;
        long top = limbs == 0 ? 0 : exact.limb(limbs - 1);
        int bits = Long.SIZE - Long.numberOfLeadingZeros(negative ? ~top : top);
        int used = limbs == 0 ? 0 : (bits + Byte.SIZE - 1) / Byte.SIZE;
        int bytes = limbs == 0 ? 0 : Long.BYTES * (limbs - 1) + used - zeros;
        out.putUnsigned((long) (bytes + 1) << 1 | (negative ? 1 : 0));
        out.putSigned((long) exact.base() * Long.BYTES + zeros);
        for (int i = 0; i < limbs; i++) {
            int from = i == 0 ? zeros : 0;
            int to = i == limbs - 1 ? used : Long.BYTES;
            out.putLowest(exact.limb(i) >>> (Byte.SIZE * from), to - from);
        }
    }

    /** Reads one sum. */
    public static void read(ExactSum exact, ByteReader in) {
        int header = in.getCount();
        if (header == 0) {
            exact.clear();
            return;
        }
        int bytes = (header >> 1) - 1;
        long sign = -(header & 1);
        long lowest = in.getSigned();
        int zeros = (int) Math.floorMod(lowest, (long) Long.BYTES);
        int limbs = (zeros + bytes + Long.BYTES - 1) / Long.BYTES;
        exact.restore(limbs + 1, (int) Math.floorDiv(lowest, (long) Long.BYTES));
        for (int i = 0, left = bytes; i < limbs; i++) {
            int from = i == 0 ? zeros : 0;
            int count = Math.min(left, Long.BYTES - from);
            long limb = in.getLowest(count) << (Byte.SIZE * from);
            int to = from + count;
            exact.restoreLimb(i, to < Long.BYTES ? limb | sign << (Byte.SIZE * to) : limb);
            left -= count;
        }
        exact.restoreLimb(limbs, sign);
    }
}
