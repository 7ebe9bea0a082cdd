package io.millrace.drift.compare;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.NumericProfile;

/**
 * The first Wasserstein distance ∫ |F − G| dx of two distribution functions: how far the values
 * must be moved on average to make the one sample the other. In the unit of the values.
 */
public final class Wasserstein {
    private Wasserstein() {}

    /**
     * Of the values themselves; NaN without values on either side. O(n + m).
     *
     * @param reference finite, rising
     * @param current the same
     */
    public static double of(double[] reference, double[] current) {
        if (reference.length == 0 || current.length == 0) {
            return Double.NaN;
        }
        int i = 0;
        int j = 0;
        double at = Math.min(reference[0], current[0]);
        double area = 0;
        while (i < reference.length || j < current.length) {
            double next =
                    Math.min(
                            i < reference.length ? reference[i] : Double.POSITIVE_INFINITY,
                            j < current.length ? current[j] : Double.POSITIVE_INFINITY);
            double height = Math.abs((double) i / reference.length - (double) j / current.length);
            area += height == 0 ? 0 : height * (next - at);
            at = next;
            while (i < reference.length && reference[i] == next) {
                i++;
            }
            while (j < current.length && current[j] == next) {
                j++;
            }
        }
        return area;
    }

    /**
     * Of counts in cells; NaN without values on either side. Exact for values that have a cell of
     * their own. Within another cell both functions are taken as straight lines; values beyond the
     * reference are taken to fall off exponentially, up to the window's extremes and so that its
     * mean is right.
     */
    public static double of(NumericProfile profile, CellCounts counts) {
        if (profile.values() == 0 || counts.values() == 0) {
            return Double.NaN;
        }
        double n = profile.values();
        double m = counts.values();
        Tails tails = Tails.of(profile, counts);
        double area = (tails.below() + tails.above()) / m;
        double apart = counts.count(0) / m - profile.count(0) / n;
        int last = profile.cells() - 1;
        for (int cell = 1; cell < last; cell++) {
            double after = apart + counts.count(cell) / m - profile.count(cell) / n;
            double height = trapezoid(apart, after);
            area += height == 0 ? 0 : height * profile.frozen().width(cell);
            apart = after;
        }
        return area;
    }

    /** Mean of |f| where f goes from one value to another in a straight line. */
    private static double trapezoid(double from, double to) {
        double left = Math.abs(from);
        double right = Math.abs(to);
        return from * to >= 0
                ? (left + right) / 2
                : (left * left + right * right) / (2 * (left + right));
    }

    /**
     * How far the window's values beyond the outermost edges are from them, in sum. The reference
     * has none there.
     */
    private record Tails(double below, double above) {
        private static final double EULER = 0.5772156649015329;

        static Tails of(NumericProfile profile, CellCounts counts) {
            int last = profile.cells() - 1;
            double low = profile.moments().min();
            double high = profile.moments().max();
            long rowsBelow = counts.count(0);
            long rowsAbove = counts.count(last);
            double lowest = rowsBelow == 0 ? 0 : low - counts.min();
            double highest = rowsAbove == 0 ? 0 : counts.max() - high;
            double below = exponential(lowest, rowsBelow);
            double above = exponential(highest, rowsAbove);
            double inside = 0;
            for (int cell = 1; cell < last; cell++) {
                inside += counts.count(cell) * profile.frozen().middle(cell);
            }
            double sum = counts.mean() * counts.values();
            double outside = sum - inside - rowsBelow * low - rowsAbove * high;
            double missing = outside - (above - below);
            double share = rowsBelow > 0 && rowsAbove > 0 ? missing / 2 : missing;
            return new Tails(
                    rowsBelow == 0 ? 0 : within(below - share, lowest, rowsBelow),
                    rowsAbove == 0 ? 0 : within(above + share, highest, rowsAbove));
        }

        /**
         * Sum of so many values whose largest is given, if they fall off exponentially: the largest
         * is then expected to be 1 + ½ + ⅓ + … times their mean. Exact for one.
         */
        private static double exponential(double largest, long rows) {
            double harmonic = rows <= 1 ? 1 : StrictMath.log(rows) + EULER + 0.5 / rows;
            return rows * largest / harmonic;
        }

        private static double within(double sum, double extreme, long rows) {
            return Math.max(extreme, Math.min(rows * extreme, sum));
        }
    }
}
