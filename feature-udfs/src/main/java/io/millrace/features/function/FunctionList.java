package io.millrace.features.function;

import io.millrace.features.aggregate.Statistic;
import io.millrace.features.aggregate.StatisticDescriptions;

import java.util.ArrayList;
import java.util.List;

/**
 * Every function that features can use, for people.
 *
 * @param all scalar functions, those of the language first, then aggregates
 * @param problems functions of jars that can't be used, and why
 */
public record FunctionList(List<FunctionDescription> all, List<String> problems) {
    public FunctionList {
        all = List.copyOf(all);
        problems = List.copyOf(problems);
    }

    /** What there is, with the functions that the thread's context class loader knows. */
    public static FunctionList load() {
        ScalarFunctions scalar = ScalarFunctions.load();
        List<FunctionDescription> all = new ArrayList<>(scalar.descriptions());
        all.addAll(StatisticDescriptions.ALL);
        AggregateFunctions aggregates = AggregateFunctions.load(Statistic::isOwn);
        all.addAll(aggregates.descriptions());
        List<String> problems = new ArrayList<>(scalar.problems());
        problems.addAll(aggregates.problems());
        return new FunctionList(all, problems);
    }
}
