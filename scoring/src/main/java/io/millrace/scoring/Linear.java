package io.millrace.scoring;

/** A bias and a weight for each column. */
public final class Linear implements Predictor {
    private final double bias;
    private final double[] weights;

    /**
     * @throws IllegalArgumentException if a weight is not finite or beyond ±1e30
     */
    public Linear(double bias, double[] weights) {
        this.bias = checked("bias", bias);
        this.weights = weights.clone();
        for (int column = 0; column < this.weights.length; column++) {
            checked("weight of column " + column, this.weights[column]);
        }
    }

    private static double checked(String what, double value) {
        if (!(Math.abs(value) <= Limits.WEIGHT)) {
            throw new IllegalArgumentException(
                    what + " is " + value + "; it must be within ±" + Limits.WEIGHT);
        }
        return value;
    }

    public double bias() {
        return bias;
    }

    public double weight(int column) {
        return weights[column];
    }

    @Override
    public int columns() {
        return weights.length;
    }

    @Override
    public boolean takesMissing() {
        return false;
    }

    @Override
    public double margin(double[] columns) {
        // Four sums, since each addition waits for the one before it.
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int column = 0;
        for (; column + 3 < weights.length; column += 4) {
            first += weights[column] * columns[column];
            second += weights[column + 1] * columns[column + 1];
            third += weights[column + 2] * columns[column + 2];
            fourth += weights[column + 3] * columns[column + 3];
        }
        double sum = bias + ((first + second) + (third + fourth));
        for (; column < weights.length; column++) {
            sum += weights[column] * columns[column];
        }
        return sum;
    }
}
