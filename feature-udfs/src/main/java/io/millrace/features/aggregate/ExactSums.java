package io.millrace.features.aggregate;

import io.millrace.features.numbers.ExactSum;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;

/** Exact sums as bytes: size and sign, base, then the limbs below the sign. */
final class ExactSums {

    private ExactSums() {}

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
