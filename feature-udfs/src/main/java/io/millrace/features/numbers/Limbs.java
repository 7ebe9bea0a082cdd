package io.millrace.features.numbers;

import java.util.Arrays;

/** A nonnegative number {@code Σ limbs[i] · 2^(64 (base + i))}; scratch space that grows. */
final class Limbs {
    private static final long LOW_HALF = 0xffffffffL;

    long[] limbs = new long[8];
    int length;
    int base;

    /** Zeros of this length. */
    void reset(int newLength, int newBase) {
        if (newLength > limbs.length) {
            limbs = new long[newLength * 2];
        }
        Arrays.fill(limbs, 0, newLength, 0);
        length = newLength;
        base = newBase;
    }

    void trim() {
        while (length > 0 && limbs[length - 1] == 0) {
            length--;
        }
    }

    boolean isZero() {
        return length == 0;
    }

    private long fromTop(int index) {
        return index < length ? limbs[length - 1 - index] : 0;
    }

    /** The 64 bits from the highest set bit on, or the 64 after those. */
    long head(int part) {
        int shift = Long.numberOfLeadingZeros(limbs[length - 1]);
        long upper = fromTop(part);
        return shift == 0 ? upper : upper << shift | fromTop(part + 1) >>> (64 - shift);
    }

    /** Whether anything is set below the first 64 bits from the highest on. */
    boolean hasMoreThanHead() {
        int shift = Long.numberOfLeadingZeros(limbs[length - 1]);
        if (fromTop(1) << shift != 0) {
            return true;
        }
        for (int i = 2; i < length; i++) {
            if (fromTop(i) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The exponent of the lowest bit of {@code head(0)}. */
    int headExponent() {
        return 64 * (base + length - 1) - Long.numberOfLeadingZeros(limbs[length - 1]);
    }

    double toDouble(boolean negative) {
        return isZero()
                ? 0.0
                : Rounding.toDouble(head(0), hasMoreThanHead(), headExponent(), negative);
    }

    /** The 32 bits at an index from the top; zeros below the number. */
    private long digit(int index) {
        long limb = fromTop(index >> 1);
        return (index & 1) == 0 ? limb >>> 32 : limb & LOW_HALF;
    }

    /**
     * The quotient, rounded once: long division in digits of 32 bits, of which three are enough for
     * a double and the rest only tells whether it's exact.
     *
     * @param divisor in [1, 2^31)
     */
    double dividedBy(long divisor, boolean negative) {
        if (isZero()) {
            return 0.0;
        }
        int index = 0;
        long rest = digit(index++);
        while (rest < divisor) {
            rest = rest << 32 | digit(index++);
        }
        long first = rest / divisor;
        rest = rest % divisor << 32 | digit(index++);
        long second = rest / divisor;
        rest = rest % divisor << 32 | digit(index++);
        long third = rest / divisor;
        boolean sticky = rest % divisor != 0 || anyBelow(index);
        // 64 bits from the highest of the first digit on; the third digit's end may be cut off
        int shift = Long.numberOfLeadingZeros(first) - 32;
        long head = first << 32 | second;
        head = head << shift | (shift == 0 ? 0 : third >>> (32 - shift));
        sticky |= (third << shift & LOW_HALF) != 0;
        int exponent = 64 * (base + length) - 32 * (index - 1) - shift;
        return Rounding.toDouble(head, sticky, exponent, negative);
    }

    private boolean anyBelow(int index) {
        for (int i = index; i < 2 * length; i++) {
            if (digit(i) != 0) {
                return true;
            }
        }
        return false;
    }

    /** This becomes the square of another number. */
    void squareOf(Limbs number) {
        reset(2 * number.length, 2 * number.base);
        for (int i = 0; i < number.length; i++) {
            long carry = 0;
            for (int j = 0; j < number.length; j++) {
                carry = multiplyAdd(i + j, number.limbs[i], number.limbs[j], carry);
            }
            limbs[i + number.length] = carry;
        }
        trim();
    }

    /** This becomes a multiple of another number. */
    void multipleOf(Limbs number, long factor) {
        reset(number.length + 1, number.base);
        long carry = 0;
        for (int i = 0; i < number.length; i++) {
            carry = multiplyAdd(i, number.limbs[i], factor, carry);
        }
        limbs[number.length] = carry;
        trim();
    }

    private long multiplyAdd(int index, long a, long b, long carry) {
        long low = a * b;
        long high = Products.high(a, b);
        low += carry;
        high += Long.compareUnsigned(low, carry) < 0 ? 1 : 0;
        low += limbs[index];
        high += Long.compareUnsigned(low, limbs[index]) < 0 ? 1 : 0;
        limbs[index] = low;
        return high;
    }

    /** This becomes {@code larger - smaller}. */
    void differenceOf(Limbs larger, Limbs smaller) {
        int low = Math.min(larger.base, smaller.base);
        int high = Math.max(larger.base + larger.length, smaller.base + smaller.length);
        reset(high - low, low);
        long borrow = 0;
        for (int word = low; word < high; word++) {
            long from = larger.word(word);
            long partial = from - smaller.word(word);
            boolean borrowed = Long.compareUnsigned(from, smaller.word(word)) < 0;
            limbs[word - low] = partial - borrow;
            borrow = borrowed || Long.compareUnsigned(partial, borrow) < 0 ? 1 : 0;
        }
        if (borrow != 0) {
            throw new ArithmeticException("the difference is negative");
        }
        trim();
    }

    private long word(int word) {
        int index = word - base;
        return index < 0 || index >= length ? 0 : limbs[index];
    }
}
