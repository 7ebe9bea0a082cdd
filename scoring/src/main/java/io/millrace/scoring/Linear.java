package io.millrace.scoring;

/** A bias and a weight for each column, summed in the columns' order. */
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

    double bias() {
        return bias;
    }

    double weight(int column) {
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
        double sum = bias;
        for (int column = 0; column < weights.length; column++) {
            sum += weights[column] * columns[column];
        }
        return sum;
    }
}
