package io.millrace.features;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What features mean, by brute force over the whole history: no state, no order of arrival, exact
 * decimal arithmetic. Shares nothing with the engine.
 */
final class Oracle {
    private static final MathContext DIGITS = new MathContext(60);

    /** One feature; fields by their names. */
    record Definition(
            String name,
            String entityKey,
            int source,
            String field,
            String function,
            long window,
            Predicate<Event> where) {}

    /** An answer that isn't a value. */
    enum Special {
        REFUSED
    }

    private final Fields fields;

    /** Reads a field of an event by its name. */
    interface Fields {
        @Nullable Object get(Event event, String field);

        ValueType type(int source, String field);
    }

    Oracle(Fields fields) {
        this.fields = fields;
    }

    @Nullable Object answer(Definition feature, Event asked, List<Event> history) {
        Object key = fields.get(asked, feature.entityKey());
        if (key == null) {
            return null;
        }
        BigInteger end = BigInteger.valueOf(asked.time());
        BigInteger start = end.subtract(BigInteger.valueOf(feature.window()));
        List<Event> inWindow =
                history.stream()
                        .filter(event -> event.source() == feature.source())
                        .filter(event -> key.equals(fields.get(event, feature.entityKey())))
                        .filter(event -> BigInteger.valueOf(event.time()).compareTo(start) >= 0)
                        .filter(event -> BigInteger.valueOf(event.time()).compareTo(end) < 0)
                        .filter(event -> fields.get(event, feature.field()) != null)
                        .filter(feature.where())
                        .sorted(
                                Comparator.comparingLong(Event::time)
                                        .thenComparingInt(event -> event.at().partition())
                                        .thenComparingLong(event -> event.at().offset()))
                        .toList();
        List<Object> values =
                inWindow.stream()
                        .map(event -> Objects.requireNonNull(fields.get(event, feature.field())))
                        .toList();
        if (feature.function().equals("count")) {
            return (long) values.size();
        }
        if (values.isEmpty()) {
            return null;
        }
        ValueType type = fields.type(feature.source(), feature.field());
        return switch (feature.function()) {
            case "last" -> values.get(values.size() - 1);
            case "min" -> values.stream().map(Oracle::comparable).min(Oracle::compare).get();
            case "max" -> values.stream().map(Oracle::comparable).max(Oracle::compare).get();
            case "sum" -> sum(values, type);
            case "mean" -> mean(values);
            case "stddev" -> deviation(values);
            default -> throw new IllegalArgumentException(feature.function());
        };
    }

    private static Object comparable(Object value) {
        return value;
    }

    private static int compare(Object left, Object right) {
        return left instanceof Double d
                ? d.compareTo((Double) right)
                : Long.compare((Long) left, (Long) right);
    }

    private static BigDecimal total(List<Object> values) {
        return values.stream().map(Oracle::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Double d ? new BigDecimal(d) : BigDecimal.valueOf((Long) value);
    }

    private static @Nullable Object sum(List<Object> values, ValueType type) {
        BigDecimal total = total(values);
        if (type == ValueType.INTEGER) {
            BigInteger whole = total.toBigIntegerExact();
            return whole.bitLength() < 64 ? (Object) whole.longValue() : Special.REFUSED;
        }
        return nearest(total.round(DIGITS), total::compareTo);
    }

    private static @Nullable Object mean(List<Object> values) {
        BigDecimal total = total(values);
        BigDecimal n = BigDecimal.valueOf(values.size());
        return nearest(total.divide(n, DIGITS), x -> total.compareTo(x.multiply(n)));
    }

    private static @Nullable Object deviation(List<Object> values) {
        if (values.size() < 2) {
            return null;
        }
        BigDecimal n = BigDecimal.valueOf(values.size());
        BigDecimal total = total(values);
        BigDecimal squares =
                values.stream()
                        .map(value -> exact(value).pow(2))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal numerator = n.multiply(squares).subtract(total.pow(2));
        BigDecimal pairs = n.multiply(n.subtract(BigDecimal.ONE));
        BigDecimal approximate = numerator.divide(pairs, DIGITS).sqrt(DIGITS);
        return nearest(
                approximate,
                x -> x.signum() < 0 ? 1 : numerator.compareTo(x.pow(2).multiply(pairs)));
    }

    /** The double nearest to a value of which we know how it compares; ties to even. */
    private static @Nullable Object nearest(
            BigDecimal approximate, ToIntFunction<BigDecimal> comparedWith) {
        double candidate = approximate.doubleValue();
        if (Double.isInfinite(candidate)) {
            return null;
        }
        double up = Math.nextUp(candidate);
        double down = Math.nextDown(candidate);
        if (Double.isFinite(up) && isPast(candidate, up, comparedWith, 1)) {
            candidate = up;
        } else if (Double.isFinite(down) && isPast(candidate, down, comparedWith, -1)) {
            candidate = down;
        }
        return candidate == 0 ? 0.0 : candidate;
    }

    private static boolean isPast(
            double candidate, double next, ToIntFunction<BigDecimal> comparedWith, int direction) {
        BigDecimal middle =
                new BigDecimal(candidate).add(new BigDecimal(next)).divide(BigDecimal.valueOf(2));
        int order = comparedWith.applyAsInt(middle) * direction;
        boolean nextIsEven = (Double.doubleToRawLongBits(next) & 1) == 0;
        return order > 0 || (order == 0 && nextIsEven);
    }
}
