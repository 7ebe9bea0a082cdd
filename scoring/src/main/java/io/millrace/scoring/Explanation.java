package io.millrace.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Why a score is what it is: how much each input moved the margin from the base, which is what the
 * model says of a row of which nothing is known. The contributions sum to the margin minus the
 * base.
 *
 * @param margin before link and calibration
 * @param base mean margin over the training rows for trees; for linear models that of a row whose
 *     numbers are all at their centre and whose texts are all missing
 * @param contributions of the inputs, in the model's order, in the margin's unit
 */
public record Explanation(double margin, double base, List<Contribution> contributions) {

    public Explanation {
        contributions = List.copyOf(contributions);
    }

    /**
     * @param input its name
     */
    public record Contribution(String input, double value) {}

    /** The inputs that moved it most, either way, the strongest first, the first of equal ones. */
    public List<Contribution> top(int count) {
        return contributions.stream()
                .sorted(
                        Comparator.comparingDouble(
                                        (Contribution contribution) ->
                                                Math.abs(contribution.value()))
                                .reversed())
                .limit(count)
                .toList();
    }

    static Explanation of(double margin, double base, List<String> inputs, double[] values) {
        double[] own = Arrays.copyOf(values, inputs.size());
        return new Explanation(
                margin,
                base,
                IntStream.range(0, own.length)
                        .mapToObj(input -> new Contribution(inputs.get(input), own[input]))
                        .toList());
    }
}
