package io.millrace.features.aggregate;

import io.millrace.features.numbers.ExactRatio;
import io.millrace.features.numbers.ExactSum;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Count, sum and mean of values whose weight halves every half-life, as a function of the set.
 *
 * <p>Multiplying a running sum by a factor would round differently for each history. Here the
 * weight {@code 2^(u/h)} of a value at u is split: {@code u = k h + r} with {@code 0 <= r < h}, its
 * significand {@code 2^(r/h)} is the double that StrictMath gives, and {@code 2^k} is exact. The
 * weights, and the values times their weights, are summed exactly for each k; an answer at t adds
 * the sums of the 41 newest k, and divides by t's own weight, rounded once. So a value is forgotten
 * between 40 and 41 half-lives after it, when its weight is below 1e-12; and nothing is carried but
 * two sums for each half-life.
 */
final class DecayCell implements Cell {
    /** Half-lives that count besides the current one. */
    static final int HALF_LIVES = 40;

    private static final long HIDDEN_BIT = 1L << 52;

    /** The sums of one half-life. */
    private static final class Part {
        final ExactSum weights = new ExactSum();
        final ExactSum products = new ExactSum();
        long number;
    }

    private final int column;
    private final boolean isDouble;
    private final boolean sums;
    private final long halfLife;

    /** By ascending number. */
    private final List<Part> parts = new ArrayList<>();

    DecayCell(int column, boolean isDouble, boolean sums, long halfLife) {
        this.column = column;
        this.isDouble = isDouble;
        this.sums = sums;
        this.halfLife = halfLife;
    }

    @Override
    public void clear() {
        parts.clear();
    }

    private double significand(long time) {
        return StrictMath.pow(2, (double) Math.floorMod(time, halfLife) / halfLife);
    }

    @Override
    public void add(Values values) {
        Part part = part(Math.floorDiv(values.time, halfLife));
        double weight = significand(values.time);
        part.weights.add(weight, false);
        if (sums) {
            long word = values.words[column];
            if (isDouble) {
                part.products.addProduct(weight, Double.longBitsToDouble(word), false);
            } else {
                part.products.addProduct(word, weight, false);
            }
        }
    }

    private Part part(long number) {
        if (parts.isEmpty() || parts.get(parts.size() - 1).number < number) {
            Part part = new Part();
            part.number = number;
            parts.add(part);
        }
        return parts.get(parts.size() - 1);
    }

    @Override
    public void evict(Values values) {
        throw new IllegalStateException("weights decay; nothing is taken away");
    }

    @Override
    public void moveTo(long time) {
        long oldest = Math.floorDiv(time, halfLife) - HALF_LIVES;
        while (!parts.isEmpty() && parts.get(0).number < oldest) {
            parts.remove(0);
        }
    }

    @Override
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        Statistic.Kind kind = statistic.kind();
        if (parts.isEmpty()) {
            if (kind == Statistic.Kind.COUNT) {
                result.setDouble(0.0);
            } else {
                result.setNothing();
            }
            return;
        }
        long number = Math.floorDiv(time, halfLife);
        long bits = Double.doubleToRawLongBits(significand(time));
        BigInteger own = BigInteger.valueOf(bits & (HIDDEN_BIT - 1) | HIDDEN_BIT);
        int base = base();
        BigInteger weights = total(true, base);
        BigInteger products = total(false, base);
        // Parts count from the oldest one; the event's own weight is 2^number more than that.
        int scale = 64 * base - (int) (number - parts.get(0).number);
        result.setDouble(
                switch (kind) {
                    case COUNT -> ExactRatio.toDouble(weights, own, scale + 52);
                    case SUM -> ExactRatio.toDouble(products, own, scale + 52);
                    default -> ExactRatio.toDouble(products, weights, 0);
                });
    }

    private int base() {
        int base = 0;
        for (Part part : parts) {
            part.weights.normalize();
            part.products.normalize();
            base = Math.min(base, part.weights.base());
            base = Math.min(base, part.products.size() == 0 ? 0 : part.products.base());
        }
        return base;
    }

    /** In units of {@code 2^(64 base)} times the oldest part's. */
    private BigInteger total(boolean ofWeights, int base) {
        BigInteger total = BigInteger.ZERO;
        long oldest = parts.get(0).number;
        for (Part part : parts) {
            ExactSum exact = ofWeights ? part.weights : part.products;
            if (exact.size() > 0) {
                int shift = 64 * (exact.base() - base) + (int) (part.number - oldest);
                total = total.add(exact.toBigInteger().shiftLeft(shift));
            }
        }
        return total;
    }

    @Override
    public void write(ByteWriter out) {
        out.putUnsigned(parts.size());
        for (Part part : parts) {
            out.putSigned(part.number);
            ExactSums.write(part.weights, out);
            if (sums) {
                ExactSums.write(part.products, out);
            }
        }
    }

    @Override
    public void read(ByteReader in) {
        parts.clear();
        for (int left = in.getCount(); left > 0; left--) {
            Part part = part(in.getSigned());
            ExactSums.read(part.weights, in);
            if (sums) {
                ExactSums.read(part.products, in);
            }
        }
    }
}
