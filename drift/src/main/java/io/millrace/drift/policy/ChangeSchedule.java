package io.millrace.drift.policy;

import io.millrace.drift.change.ChangeDetector;

import java.util.List;

/**
 * When trainings are asked for after a change in the champion's errors: at so many labelled rows
 * after the change point, on exactly those rows. The first answer is quick and poor, the later ones
 * are better.
 *
 * @param detector that follows the errors
 * @param steps rows after the change point, rising, each at least 1
 * @param afterPromotion whether the remaining steps are still asked for when a version of this
 *     change has taken over. The gate decides whether a later candidate is better; without it, the
 *     model of the first few rows stays until it gets worse.
 */
public record ChangeSchedule(
        ChangeDetector.Kind detector, List<Integer> steps, boolean afterPromotion) {

    public static final ChangeSchedule STANDARD =
            new ChangeSchedule(
                    ChangeDetector.Kind.ADWIN, List.of(100, 200, 400, 800, 1600, 3200), true);

    public ChangeSchedule {
        steps = List.copyOf(steps);
        int last = 0;
        for (int step : steps) {
            if (step <= last) {
                throw new IllegalArgumentException(
                        "steps are " + steps + "; they must rise, from 1 on");
            }
            last = step;
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a schedule needs a step");
        }
    }

    /** The first step. */
    int fewest() {
        return steps.get(0);
    }

    /** How many of the steps so many rows have reached. */
    int reached(long rows) {
        int reached = 0;
        while (reached < steps.size() && steps.get(reached) <= rows) {
            reached++;
        }
        return reached;
    }
}
