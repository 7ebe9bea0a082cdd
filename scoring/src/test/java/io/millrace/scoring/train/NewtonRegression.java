package io.millrace.scoring.train;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/** Logistic regression by Newton's method, to compare with. Columns should be standardised. */
final class NewtonRegression {
    private static final double RIDGE = 1e-3;
    private static final int STEPS = 30;

    private NewtonRegression() {}

    /** Weights of the columns, then the bias. */
    static double[] fit(double[][] rows, boolean[] labels) {
        int size = rows[0].length + 1;
        double[] weights = new double[size];
        for (int step = 0; step < STEPS; step++) {
            double[][] hessian = new double[size][size];
            double[] gradient = new double[size];
            for (int i = 0; i < rows.length; i++) {
                double probability = 1 / (1 + Math.exp(-margin(weights, rows[i])));
                double error = (labels[i] ? 1 : 0) - probability;
                for (int a = 0; a < size; a++) {
                    gradient[a] += error * at(rows[i], a);
                    for (int b = 0; b <= a; b++) {
                        hessian[a][b] +=
                                probability * (1 - probability) * at(rows[i], a) * at(rows[i], b);
                    }
                }
            }
            for (int a = 0; a < size; a++) {
                hessian[a][a] += RIDGE;
                for (int b = 0; b < a; b++) {
                    hessian[b][a] = hessian[a][b];
                }
            }
            double[] change =
                    new CholeskyDecomposition(new Array2DRowRealMatrix(hessian))
                            .getSolver()
                            .solve(new ArrayRealVector(gradient))
                            .toArray();
            for (int a = 0; a < size; a++) {
                weights[a] += Math.max(-3, Math.min(3, change[a]));
            }
        }
        return weights;
    }

    static double margin(double[] weights, double[] row) {
        double margin = 0;
        for (int column = 0; column < weights.length; column++) {
            margin += weights[column] * at(row, column);
        }
        return margin;
    }

    private static double at(double[] row, int column) {
        return column < row.length ? row[column] : 1;
    }
}
