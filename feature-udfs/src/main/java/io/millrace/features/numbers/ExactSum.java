package io.millrace.features.numbers;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of doubles, integers or their squares without any rounding: as many 64-bit limbs of one
 * long binary number as the values span.
 *
 * <p>The value is {@code Σ limbs[i] · 2^(64 (base + i))} in two's complement. Amounts of money need
 * two or three limbs; 1e308 beside 1e-308 takes thirty-three, and gives them back when the values
 * are taken away. Adding costs a few nanoseconds. Taking away what was added restores the very
 * number, so a window's sum doesn't depend on what has passed through it. There is no overflow
 * inside: a sum may pass a double's range and come back. (Kulisch's accumulator, kept only as long
 * as it's needed.)
 */
public final class ExactSum {
    private static final int SIGNIFICAND_BITS = 52;
    private static final long HIDDEN_BIT = 1L << SIGNIFICAND_BITS;
    private static final int EXPONENT_MASK = 0x7ff;
    private static final int EXPONENT_OF_LAST_BIT = 1075;

    /** The topmost is the sign, 0 or -1, with room for a carry. */
    private long[] limbs = new long[4];

    private int size;
    private int base;

    /** Makes it zero. */
    public void clear() {
        size = 0;
        base = 0;
    }

    /**
     * Adds a finite double.
     *
     * @param negate takes it away instead
     */
    public void add(double value, boolean negate) {
        if (value == 0) {
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        add(0, significand(bits), exponent(bits), (bits < 0) != negate);
    }

    /** Adds the square of a finite double, exactly. */
    public void addSquare(double value, boolean negate) {
        if (value == 0) {
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        long significand = significand(bits);
        add(
                Math.multiplyHigh(significand, significand),
                significand * significand,
                2 * exponent(bits),
                negate);
    }

    public void add(long value, boolean negate) {
        add(0, Math.abs(value), 0, (value < 0) != negate);
    }

    /** Adds the square of an integer, exactly. */
    public void addSquare(long value, boolean negate) {
        add(Math.multiplyHigh(value, value), value * value, 0, negate);
    }

    /** Adds the third or fourth power of a finite double, exactly. */
    public void addPower(double value, int power, boolean negate) {
        if (value == 0) {
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        boolean negative = power % 2 != 0 && bits < 0;
        addPower(significand(bits), power, power * exponent(bits), negative != negate);
    }

    /** Adds the third or fourth power of an integer, exactly. */
    public void addPower(long value, int power, boolean negate) {
        addPower(Math.abs(value), power, 0, (power % 2 != 0 && value < 0) != negate);
    }

    private void addPower(long magnitude, int power, int exponent, boolean negative) {
        long low = magnitude * magnitude;
        long high = Products.high(magnitude, magnitude);
        if (power == 2) {
            add(high, low, exponent, negative);
            return;
        }
        // Σ of 64 × 128 bits, once or twice; the parts are added one by one.
        if (power == 3) {
            addProduct(magnitude, low, exponent, negative);
            addProduct(magnitude, high, exponent + 64, negative);
        } else {
            addProduct(low, low, exponent, negative);
            addProduct(low, high, exponent + 64, negative);
            addProduct(low, high, exponent + 64, negative);
            addProduct(high, high, exponent + 128, negative);
        }
    }

    private void addProduct(long left, long right, int exponent, boolean negative) {
        add(Products.high(left, right), left * right, exponent, negative);
    }

    /** Adds {@code left · right} of finite doubles, exactly. */
    public void addProduct(double left, double right, boolean negate) {
        if (left == 0 || right == 0) {
            return;
        }
        long bits = Double.doubleToRawLongBits(left);
        long other = Double.doubleToRawLongBits(right);
        addProduct(
                significand(bits),
                significand(other),
                exponent(bits) + exponent(other),
                ((bits ^ other) < 0) != negate);
    }

    /** Adds {@code left · right} of an integer and a finite double, exactly. */
    public void addProduct(long left, double right, boolean negate) {
        if (right == 0) {
            return;
        }
        long bits = Double.doubleToRawLongBits(right);
        boolean negative = (left ^ bits) < 0;
        addProduct(Math.abs(left), significand(bits), exponent(bits), negative != negate);
    }

    /** Adds {@code left · right} of integers, exactly. */
    public void addProduct(long left, long right, boolean negate) {
        addProduct(Math.abs(left), Math.abs(right), 0, ((left ^ right) < 0) != negate);
    }

    /** The sum divided by {@code 2^(64 base)}, where {@link #base} is the limbs' base. */
    public BigInteger toBigInteger() {
        byte[] bytes = new byte[Math.max(size * 8, 1)];
        for (int i = 0; i < size; i++) {
            long limb = limbs[i];
            for (int j = bytes.length - 1 - i * 8, end = j - 8; j > end; j--, limb >>= 8) {
                bytes[j] = (byte) limb;
            }
        }
        return new BigInteger(bytes);
    }

    private static long significand(long bits) {
        long fraction = bits & (HIDDEN_BIT - 1);
        return (bits >>> SIGNIFICAND_BITS & EXPONENT_MASK) == 0 ? fraction : fraction | HIDDEN_BIT;
    }

    private static int exponent(long bits) {
        return Math.max((int) (bits >>> SIGNIFICAND_BITS & EXPONENT_MASK), 1)
                - EXPONENT_OF_LAST_BIT;
    }

    /** Adds {@code ±(high · 2^64 + low) · 2^exponent}, both unsigned. */
    private void add(long high, long low, int exponent, boolean negative) {
        int shift = exponent & 63;
        long first = low << shift;
        long second = shift == 0 ? high : high << shift | low >>> (64 - shift);
        long third = shift == 0 ? 0 : high >>> (64 - shift);
        int word = exponent >> 6;
        while (first == 0) {
            if (second == 0 && third == 0) {
                return;
            }
            first = second;
            second = third;
            third = 0;
            word++;
        }
        int words = third != 0 ? 3 : second != 0 ? 2 : 1;
        reserve(word, words);
        int index = word - base;
        if (negative) {
            subtractAt(index, first, second, third);
        } else {
            addAt(index, first, second, third);
        }
        keepRoomForCarry();
    }

    private void addAt(int index, long first, long second, long third) {
        long carry = addTo(index, first, 0);
        carry = addTo(index + 1, second, carry);
        if (third != 0 || carry != 0) {
            int i = index + 2;
            if (i < size) {
                carry = addTo(i++, third, carry);
                while (carry != 0 && i < size) {
                    carry = addTo(i++, 0, carry);
                }
            }
        }
    }

    private long addTo(int index, long addend, long carry) {
        long old = limbs[index];
        long partial = old + addend;
        long sum = partial + carry;
        limbs[index] = sum;
        boolean carried =
                Long.compareUnsigned(partial, old) < 0 || Long.compareUnsigned(sum, partial) < 0;
        return carried ? 1 : 0;
    }

    private void subtractAt(int index, long first, long second, long third) {
        long borrow = subtractFrom(index, first, 0);
        borrow = subtractFrom(index + 1, second, borrow);
        if (third != 0 || borrow != 0) {
            int i = index + 2;
            if (i < size) {
                borrow = subtractFrom(i++, third, borrow);
                while (borrow != 0 && i < size) {
                    borrow = subtractFrom(i++, 0, borrow);
                }
            }
        }
    }

    private long subtractFrom(int index, long subtrahend, long borrow) {
        long old = limbs[index];
        long partial = old - subtrahend;
        limbs[index] = partial - borrow;
        boolean borrowed =
                Long.compareUnsigned(old, subtrahend) < 0
                        || Long.compareUnsigned(partial, borrow) < 0;
        return borrowed ? 1 : 0;
    }

    /** Makes limbs for these words and a sign limb above them. */
    private void reserve(int word, int words) {
        if (size == 0) {
            base = word;
            ensureCapacity(words + 1);
            Arrays.fill(limbs, 0, words + 1, 0);
            size = words + 1;
            return;
        }
        if (word < base) {
            int more = base - word;
            ensureCapacity(size + more);
            System.arraycopy(limbs, 0, limbs, more, size);
            Arrays.fill(limbs, 0, more, 0);
            base = word;
            size += more;
        }
        int needed = word - base + words + 1;
        if (needed > size) {
            ensureCapacity(needed);
            Arrays.fill(limbs, size, needed, limbs[size - 1]);
            size = needed;
        }
    }

    private void keepRoomForCarry() {
        long top = limbs[size - 1];
        if (top != 0 && top != -1) {
            ensureCapacity(size + 1);
            limbs[size++] = top >> 63;
        }
    }

    private void ensureCapacity(int capacity) {
        if (capacity > limbs.length) {
            limbs = Arrays.copyOf(limbs, Math.max(capacity, limbs.length * 2));
        }
    }

    /** Gives back limbs that the value doesn't need; the same value then has the same form. */
    public void normalize() {
        while (size > 1 && limbs[size - 2] == limbs[size - 1]) {
            size--;
        }
        int zeros = 0;
        while (zeros < size && limbs[zeros] == 0) {
            zeros++;
        }
        if (zeros == size) {
            clear();
        } else if (zeros > 0) {
            size -= zeros;
            base += zeros;
            System.arraycopy(limbs, zeros, limbs, 0, size);
        }
    }

    public boolean isNegative() {
        return size > 0 && limbs[size - 1] < 0;
    }

    /** Limbs in use, the sign among them; 0 for zero after {@link #normalize}. */
    public int size() {
        return size;
    }

    /** The power of 2^64 of the first limb. */
    public int base() {
        return base;
    }

    public long limb(int index) {
        return limbs[index];
    }

    /**
     * Restores what {@link #size}, {@link #base} and {@link #limb} gave: first this, then limbs.
     */
    public void restore(int newSize, int newBase) {
        ensureCapacity(newSize);
        size = newSize;
        base = newBase;
    }

    public void restoreLimb(int index, long limb) {
        limbs[index] = limb;
    }

    /** The part of the value that stands at 2^(64 word), in two's complement. */
    private long word(int word) {
        int index = word - base;
        if (index < 0 || size == 0) {
            return 0;
        }
        return limbs[Math.min(index, size - 1)];
    }

    /** Whether a sum of integers is within 64 bits. */
    public boolean fitsLong() {
        long sign = word(0) >> 63;
        for (int word = 1; word < base + size; word++) {
            if (word(word) != sign) {
                return false;
            }
        }
        return true;
    }

    /** A sum of integers that {@link #fitsLong}. */
    public long toLong() {
        return word(0);
    }

    /** Writes the absolute value without leading zeros; returns its length. */
    int magnitude(Limbs target) {
        target.reset(size, base);
        boolean negative = isNegative();
        long carry = negative ? 1 : 0;
        for (int i = 0; i < size; i++) {
            long limb = negative ? ~limbs[i] + carry : limbs[i];
            carry = carry != 0 && limb == 0 ? 1 : 0;
            target.limbs[i] = limb;
        }
        target.trim();
        return target.length;
    }
}
