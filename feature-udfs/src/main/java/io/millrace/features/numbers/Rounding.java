package io.millrace.features.numbers;

/** The double that's nearest to an exact value; ties go to the even one, as IEEE 754 has it. */
final class Rounding {
    private static final int DROPPED_OF_NORMAL = 11;

    private Rounding() {}

    /**
     * Rounds {@code head · 2^exponent}, or a little more.
     *
     * @param head 64 bits, unsigned, the highest of them set
     * @param sticky whether the value is more than that, by less than one unit of head
     * @return infinite when it's beyond a double's range
     */
    static double toDouble(long head, boolean sticky, int exponent, boolean negative) {
        int highest = exponent + 63;
        if (highest > Double.MAX_EXPONENT) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        boolean normal = highest >= Double.MIN_EXPONENT;
        int dropped = DROPPED_OF_NORMAL + (normal ? 0 : Double.MIN_EXPONENT - highest);
        long magnitude = dropped > 64 ? 0 : rounded(head, sticky, dropped);
        // A carry out of the significand goes into the exponent, which is what it should do.
        long bits = normal ? ((long) (highest + 1022) << 52) + magnitude : magnitude;
        return Double.longBitsToDouble(negative ? bits | Long.MIN_VALUE : bits);
    }

    private static long rounded(long head, boolean sticky, int dropped) {
        long kept = dropped == 64 ? 0 : head >>> dropped;
        long rest = dropped == 64 ? head : head & ((1L << dropped) - 1);
        long half = 1L << (dropped - 1);
        int order = Long.compareUnsigned(rest, half);
        boolean up = order > 0 || (order == 0 && (sticky || (kept & 1) != 0));
        return up ? kept + 1 : kept;
    }
}
