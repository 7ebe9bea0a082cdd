package io.millrace.features;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What functions mean, of a list of values, in exact decimal arithmetic where that's possible. */
final class StatisticOracle {
    /** Enough for a value that lies exactly between two doubles: 80 took the wrong one of them. */
    static final MathContext DIGITS = new MathContext(400);

    private static final BigDecimal NOTHING = new BigDecimal("1e-70");

    private StatisticOracle() {}

    /** A value that's only known so well. */
    record About(BigDecimal value, BigDecimal tolerance) {
        boolean fits(@Nullable Object actual) {
            if (actual == null) {
                return value.abs().subtract(tolerance).compareTo(new BigDecimal(Double.MAX_VALUE))
                        >= 0;
            }
            BigDecimal error = new BigDecimal((Double) actual).subtract(value).abs();
            // The smallest doubles have few digits.
            return error.compareTo(tolerance.add(new BigDecimal("1e-300"))) <= 0;
        }
    }

    static BigDecimal exact(Object value) {
        return value instanceof Double d ? new BigDecimal(d) : BigDecimal.valueOf((Long) value);
    }

    static @Nullable Object compute(
            String function, List<Object> values, ValueType type, List<Double> bounds, int passed) {
        int n = values.size();
        String[] words = function.split("_", -1);
        boolean numbered = words.length > 1 && words[1].matches("\\d+");
        int k = numbered ? Integer.parseInt(words[1]) : 1;
        if (function.equals("count")) {
            return (long) n;
        }
        if (function.endsWith("count_distinct")) {
            return (long) frequencies(values).size();
        }
        if (words[0].equals("histogram")) {
            return values.stream().filter(v -> cell(v, bounds) == k).count();
        }
        if (words[0].equals("first")) {
            return k > n ? null : values.get(k - 1);
        }
        if (words[0].equals("last")) {
            return k > n ? null : values.get(n - k);
        }
        if (words[0].equals("lag")) {
            return k + passed > n ? null : values.get(n - k - passed);
        }
        if (words[0].equals("top")) {
            return top(values, k, function.endsWith("_count"));
        }
        if (function.equals("xor_bits")) {
            return values.stream()
                    .mapToLong(v -> Double.doubleToRawLongBits(((Number) v).doubleValue()))
                    .reduce(0, (a, b) -> a ^ b);
        }
        if (n == 0) {
            return null;
        }
        if (function.equals("naive_sum")) {
            double sum =
                    values.stream()
                            .mapToDouble(v -> 1 / (3 + Math.abs(((Number) v).doubleValue())))
                            .sum();
            return new About(new BigDecimal(sum), new BigDecimal("1e-12"));
        }
        if (function.equals("entropy")) {
            return entropy(values);
        }
        if (function.equals("median") || words[0].matches("p\\d+")) {
            return quantile(function, values);
        }
        return switch (function) {
            case "min" -> values.stream().min(StatisticOracle::order).orElseThrow();
            case "max" -> values.stream().max(StatisticOracle::order).orElseThrow();
            case "sum" -> sum(values, type);
            default -> moment(function, values);
        };
    }

    private static int order(Object left, Object right) {
        if (left instanceof String text) {
            int[] a = text.codePoints().toArray();
            int[] b = ((String) right).codePoints().toArray();
            return java.util.Arrays.compare(a, b);
        }
        if (left instanceof Boolean bool) {
            return bool.compareTo((Boolean) right);
        }
        return left instanceof Double d
                ? d.compareTo((Double) right)
                : Long.compare((Long) left, (Long) right);
    }

    private static Map<Object, Long> frequencies(List<Object> values) {
        Map<Object, Long> counts = new TreeMap<>(StatisticOracle::order);
        values.forEach(
                value -> {
                    boolean isZero = value instanceof Double d && d == 0;
                    counts.merge(isZero ? (Object) 0.0 : value, 1L, Long::sum);
                });
        return counts;
    }

    private static @Nullable Object top(List<Object> values, int k, boolean count) {
        List<Map.Entry<Object, Long>> entries = new ArrayList<>(frequencies(values).entrySet());
        entries.sort(
                Comparator.comparingLong((Map.Entry<Object, Long> e) -> -e.getValue())
                        .thenComparing(Map.Entry::getKey, StatisticOracle::order));
        if (k > entries.size()) {
            return null;
        }
        return count ? entries.get(k - 1).getValue() : entries.get(k - 1).getKey();
    }

    private static int cell(Object value, List<Double> bounds) {
        double number = ((Number) value).doubleValue();
        return (int) bounds.stream().filter(bound -> number >= bound).count();
    }

