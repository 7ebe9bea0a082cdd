package io.millrace.jobs.table;

import io.millrace.features.aggregate.Statistic;
import io.millrace.features.aggregate.StatisticDescriptions;
import io.millrace.features.function.AggregateFunctions;
import io.millrace.features.function.FunctionDescription;
import io.millrace.features.function.FunctionReference;
import io.millrace.features.function.ScalarFunctions;

import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.functions.AggregateFunction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Registers Millrace's functions in Flink SQL, and those of jars on the class path: {@code SELECT
 * millrace_haversine_km(…), millrace_p99(amount) OVER (…)}. They have a prefix, since SQL has
 * functions such as HOUR and COUNT of its own.
 */
public final class SqlFunctions {
    /** What names begin with. */
    public static final String PREFIX = "millrace_";

    /** What SQL says by other means: they need a condition, bounds, a length or the row itself. */
    private static final Set<Statistic.Kind> NOT_IN_SQL =
            Set.of(
                    Statistic.Kind.RATE,
                    Statistic.Kind.RATIO,
                    Statistic.Kind.HISTOGRAM,
                    Statistic.Kind.PERCENT_RANK);

    private static final List<String> QUANTILES =
            List.of("p1", "p5", "p10", "p25", "p75", "p90", "p95", "p99_9");

    private SqlFunctions() {}

    /**
     * Registers them as temporary system functions.
     *
     * @return their names in SQL
     */
    public static List<String> register(TableEnvironment env) {
        List<String> names = new ArrayList<>();
        for (var function : ScalarFunctions.load().all()) {
            String name = PREFIX + function.name();
            env.createTemporarySystemFunction(
                    name, new SqlScalarFunction(FunctionReference.of(function)));
            names.add(name);
        }
        for (String word : words()) {
            env.createTemporarySystemFunction(PREFIX + word, aggregate(word));
            names.add(PREFIX + word);
        }
        return names;
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>(QUANTILES);
        StatisticDescriptions.ALL.stream().map(FunctionDescription::name).forEach(words::add);
        words.removeIf(SqlFunctions::isNotInSql);
        words.addAll(AggregateFunctions.load(Statistic::isOwn).names());
        return words;
    }

    private static boolean isNotInSql(String word) {
        Optional<Statistic> statistic = Statistic.of(word);
        return statistic.isEmpty() || NOT_IN_SQL.contains(statistic.get().kind());
    }

    /**
     * One window function, such as {@code last_3} or {@code p99_5}: for those that aren't
     * registered by themselves.
     *
     * @throws IllegalArgumentException if there's none of this name, or SQL can't have it
     */
    public static AggregateFunction<?, ?> aggregate(String word) {
        boolean isProvided = AggregateFunctions.load(Statistic::isOwn).find(word).isPresent();
        if (!isProvided && isNotInSql(word)) {
            throw new IllegalArgumentException(
                    "there's no window function \"" + word + "\" for SQL");
        }
        return new SqlAggregate(word);
    }
}
