package io.millrace.it.oracle;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Features by definition: for each event, a look at the whole history before it. Written from the
 * meaning ({@code [t - window, t)}, null skipped, count of nothing 0, everything else of nothing
 * null, sample standard deviation), in decimal arithmetic, and knows nothing of the engine.
 */
public final class FeatureOracle {
    private static final MathContext DIGITS = new MathContext(60);
    private static final Map<Character, Long> UNITS =
            Map.of('s', 1000L, 'm', 60_000L, 'h', 3_600_000L, 'd', 86_400_000L);

    private final List<Observation> history;
    private final Predicate<Observation> where;

    /**
     * @param history every admitted event
     * @param where which of them are aggregated
     */
    public FeatureOracle(List<Observation> history, Predicate<Observation> where) {
        this.history = List.copyOf(history);
        this.where = where;
    }

    /**
     * @param fields by name; a value is a Number, a String or null
     */
    public record Observation(
            String id, long time, int partition, long offset, Map<String, Object> fields) {}

    /**
     * @param entityField the field that identifies the entity
     * @param window such as {@code 7d}
     * @return a Long, Double or String, or null
     */
    public @Nullable Object value(
            Observation at, String entityField, String field, String function, String window) {
        long length =
                Long.parseLong(window.substring(0, window.length() - 1))
                        * UNITS.get(window.charAt(window.length() - 1));
        List<Object> values =
                history.stream()
                        .filter(o -> o.time() >= at.time() - length && o.time() < at.time())
                        .filter(
                                o ->
                                        at.fields()
                                                .get(entityField)
                                                .equals(o.fields().get(entityField)))
                        .filter(where)
                        .filter(o -> o.fields().get(field) != null)
                        .sorted(
                                Comparator.comparingLong(Observation::time)
                                        .thenComparingInt(Observation::partition)
                                        .thenComparingLong(Observation::offset))
                        .map(o -> o.fields().get(field))
                        .toList();
        if (function.equals("count")) {
            return (long) values.size();
        }
        if (values.isEmpty()) {
            return null;
        }
        return function.equals("last") ? values.get(values.size() - 1) : number(values, function);
    }

    private static @Nullable Double number(List<Object> values, String function) {
        List<BigDecimal> numbers =
                values.stream().map(v -> new BigDecimal(((Number) v).doubleValue())).toList();
        BigDecimal n = BigDecimal.valueOf(numbers.size());
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return switch (function) {
            case "sum" -> sum.doubleValue();
            case "mean" -> sum.divide(n, DIGITS).doubleValue();
            case "min" ->
                    numbers.stream().min(Comparator.naturalOrder()).orElseThrow().doubleValue();
            case "max" ->
                    numbers.stream().max(Comparator.naturalOrder()).orElseThrow().doubleValue();
            case "stddev" -> sampleDeviation(numbers, sum, n);
            default -> throw new IllegalArgumentException("the oracle knows no " + function);
        };
    }

    private static @Nullable Double sampleDeviation(
            List<BigDecimal> numbers, BigDecimal sum, BigDecimal n) {
        if (numbers.size() < 2) {
            return null;
        }
        BigDecimal mean = sum.divide(n, DIGITS);
        BigDecimal squares =
                numbers.stream()
                        .map(x -> x.subtract(mean).pow(2))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.divide(n.subtract(BigDecimal.ONE), DIGITS).sqrt(DIGITS).doubleValue();
    }
}