    private static Object entropy(List<Object> values) {
        double bits = 0;
        for (long count : frequencies(values).values()) {
            double share = (double) count / values.size();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return new About(new BigDecimal(bits), new BigDecimal("1e-12"));
    }

    private static Object quantile(String function, List<Object> values) {
        BigDecimal percent =
                function.equals("median")
                        ? new BigDecimal(50)
                        : new BigDecimal(function.substring(1).replace('_', '.'));
        List<BigDecimal> sorted =
                values.stream()
                        .map(value -> new BigDecimal(((Number) value).doubleValue()))
                        .sorted()
                        .toList();
        int rank =
                percent.multiply(BigDecimal.valueOf(values.size() - 1))
                        .divideToIntegralValue(new BigDecimal(100))
                        .intValue();
        BigDecimal value = sorted.get(rank);
        return new About(value, value.abs().multiply(new BigDecimal("0.0100001")));
    }

    private static BigDecimal total(List<Object> values, int power) {
        return values.stream()
                .map(value -> exact(value).pow(power))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static @Nullable Object sum(List<Object> values, ValueType type) {
        BigDecimal total = total(values, 1);
        if (type == ValueType.INTEGER) {
            BigInteger whole = total.toBigIntegerExact();
            return whole.bitLength() < 64 ? (Object) whole.longValue() : Oracle.Special.REFUSED;
        }
        return nearest(total);
    }

    /** What cancels in all but the last of the digits is nothing. */
    private static @Nullable Object shape(BigDecimal value) {
        return nearest(value.abs().compareTo(NOTHING) < 0 ? BigDecimal.ZERO : value);
    }

    private static @Nullable Object nearest(BigDecimal value) {
        double nearest = value.doubleValue();
        return Double.isInfinite(nearest) ? null : nearest == 0 ? (Object) 0.0 : nearest;
    }

    /** Of the textbooks' formulas over central moments. */
    private static @Nullable Object moment(String function, List<Object> values) {
        BigDecimal n = BigDecimal.valueOf(values.size());
        // Enough digits for the smallest double, beside 1e308 if it's there.
        boolean tiny =
                values.stream()
                        .map(StatisticOracle::exact)
                        .anyMatch(value -> value.abs().compareTo(new BigDecimal("1e-290")) < 0);
        BigDecimal mean = total(values, 1).divide(n, new MathContext(tiny ? 1600 : 700));
        if (function.equals("mean")) {
            return nearest(mean);
        }
        BigDecimal m2 = central(values, mean, 2);
        BigDecimal less = n.subtract(BigDecimal.ONE);
        boolean isSample = !function.endsWith("_pop");
        int least = function.startsWith("k") ? 4 : function.startsWith("sk") ? 3 : 2;
        if (isSample && values.size() < least) {
            return null;
        }
        boolean constant =
                values.stream()
                        .map(StatisticOracle::exact)
                        .allMatch(value -> value.compareTo(exact(values.get(0))) == 0);
        BigDecimal variance = constant ? BigDecimal.ZERO : m2.divide(isSample ? less : n, DIGITS);
        if (function.startsWith("variance")) {
            return nearest(variance);
        }
        if (function.startsWith("stddev")) {
            // Of the smallest doubles, half a unit is common, and has to be met exactly.
            boolean ties = variance.compareTo(new BigDecimal("1e-600")) < 0;
            MathContext digits = ties ? new MathContext(1600) : DIGITS;
            return nearest(
                    constant ? variance : m2.divide(isSample ? less : n, digits).sqrt(digits));
        }
        if (constant) {
            return null;
        }
        BigDecimal second = m2.divide(n, DIGITS);
        BigDecimal two = BigDecimal.valueOf(2);
        BigDecimal three = BigDecimal.valueOf(3);
        if (function.startsWith("skewness")) {
            BigDecimal g =
                    central(values, mean, 3)
                            .divide(n, DIGITS)
                            .divide(second.multiply(second.sqrt(DIGITS)), DIGITS);
            BigDecimal factor = n.multiply(less).sqrt(DIGITS);
            return shape(isSample ? g.multiply(factor).divide(n.subtract(two), DIGITS) : g);
        }
        BigDecimal g =
                central(values, mean, 4)
                        .divide(n, DIGITS)
                        .divide(second.pow(2), DIGITS)
                        .subtract(three);
        BigDecimal sample =
                less.multiply(n.add(BigDecimal.ONE).multiply(g).add(BigDecimal.valueOf(6)));
        return shape(
                isSample ? sample.divide(n.subtract(two).multiply(n.subtract(three)), DIGITS) : g);
    }

    private static BigDecimal central(List<Object> values, BigDecimal mean, int power) {
        return values.stream()
                .map(value -> exact(value).subtract(mean).pow(power))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Least squares, in seconds from the first value on. */
    static @Nullable Object slope(List<Long> times, List<Object> values) {
        if (times.stream().distinct().count() < 2) {
            return null;
        }
        BigDecimal n = BigDecimal.valueOf(times.size());
        BigDecimal st = BigDecimal.ZERO;
        BigDecimal stt = BigDecimal.ZERO;
        BigDecimal sx = BigDecimal.ZERO;
        BigDecimal stx = BigDecimal.ZERO;
        for (int i = 0; i < times.size(); i++) {
            BigDecimal t = BigDecimal.valueOf(times.get(i) - times.get(0)).movePointLeft(3);
            BigDecimal x = exact(values.get(i));
            st = st.add(t);
            stt = stt.add(t.multiply(t));
            sx = sx.add(x);
            stx = stx.add(t.multiply(x));
        }
        return nearest(
                n.multiply(stx)
                        .subtract(st.multiply(sx))
                        .divide(n.multiply(stt).subtract(st.multiply(st)), DIGITS));
    }
}
