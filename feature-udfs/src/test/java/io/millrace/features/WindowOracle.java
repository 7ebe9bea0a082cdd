package io.millrace.features;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which events a feature is of, by brute force over the whole history: every kind of window, edge,
 * delay and bucket. Shares nothing with the engine. Times are big, so that nothing overflows.
 */
final class WindowOracle {

    /**
     * One feature; fields by their names.
     *
     * @param shape the window's first word; sliding for a plain duration
     * @param size in milliseconds or events
     */
    record Definition(
            String name,
            String entityKey,
            int source,
            String field,
            String function,
            String shape,
            long size,
            long step,
            String edge,
            long delay,
            long precision,
            Predicate<Event> where,
            Predicate<Event> bucket,
            Predicate<Event> outOf,
            List<Double> bounds,
            @Nullable Object substitute) {}

    private final Oracle.Fields fields;

    WindowOracle(Oracle.Fields fields) {
        this.fields = fields;
    }

    /** What's expected: a value, null, {@link Oracle.Special#REFUSED}, or about a value. */
    @Nullable Object answer(Definition feature, Event asked, List<Event> history) {
        Object key = fields.get(asked, feature.entityKey());
        if (key == null) {
            return null;
        }
        List<Event> ofKey =
                history.stream()
                        .filter(event -> event.source() == feature.source())
                        .filter(event -> key.equals(fields.get(event, feature.entityKey())))
                        .sorted(
                                Comparator.comparingLong(Event::time)
                                        .thenComparingInt(event -> event.at().partition())
                                        .thenComparingLong(event -> event.at().offset()))
                        .toList();
        Object value = compute(feature, asked, window(feature, asked.time(), ofKey));
        return value == null ? feature.substitute() : value;
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    private static BigInteger floor(BigInteger value, long step) {
        return value.subtract(value.mod(big(step)));
    }

    private List<Event> window(Definition feature, long time, List<Event> events) {
        BigInteger end = big(time).subtract(big(feature.delay()));
        BigInteger size = big(feature.size());
        boolean prior = feature.edge().equals("prior");
        List<Event> before =
                events.stream()
                        .filter(e -> big(e.time()).compareTo(end) < (prior ? 0 : 1))
                        .toList();
        // The last events are those of the condition, but a ratio has two: they're any events.
        Predicate<Event> counts =
                feature.function().equals("ratio") ? event -> true : feature.where();
        switch (feature.shape()) {
            case "sliding":
                BigInteger start = end.subtract(size);
                if (feature.edge().equals("current")) {
                    start = start.add(BigInteger.ONE);
                }
                return from(
                        feature.precision() > 0 ? floor(start, feature.precision()) : start,
                        before);
            case "tumbling":
                return from(floor(end, feature.size()), before);
            case "hopping":
                BigInteger last = floor(end, feature.step());
                return from(last.subtract(size), events).stream()
                        .filter(e -> big(e.time()).compareTo(last) < 0)
                        .toList();
            case "lifetime":
                return before;
            case "halflife":
                return from(floor(end, feature.size()).subtract(size.multiply(big(40))), before);
            case "last":
                List<Event> met = before.stream().filter(counts).toList();
                return met.subList((int) Math.max(0, met.size() - feature.size()), met.size());
            default:
                return session(feature, end, before.stream().filter(counts).toList());
        }
    }

    private static List<Event> from(BigInteger start, List<Event> events) {
        return events.stream().filter(e -> big(e.time()).compareTo(start) >= 0).toList();
    }

    private static List<Event> session(Definition feature, BigInteger end, List<Event> events) {
        List<Event> session = new ArrayList<>();
        BigInteger next = end;
        for (int i = events.size() - 1; i >= 0; i--) {
            BigInteger time = big(events.get(i).time());
            if (next.subtract(time).compareTo(big(feature.size())) >= 0) {
                break;
            }
            session.add(0, events.get(i));
            next = time;
        }
        return session;
    }

    /** Anything between the share that's clearly below and the share that isn't clearly above. */
    private static StatisticOracle.@Nullable About rank(@Nullable Object own, List<Object> values) {
        if (own == null || values.isEmpty()) {
            return null;
        }
        double value = ((Number) own).doubleValue();
        double about = Math.abs(value) * 0.0203;
        double low = share(values, v -> v < value - about);
        double high = share(values, v -> v <= value + about);
        return new StatisticOracle.About(
                new java.math.BigDecimal((low + high) / 2),
                new java.math.BigDecimal((high - low) / 2 + 1e-12));
    }

    private static double share(List<Object> values, java.util.function.DoublePredicate condition) {
        return (double)
                        values.stream()
                                .mapToDouble(v -> ((Number) v).doubleValue())
                                .filter(condition)
                                .count()
                / values.size();
    }

    private static long orderHash(List<Event> events, List<Object> values) {
        long hash = 0;
        for (int i = 0; i < values.size(); i++) {
            long bits = Double.doubleToRawLongBits(((Number) values.get(i)).doubleValue());
            hash = hash * 31 + bits + 7 * events.get(i).time();
        }
        return hash;
    }

    private @Nullable Object compute(Definition feature, Event asked, List<Event> window) {
        List<Event> there =
                window.stream()
                        .filter(event -> fields.get(event, feature.field()) != null)
                        .filter(feature.bucket())
                        .toList();
        if (feature.function().equals("ratio")) {
            long of = there.stream().filter(feature.outOf()).count();
            long met = there.stream().filter(feature.where()).count();
            return of == 0 ? null : (double) met / of;
        }
        List<Event> met = there.stream().filter(feature.where()).toList();
        if (feature.function().equals("time_since_last")) {
            return met.isEmpty() ? null : asked.time() - met.get(met.size() - 1).time();
        }
        if (feature.function().equals("time_since_first")) {
            return met.isEmpty() ? null : asked.time() - met.get(0).time();
        }
        List<Object> values =
                met.stream()
                        .map(event -> Objects.requireNonNull(fields.get(event, feature.field())))
                        .toList();
        if (feature.function().equals("order_hash")) {
            return orderHash(met, values);
        }
        if (feature.function().equals("percent_rank")) {
            return rank(fields.get(asked, feature.field()), values);
        }
        if (feature.shape().equals("halflife")) {
            return decayed(feature, asked, met, values);
        }
        if (feature.function().equals("rate")) {
            return values.size() / (feature.size() / 1000.0);
        }
        if (feature.function().equals("trend")) {
            return StatisticOracle.slope(met.stream().map(Event::time).toList(), values);
        }
        ValueType type = fields.type(feature.source(), feature.field());
        int passed = feature.shape().equals("hopping") || feature.edge().equals("prior") ? 0 : 1;
        return StatisticOracle.compute(feature.function(), values, type, feature.bounds(), passed);
    }

    private static @Nullable Object decayed(
            Definition feature, Event asked, List<Event> events, List<Object> values) {
        BigDecimal weights = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal magnitude = BigDecimal.ZERO;
        for (int i = 0; i < events.size(); i++) {
            long age = asked.time() - feature.delay() - events.get(i).time();
            BigDecimal weight = new BigDecimal(Math.pow(2, -(double) age / feature.size()));
            BigDecimal value = StatisticOracle.exact(values.get(i)).multiply(weight);
            weights = weights.add(weight);
            sum = sum.add(value);
            magnitude = magnitude.add(value.abs());
        }
        BigDecimal tolerance = new BigDecimal("1e-12").multiply(magnitude);
        if (feature.function().equals("count")) {
            return new StatisticOracle.About(weights, new BigDecimal("1e-12").multiply(weights));
        }
        if (events.isEmpty()) {
            return null;
        }
        return feature.function().equals("sum")
                ? new StatisticOracle.About(sum, tolerance)
                : new StatisticOracle.About(
                        sum.divide(weights, StatisticOracle.DIGITS),
                        tolerance.divide(weights, StatisticOracle.DIGITS));
    }
}
