package io.millrace.drift.performance;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The figures of one version of a task of several classes in one window. One that isn't defined is
 * NaN.
 *
 * @param scored events that it scored
 * @param classes their names
 * @param confusion rows by label, then by decision, in the order of the classes
 * @param logLoss mean negative natural logarithm of the label's probability, to 5e-10
 */
@SuppressWarnings("ArrayRecordComponent") // figures to read, never compared
public record MulticlassPerformance(
        long scored, List<String> classes, long[][] confusion, double logLoss) {

    public MulticlassPerformance {
        classes = List.copyOf(classes);
    }

    public long labelled() {
        return Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
    }

    /** Share of the scored events whose label is known; NaN without any. */
    public double coverage() {
        return (double) labelled() / scored;
    }

    public double accuracy() {
        long right = 0;
        for (int i = 0; i < confusion.length; i++) {
            right += confusion[i][i];
        }
        return (double) right / labelled();
    }

    /** Of a class: share of right ones among its decisions; 0 without decisions. */
    public double precision(int ofClass) {
        return share(confusion[ofClass][ofClass], decided(ofClass));
    }

    /** Of a class: share of its labels that are decided so; 0 without labels. */
    public double recall(int ofClass) {
        return share(confusion[ofClass][ofClass], labels(ofClass));
    }

    /** Of a class: 2 · right / (labels + decisions); 0 where both are 0. */
    public double f1(int ofClass) {
        return share(2 * confusion[ofClass][ofClass], labels(ofClass) + decided(ofClass));
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** Mean over the classes that are labelled or decided at all, each counting alike. */
    public double macroPrecision() {
        return mean(this::precision);
    }

    public double macroRecall() {
        return mean(this::recall);
    }

    public double macroF1() {
        return mean(this::f1);
    }

    /** Of all decisions together; with one class an event it's the accuracy. */
    public double microF1() {
        return accuracy();
    }

    /** Mean of F1, each class counting by its labels. */
    public double weightedF1() {
        double sum = 0;
        for (int i = 0; i < confusion.length; i++) {
            sum += f1(i) * labels(i);
        }
        return sum / labelled();
    }

    /** Cohen's: (accuracy − that expected of independent decisions) / (1 − the same). */
    public double kappa() {
        double n = labelled();
        double expected = 0;
        for (int i = 0; i < confusion.length; i++) {
            expected += labels(i) / n * (decided(i) / n);
        }
        return expected == 1 ? Double.NaN : (accuracy() - expected) / (1 - expected);
    }

    private double mean(IntToDoubleFunction ofClass) {
        double sum = 0;
        int used = 0;
        for (int i = 0; i < confusion.length; i++) {
            if (labels(i) + decided(i) > 0) {
                sum += ofClass.applyAsDouble(i);
                used++;
            }
        }
        return sum / used;
    }

    private long labels(int ofClass) {
        return Arrays.stream(confusion[ofClass]).sum();
    }

    private long decided(int ofClass) {
        long sum = 0;
        for (long[] row : confusion) {
            sum += row[ofClass];
        }
        return sum;
    }
}
