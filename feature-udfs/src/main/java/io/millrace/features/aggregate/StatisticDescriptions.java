package io.millrace.features.aggregate;

import io.millrace.features.function.FunctionDescription;
import io.millrace.features.function.FunctionDescription.Kind;
import io.millrace.features.function.FunctionDescription.Origin;

import java.util.List;

/** The window aggregates that come with Millrace: for the list of functions. */
public final class StatisticDescriptions {
    /** In the order of the documentation. */
    public static final List<FunctionDescription> ALL =
            List.of(
                    of(
                            "count(any): integer",
                            "How many values there are.",
                            "aggregate: {amount: [count]}"),
                    of(
                            "sum(number): number",
                            "Their sum, exact and rounded once; an integer's is an integer.",
                            "aggregate: {amount: [sum]}"),
                    of(
                            "mean(number): double",
                            "Their mean, rounded once.",
                            "aggregate: {amount: [mean]}"),
                    of(
                            "min(number or timestamp): the field's",
                            "The smallest.",
                            "aggregate: {amount: [min]}"),
                    of(
                            "max(number or timestamp): the field's",
                            "The largest.",
                            "aggregate: {amount: [max]}"),
                    of(
                            "variance(number): double",
                            "Variance of the sample; null of fewer than two.",
                            "aggregate: {amount: [variance]}"),
                    of(
                            "variance_samp(number): double",
                            "The same as variance.",
                            "aggregate: {amount: [variance_samp]}"),
                    of(
                            "variance_pop(number): double",
                            "Variance of the population.",
                            "aggregate: {amount: [variance_pop]}"),
                    of(
                            "stddev(number): double",
                            "Standard deviation of the sample; null of fewer than two.",
                            "aggregate: {amount: [stddev]}"),
                    of(
                            "stddev_samp(number): double",
                            "The same as stddev.",
                            "aggregate: {amount: [stddev_samp]}"),
                    of(
                            "stddev_pop(number): double",
                            "Standard deviation of the population.",
                            "aggregate: {amount: [stddev_pop]}"),
                    of(
                            "skewness(number): double",
                            "Skewness of the sample (G1); null of fewer than three, or if all are equal.",
                            "aggregate: {amount: [skewness]}"),
                    of(
                            "skewness_pop(number): double",
                            "Skewness of the population (g1).",
                            "aggregate: {amount: [skewness_pop]}"),
                    of(
                            "kurtosis(number): double",
                            "Excess kurtosis of the sample (G2); null of fewer than four, or if all are equal.",
                            "aggregate: {amount: [kurtosis]}"),
                    of(
                            "kurtosis_pop(number): double",
                            "Excess kurtosis of the population (g2).",
                            "aggregate: {amount: [kurtosis_pop]}"),
                    of(
                            "first(any): the field's",
                            "The oldest; first_2 to first_64 are those after it.",
                            "aggregate: {amount: [first]}"),
                    of(
                            "last(any): the field's",
                            "The newest; last_2 to last_64 are those before it.",
                            "aggregate: {amount: [last]}"),
                    of(
                            "lag(any): the field's",
                            "The newest before the event itself; lag_2 to lag_64 are those before it.",
                            "aggregate: {amount: [lag]}"),
                    of(
                            "count_distinct(any): integer",
                            "How many different values: exact up to 1,024, then an estimate with a standard error of 3 to 4.5 %.",
                            "aggregate: {merchant_id: [count_distinct]}"),
                    of(
                            "approx_count_distinct(any): integer",
                            "The same in a quarter of the state: exact up to 256, then 6 to 9 %.",
                            "aggregate: {merchant_id: [approx_count_distinct]}"),
                    of(
                            "top(any): the field's",
                            "The most frequent; of equal ones the smaller. top_2 to top_64 are those after it; null of more than 1,024 different ones.",
                            "aggregate: {country: [top]}"),
                    of(
                            "top_count(any): integer",
                            "How often top is there; also top_2_count and so on.",
                            "aggregate: {country: [top_count]}"),
                    of(
                            "entropy(any): double",
                            "Shannon's entropy of how often each value is there, in bits; null of more than 1,024 different ones.",
                            "aggregate: {country: [entropy]}"),
                    of(
                            "median(number): double",
                            "The middle value, within 1 %.",
                            "aggregate: {amount: [median]}"),
                    of(
                            "p99(number): double",
                            "A percentile within 1 %: p1 to p100, p99_9 for 99.9 %.",
                            "aggregate: {amount: [p99]}"),
                    of(
                            "percent_rank(number): double",
                            "The event's own value among the window's: the share below it, and half of those within 1 % of it; 0 to 1.",
                            "aggregate: {amount: [percent_rank]}"),
                    of(
                            "histogram(number): integer",
                            "A count for each cell between its bounds: a feature for each, histogram_0 the lowest.",
                            "aggregate: {amount: [histogram]}, bounds: [10, 100]"),
                    of(
                            "time_since_first(any): integer",
                            "Milliseconds from the oldest value to the event.",
                            "aggregate: {amount: [time_since_first]}"),
                    of(
                            "time_since_last(any): integer",
                            "Milliseconds from the newest value to the event.",
                            "aggregate: {amount: [time_since_last]}"),
                    of(
                            "rate(any): double",
                            "Values a second of the window's length.",
                            "aggregate: {amount: [rate]}"),
                    of(
                            "ratio(any): double",
                            "Values that meet where: over those that meet out_of:.",
                            "where: status == \"DECLINED\", aggregate: {amount: [ratio]}"),
                    of(
                            "trend(number): double",
                            "Least-squares slope over time, a second; null of fewer than two times.",
                            "aggregate: {amount: [trend]}"));

    private StatisticDescriptions() {}

    private static FunctionDescription of(String signature, String description, String example) {
        String name = signature.substring(0, signature.indexOf('('));
        return new FunctionDescription(
                name, signature, description, example, Kind.AGGREGATE, Origin.BUNDLED);
    }
}
