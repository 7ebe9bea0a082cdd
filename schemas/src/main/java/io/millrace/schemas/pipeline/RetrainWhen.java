package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a new model is trained. Each of the causes is enough.
 *
 * @param firstExamples labelled examples, at least 1, that train the first model when there's no
 *     champion
 * @param changeInErrors whether a change in the champion's errors is a cause
 * @param performance a metric that falls, if that's a cause
 * @param drift features that move, if that's a cause
 * @param everyExamples labelled examples, at least 1, after each of which a challenger is trained,
 *     if that's a cause
 * @param coolDown event time between two trainings, at least
 * @param atMostPerDay trainings in a day of event time, at most; at least 1
 */
public record RetrainWhen(
        int firstExamples,
        boolean changeInErrors,
        Optional<Performance> performance,
        Optional<Drift> drift,
        OptionalInt everyExamples,
        Duration coolDown,
        int atMostPerDay) {

    public RetrainWhen {
        requireOne("firstExamples", firstExamples);
        requireOne("atMostPerDay", atMostPerDay);
        everyExamples.ifPresent(examples -> requireOne("everyExamples", examples));
        if (coolDown.isNegative()) {
            throw new IllegalArgumentException(
                    "coolDown is " + coolDown + ", at least 0 is needed");
        }
    }

    /**
     * A metric that falls.
     *
     * @param fallsBy how much below the gate's estimate it has to be, in (0, 1]
     * @param forWindows in how many windows in a row, at least 1
     */
    public record Performance(Model.Metric metric, double fallsBy, int forWindows) {
        public Performance {
            requireShare("fallsBy", fallsBy);
            requireOne("forWindows", forWindows);
        }
    }

    /**
     * Features that move.
     *
     * @param shareOfFeatures of the model's features that have to have drifted, in (0, 1]
     * @param forWindows in how many windows in a row, at least 1
     */
    public record Drift(double shareOfFeatures, int forWindows) {
        public Drift {
            requireShare("shareOfFeatures", shareOfFeatures);
            requireOne("forWindows", forWindows);
        }
    }

    private static void requireOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", at least 1 is needed");
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", it has to be in (0, 1]");
        }
    }
}
