package io.millrace.jobs.examples.cardfraud;

import io.millrace.schemas.event.ValueType;

import java.util.Arrays;
import java.util.TreeMap;

/** The population stability index over ten cells at the reference's quantiles, for the figures. */
final class StabilityIndex {
    private static final double LEAST_SHARE = 1e-4;

    private StabilityIndex() {}

    static double of(ValueType type, double[] reference, double[] current) {
        if (reference.length == 0 || current.length == 0) {
            return Double.NaN;
        }
        double[] edges = quantiles(reference);
        boolean levels = type == ValueType.STRING || type == ValueType.BOOLEAN;
        TreeMap<Double, double[]> cells = new TreeMap<>();
        count(reference, edges, levels, cells, 0);
        count(current, edges, levels, cells, 1);
        double sum = 0;
        for (double[] cell : cells.values()) {
            double p = Math.max(LEAST_SHARE, cell[0]);
            double q = Math.max(LEAST_SHARE, cell[1]);
            sum += (q - p) * Math.log(q / p);
        }
        return sum;
    }

    private static void count(
            double[] values,
            double[] edges,
            boolean levels,
            TreeMap<Double, double[]> cells,
            int side) {
        for (double value : values) {
            double cell = levels ? value : cell(edges, value);
            cells.computeIfAbsent(cell, ignored -> new double[2])[side] += 1.0 / values.length;
        }
    }

    private static double cell(double[] edges, double value) {
        int at = Arrays.binarySearch(edges, value);
        return at < 0 ? -at - 1 : at;
    }

    private static double[] quantiles(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return java.util.stream.IntStream.range(1, 10)
                .mapToDouble(
                        i -> {
                            double at = i / 10.0 * (sorted.length - 1);
                            int low = (int) at;
                            int high = Math.min(low + 1, sorted.length - 1);
                            return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
                        })
                .distinct()
                .toArray();
    }

    /** Kolmogorov's and Smirnov's largest distance of the two distribution functions. */
    static double distance(double[] reference, double[] current) {
        double[] a = Arrays.stream(reference).sorted().toArray();
        double[] b = Arrays.stream(current).sorted().toArray();
        double largest = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            double value = Math.min(a[i], b[j]);
            while (i < a.length && a[i] == value) {
                i++;
            }
            while (j < b.length && b[j] == value) {
                j++;
            }
            largest = Math.max(largest, Math.abs(i / (double) a.length - j / (double) b.length));
        }
        return largest;
    }
}
