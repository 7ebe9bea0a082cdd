package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an aggregate may have besides fields, functions and windows.
 *
 * @param delay shifts windows into the past
 * @param precision rounds a sliding window's start down to its multiples
 * @param substitute written for {@code default}: stands in place of null
 * @param outOf the condition below the line of {@code ratio}
 * @param bounds of {@code histogram}, ascending
 * @param suffix the end of the features' names
 */
public record AggregateOptions(
        Edge edge,
        Duration delay,
        Optional<Duration> precision,
        Optional<Text> substitute,
        Optional<By> by,
        Optional<Text> outOf,
        List<Double> bounds,
        Optional<Text> suffix) {

    /** Sliding windows {@code [t - w, t)}, and nothing else. */
    public static final AggregateOptions NONE =
            new AggregateOptions(
                    Edge.PRIOR,
                    Duration.ZERO,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    /** Where the windows of an event at {@code t} begin and end. */
    public enum Edge {
        /** {@code [t - w, t)}. */
        PRIOR,
        /** {@code (t - w, t]}, with every event that's stamped t. */
        CURRENT,
        /** {@code [t - w, t]}. */
        CLOSED
    }

    /** One feature for each of a field's named values, and one for all others. */
    public record By(Text field, List<Text> values) {
        /** The last part of the name of the feature for values that aren't named. */
        public static final String OTHER = "other";

        public By {
            values = List.copyOf(values);
        }

        /** A value as a part of a name: what isn't a letter, a digit or _ becomes _. */
        public static String namePart(Text value) {
            return value.value().replaceAll("[^A-Za-z0-9_]", "_");
        }
    }

    public AggregateOptions {
        bounds = List.copyOf(bounds);
    }
}
