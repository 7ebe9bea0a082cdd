package io.millrace.scoring;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model's scores mean.
 *
 * @param names of the outputs, in order: one for a binary model (what's positive), the classes of a
 *     multiclass model, one for each number of a regression
 * @param calibration of a binary model
 * @param threshold from which on the decision is positive: a probability for a binary model; the
 *     least probability of a multiclass model's likeliest class; any finite number for a regression
 */
public record Outputs(Link link, List<String> names, Calibration calibration, double threshold) {

    public Outputs {
        names = List.copyOf(names);
        int fewest = link.task() == Task.MULTICLASS ? 2 : 1;
        int most = link.task() == Task.BINARY ? 1 : Limits.OUTPUTS;
        if (names.size() < fewest || names.size() > most) {
            throw new IllegalArgumentException(
                    "a %s model has %d outputs; %d to %d are allowed"
                            .formatted(link.task(), names.size(), fewest, most));
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("output \"" + name + "\" is there twice");
            }
        }
        if (link.task() != Task.BINARY && !(calibration instanceof Calibration.None)) {
            throw new IllegalArgumentException("only binary models are calibrated");
        }
        if (link.task() == Task.REGRESSION) {
            if (!Double.isFinite(threshold)) {
                throw new IllegalArgumentException(
                        "threshold is " + threshold + "; it must be finite");
            }
        } else if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "threshold is " + threshold + "; it must be from 0 to 1");
        }
    }

    /** One probability by the logistic function, as it is. */
    public static Outputs binary(double threshold) {
        return new Outputs(Link.LOGISTIC, List.of("positive"), new Calibration.None(), threshold);
    }

    public Task task() {
        return link.task();
    }

    /** The same with another calibration. */
    public Outputs calibrated(Calibration other) {
        return new Outputs(link, names, other, threshold);
    }

    /** The score of a single output's margin: calibrated, where there's a calibration. */
    public double score(double margin) {
        if (calibration instanceof Calibration.Platt platt) {
            return 1 / (1 + StrictMath.exp(-(platt.slope() * margin + platt.intercept())));
        }
        return calibration instanceof Calibration.Isotonic isotonic
                ? isotonic.at(margin)
                : link.one(margin);
    }

    /** Whether the first version of the format can say it. */
    boolean isPlainBinary() {
        return equals(binary(threshold));
    }
}
