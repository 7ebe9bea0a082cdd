package io.millrace.jobs.cli.feature;

import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.yaml.Durations;

import java.util.Locale;
import java.util.Map;

/** Aggregates in words. */
final class AggregateWords {
    private static final Map<String, String> FUNCTIONS =
            Map.ofEntries(
                    Map.entry("count", "how many values of %s there are"),
                    Map.entry("sum", "the sum of %s"),
                    Map.entry("mean", "the mean of %s"),
                    Map.entry("min", "the smallest %s"),
                    Map.entry("max", "the largest %s"),
                    Map.entry("stddev", "the sample standard deviation of %s"),
                    Map.entry("stddev_samp", "the sample standard deviation of %s"),
                    Map.entry("stddev_pop", "the population standard deviation of %s"),
                    Map.entry("variance", "the sample variance of %s"),
                    Map.entry("variance_samp", "the sample variance of %s"),
                    Map.entry("variance_pop", "the population variance of %s"),
                    Map.entry("first", "the oldest %s"),
                    Map.entry("last", "the newest %s"),
                    Map.entry("lag", "the %s of the event before"),
                    Map.entry("percent_rank", "the share of values of %s below the event's own"),
                    Map.entry("median", "the median of %s"),
                    Map.entry("count_distinct", "how many different values of %s there are"),
                    Map.entry(
                            "approx_count_distinct",
                            "about how many different values of %s there are"),
                    Map.entry("rate", "values of %s a second"),
                    Map.entry("trend", "the slope of %s, a second"),
                    Map.entry("entropy", "the Shannon entropy of %s, in bits"),
                    Map.entry("top", "the most frequent %s"),
                    Map.entry("top_count", "how often the most frequent %s is there"),
                    Map.entry("time_since_first", "milliseconds since the oldest %s"),
                    Map.entry("time_since_last", "milliseconds since the newest %s"));

    private AggregateWords() {}

    static String function(String function, String field) {
        String known = FUNCTIONS.get(function);
        if (known != null) {
            return known.formatted(field);
        }
        if (function.matches("p[0-9_]+")) {
            String percent = function.substring(1).replace('_', '.');
            return "the " + percent + "th percentile of " + field;
        }
        if (function.startsWith("histogram_")) {
            String cell = function.substring("histogram_".length());
            return "how many values of " + field + " are in cell " + cell + " of the histogram";
        }
        return function + " of " + field;
    }

    static String window(Feature.Aggregate aggregate, Window window) {
        String length = Durations.write(window.length());
        String words =
                switch (window.shape()) {
                    case SLIDING -> "in the " + length + " before the event";
                    case LAST -> "of the newest " + window.events() + " events";
                    case LIFETIME -> "since the beginning";
                    case TUMBLING ->
                            "since the last multiple of " + length + " (from 1970 on, UTC)";
                    case HOPPING ->
                            "in the newest whole window of %s that ends at a multiple of %s"
                                    .formatted(length, Durations.write(window.step()));
                    case SESSION ->
                            "in the session at hand (events less than " + length + " apart)";
                    case HALF_LIFE -> "with a weight that halves every " + length;
                };
        return aggregate.options().delay().isZero()
                ? words
                : words + ", as it was " + Durations.write(aggregate.options().delay()) + " before";
    }

    /** With t for the event's time less the delay. */
    static String edges(Feature.Aggregate aggregate, Window window) {
        Edge edge = aggregate.options().edge();
        String end =
                edge == Edge.PRIOR
                        ? "without what's stamped t"
                        : "with every event that's stamped t";
        if (window.shape() != Window.Shape.SLIDING) {
            return edge.name().toLowerCase(Locale.ROOT) + ": up to t, " + end;
        }
        String length = Durations.write(window.length());
        String interval =
                switch (edge) {
                    case PRIOR -> "[t - %s, t)";
                    case CURRENT -> "(t - %s, t]";
                    case CLOSED -> "[t - %s, t]";
                };
        String rounded =
                aggregate
                        .options()
                        .precision()
                        .map(p -> "; the start is rounded down to " + Durations.write(p))
                        .orElse("");
        return edge.name().toLowerCase(Locale.ROOT)
                + ": "
                + interval.formatted(length)
                + ", "
                + end
                + rounded;
    }

    static String nullRule(String function, String key) {
        String noKey = "null if the event has no " + key;
        return switch (function) {
            case "count", "count_distinct", "approx_count_distinct", "top_count" ->
                    noKey + "; 0 if nothing is in the window";
            case "stddev", "stddev_samp", "variance", "variance_samp" ->
                    noKey + ", or if fewer than two values are in the window";
            default ->
                    function.startsWith("histogram_")
                            ? noKey + "; 0 if nothing is in the window"
                            : noKey + ", or if no value is in the window";
        };
    }
}
