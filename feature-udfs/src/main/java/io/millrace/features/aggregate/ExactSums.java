package io.millrace.features.aggregate;

import io.millrace.features.numbers.ExactSum;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;

/** Exact sums as bytes: size and sign, base, then the limbs below the sign. */
final class ExactSums {

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

    static void write(ExactSum exact, ByteWriter out) {
        exact.normalize();
        int limbs = Math.max(exact.size() - 1, 0);
        if (exact.size() == 0) {
            out.putUnsigned(0);
            return;
        }
        out.putUnsigned((long) (limbs + 1) << 1 | (exact.isNegative() ? 1 : 0));
        out.putSigned(exact.base());
        for (int i = 0; i < limbs; i++) {
            out.putLong(exact.limb(i));
        }
    }

    static void read(ExactSum exact, ByteReader in) {
        int header = in.getCount();
        if (header == 0) {
            exact.clear();
            return;
        }
        int limbs = (header >> 1) - 1;
        exact.restore(limbs + 1, (int) in.getSigned());
        for (int i = 0; i < limbs; i++) {
            exact.restoreLimb(i, in.getLong());
        }
        exact.restoreLimb(limbs, -(header & 1));
    }
}
