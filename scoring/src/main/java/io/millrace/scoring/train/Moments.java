package io.millrace.scoring.train;

/**
 * Mean, standard deviation and kurtosis (m₄ / m₂²: 3 for a normal distribution) of a population.
 * NaN kurtosis where all values are equal.
 */
record Moments(double mean, double deviation, double kurtosis) {

    /**
     * @param sorted finite values, at least one, ascending
     */
    static Moments of(double[] sorted) {
        double first = sorted[0];
        double last = sorted[sorted.length - 1];
        if (first == last) {
            return new Moments(first, 0, Double.NaN);
        }
        // In units of the largest value, nothing overflows.
        double unit = Math.max(Math.abs(first), Math.abs(last));
        double mean = 0;
        for (double value : sorted) {
            mean += value / unit;
        }
        mean /= sorted.length;
        double second = 0;
        double fourth = 0;
        for (double value : sorted) {
            double square = (value / unit - mean) * (value / unit - mean);
            second += square;
            fourth += square * square;
        }
        second /= sorted.length;
        fourth /= sorted.length;
        return new Moments(mean * unit, Math.sqrt(second) * unit, fourth / (second * second));
    }
}
