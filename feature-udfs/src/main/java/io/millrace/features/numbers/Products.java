package io.millrace.features.numbers;

/** Products beyond 64 bits. */
final class Products {

    private Products() {}

    /** The upper 64 bits of the product of two unsigned numbers. */
    static long high(long left, long right) {
        return Math.multiplyHigh(left, right) + ((left >> 63) & right) + ((right >> 63) & left);
    }
}
