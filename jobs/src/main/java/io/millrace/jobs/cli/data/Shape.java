package io.millrace.jobs.cli.data;

import io.millrace.drift.compare.CellComparison;
import io.millrace.drift.compare.Figures;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureProfile;
import io.millrace.drift.profile.NumericCells;
import io.millrace.drift.profile.NumericProfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * How a feature is distributed on both sides, for a picture: shares of the values in bins of equal
 * width, or of levels.
 *
 * @param labels of the bins
 */
record Shape(List<String> labels, List<Double> reference, List<Double> current) {
    private static final int BINS = 24;
    private static final int LEVELS = 12;

    /** The share of the reference at each end that a picture leaves to the outermost bins. */
    private static final double TAIL = 0.005;

    static Shape of(CellCounts counts) {
        return counts.profile() instanceof NumericProfile numeric
                ? ofNumbers(numeric, counts)
                : ofLevels(counts);
    }

    private static Shape ofLevels(CellCounts counts) {
        FeatureProfile profile = counts.profile();
        // Both sides' most frequent ones; what's left is one bin.
        List<Integer> cells =
                IntStream.range(0, profile.cells())
                        .boxed()
                        .filter(cell -> profile.count(cell) + counts.count(cell) > 0)
                        .sorted(
                                Comparator.comparingDouble(
                                        cell ->
                                                -Math.max(
                                                        share(
                                                                profile.count(cell),
                                                                profile.values()),
                                                        share(
                                                                counts.count(cell),
                                                                counts.values()))))
                        .toList();
        Shape shape = new Shape(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        long restThen = profile.values();
        long restNow = counts.values();
        for (int cell : cells.subList(0, Math.min(LEVELS, cells.size()))) {
            shape.add(
                    profile.cellName(cell),
                    share(profile.count(cell), profile.values()),
                    share(counts.count(cell), counts.values()));
            restThen -= profile.count(cell);
            restNow -= counts.count(cell);
        }
        if (cells.size() > LEVELS) {
            shape.add(
                    (cells.size() - LEVELS) + " more",
                    share(restThen, profile.values()),
                    share(restNow, counts.values()));
        }
        return shape;
    }

    private static Shape ofNumbers(NumericProfile profile, CellCounts counts) {
        Shape shape = new Shape(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        double low = quantile(profile, TAIL);
        double high = quantile(profile, 1 - TAIL);
        if (!(high > low)) {
            // A constant, or nothing: the cells themselves are the picture.
            for (CellComparison cell : CellComparison.of(counts)) {
                shape.add(
                        cell.cell(),
                        share(cell.reference(), profile.values()),
                        share(cell.current(), counts.values()));
            }
            return shape;
        }
        double[] then = binned(profile, profile::count, low, high);
        double[] now = binned(profile, counts::count, low, high);
        for (int bin = 0; bin < then.length; bin++) {
            double middle = low + (bin - 0.5) * (high - low) / BINS;
            String label =
                    bin == 0
                            ? "< " + Figures.of(low)
                            : bin == BINS + 1 ? "> " + Figures.of(high) : Figures.of(middle);
            shape.add(
                    label,
                    then[bin] / Math.max(1, profile.values()),
                    now[bin] / Math.max(1, counts.values()));
        }
        return shape;
    }

    /**
     * Rows in bins: one below, {@value #BINS} of equal width, one above. Cells are taken as even.
     */
    private static double[] binned(
            NumericProfile profile, IntToLongFunction count, double low, double high) {
        NumericCells cells = profile.frozen();
        double[] bins = new double[BINS + 2];
        for (int cell = 0; cell < profile.cells(); cell++) {
            long rows = count.applyAsLong(cell);
            if (rows == 0) {
                continue;
            }
            if (cell == 0 || cell == profile.cells() - 1) {
                bins[cell == 0 ? 0 : BINS + 1] += rows;
                continue;
            }
            double width = cells.width(cell);
            double from = cells.middle(cell) - width / 2;
            int pieces = width == 0 ? 1 : BINS;
            for (int piece = 0; piece < pieces; piece++) {
                double value = from + (piece + 0.5) / pieces * width;
                double place = (value - low) / (high - low) * BINS;
                int bin =
                        place < 0
                                ? 0
                                : place > BINS ? BINS + 1 : 1 + Math.min(BINS - 1, (int) place);
                bins[bin] += (double) rows / pieces;
            }
        }
        return bins;
    }

    /** The end of the first cell up to which so large a share of the reference is. */
    private static double quantile(NumericProfile profile, double share) {
        double below = 0;
        for (int cell = 1; cell < profile.cells() - 1; cell++) {
            below += profile.count(cell);
            if (below >= share * profile.values()) {
                return profile.frozen().middle(cell) + profile.frozen().width(cell) / 2;
            }
        }
        return Double.NaN;
    }

    private void add(String label, double then, double now) {
        labels.add(label);
        reference.add(rounded(then));
        current.add(rounded(now));
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** To a ten-thousandth: enough for a picture, and a tenth of the digits. */
    private static double rounded(double share) {
        return Math.rint(share * 1e4) / 1e4;
    }
}
