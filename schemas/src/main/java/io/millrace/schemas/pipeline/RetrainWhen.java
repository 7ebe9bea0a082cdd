package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a new model is trained. Each of the causes is enough.
 *
 * @param firstExamples labelled examples, at least 1, that train the first model when there's no
 *     champion
 * @param changeInErrors whether a change in the champion's errors is a cause
 * @param performance a metric that gets worse, if that's a cause
 * @param drift features that move, if that's a cause
 * @param everyExamples labelled examples, at least 1, after each of which a challenger is trained,
 *     if that's a cause
 * @param schedule times in event time at which a challenger is trained, if that's a cause
 * @param coolDown event time between two trainings, at least
 * @param atMostPerDay trainings in a day of event time, at most; at least 1
 */
public record RetrainWhen(
        int firstExamples,
        boolean changeInErrors,
        Optional<Performance> performance,
        Optional<Drift> drift,
        OptionalInt everyExamples,
        Optional<Schedule> schedule,
        Duration coolDown,
        int atMostPerDay) {

    /** One without a schedule. */
    public RetrainWhen(
            int firstExamples,
            boolean changeInErrors,
            Optional<Performance> performance,
            Optional<Drift> drift,
            OptionalInt everyExamples,
            Duration coolDown,
            int atMostPerDay) {
        this(
                firstExamples,
                changeInErrors,
                performance,
                drift,
                everyExamples,
                Optional.empty(),
                coolDown,
                atMostPerDay);
    }

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
     * A metric that gets worse.
     *
     * @param metric that the gate measures, too
     * @param own the business's own metric, by name, in its place
     * @param rises whether it's worse when it rises; only the business's own may
     * @param by how much worse than the gate's estimate it has to be, in (0, 1]; of the business's
     *     own as a share of what it was in the version's first window, above 0
     * @param forWindows in how many windows in a row, at least 1
     */
    public record Performance(
            Model.Metric metric, Optional<String> own, boolean rises, double by, int forWindows) {
        public Performance {
            if (own.isEmpty()) {
                requireShare("by", by);
            } else if (!(by > 0)) {
                throw new IllegalArgumentException("by is " + by + ", it has to be above 0");
            }
            if (rises && own.isEmpty()) {
                throw new IllegalArgumentException(metric + " is better when it rises");
            }
            requireOne("forWindows", forWindows);
        }

        /** A metric of the gate that falls. */
        public Performance(Model.Metric metric, double fallsBy, int forWindows) {
            this(metric, Optional.empty(), false, fallsBy, forWindows);
        }

        public String name() {
            return own.orElse(metric.name().toLowerCase(Locale.ROOT));
        }

        /** How much worse a value is, in the unit of {@code by}; negative if it's better. */
        public double loss(double baseline, double value) {
            if (own.isEmpty()) {
                return baseline - value;
            }
            double worse = rises ? value - baseline : baseline - value;
            return baseline == 0 && worse == 0 ? 0 : worse / Math.abs(baseline);
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
