package io.millrace.features.aggregate;

import io.millrace.features.function.FunctionReference;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What's computed of a window's values.
 *
 * @param word as written in the file and in features' names
 * @param rank of a k-th value, from 1; of a cell of a histogram, from 0
 * @param fraction of a quantile, in millionths
 * @param function of a jar, or null
 */
public record Statistic(
        Kind kind, String word, int rank, int fraction, @Nullable FunctionReference function) {
    /** The highest k of a k-th value. */
    public static final int HIGHEST_RANK = 64;

    private static final int WHOLE = 1_000_000;

    /** Only add at the end: numbers travel. */
    public enum Kind {
        COUNT("count"),
        SUM("sum"),
        MEAN("mean"),
        MIN("min"),
        MAX("max"),
        STDDEV("stddev"),
        LAST("last"),
        FIRST("first"),
        LAG("lag"),
        VARIANCE("variance"),
        VARIANCE_POP("variance_pop"),
        STDDEV_POP("stddev_pop"),
        SKEWNESS("skewness"),
        SKEWNESS_POP("skewness_pop"),
        KURTOSIS("kurtosis"),
        KURTOSIS_POP("kurtosis_pop"),
        COUNT_DISTINCT("count_distinct"),
        APPROX_COUNT_DISTINCT("approx_count_distinct"),
        TOP("top"),
        TOP_COUNT("top_count"),
        ENTROPY("entropy"),
        QUANTILE("p"),
        HISTOGRAM("histogram"),
        TIME_SINCE_FIRST("time_since_first"),
        TIME_SINCE_LAST("time_since_last"),
        RATE("rate"),
        RATIO("ratio"),
        TREND("trend"),
        /** Of a lookup: no function of the file's. */
        LATEST("latest"),
        /** A function of a jar. */
        PROVIDED("provided"),
        PERCENT_RANK("percent_rank");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        boolean isRanked() {
            return this == FIRST || this == LAST || this == LAG || this == TOP;
        }

        /** Whether its word alone is a function. */
        boolean isFunction() {
            return this != QUANTILE && this != TOP_COUNT && this != LATEST && this != PROVIDED;
        }
    }

    /** One that comes with Millrace. */
    public Statistic(Kind kind, String word, int rank, int fraction) {
        this(kind, word, rank, fraction, null);
    }

    /** One of a jar. */
    public static Statistic provided(FunctionReference function) {
        return new Statistic(Kind.PROVIDED, function.name(), 1, 0, function);
    }

    /** Whether a word means one of Millrace's own. */
    public static boolean isOwn(String word) {
        return of(word).isPresent();
    }

    private static Statistic plain(Kind kind, String word) {
        return new Statistic(kind, word, 1, 0);
    }

    /** What a word means: a function, or one with a rank or a fraction in it. */
    public static Optional<Statistic> of(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(word) && kind.isFunction()) {
                return Optional.of(plain(kind, word));
            }
        }
        return switch (word) {
            case "variance_samp" -> Optional.of(plain(Kind.VARIANCE, word));
            case "stddev_samp" -> Optional.of(plain(Kind.STDDEV, word));
            case "median" -> Optional.of(new Statistic(Kind.QUANTILE, word, 1, WHOLE / 2));
            case "top_count" -> Optional.of(plain(Kind.TOP_COUNT, word));
            default -> ranked(word).or(() -> quantile(word));
        };
    }

    /** One cell of a histogram. */
    public static Statistic cell(int number) {
        return new Statistic(Kind.HISTOGRAM, Kind.HISTOGRAM.word + "_" + number, number, 0);
    }

    /** The newest record's value, also if that's null. */
    public static Statistic latest() {
        return plain(Kind.LATEST, Kind.LATEST.word);
    }

    private static Optional<Statistic> ranked(String word) {
        for (Kind kind : Kind.values()) {
            if (!kind.isRanked() || !word.startsWith(kind.word + "_")) {
                continue;
            }
            String rest = word.substring(kind.word.length() + 1);
            boolean counts = kind == Kind.TOP && rest.endsWith("_count");
            String digits = counts ? rest.substring(0, rest.length() - 6) : rest;
            if (digits.matches("[1-9][0-9]?") && Integer.parseInt(digits) <= HIGHEST_RANK) {
                Kind meant = counts ? Kind.TOP_COUNT : kind;
                return Optional.of(new Statistic(meant, word, Integer.parseInt(digits), 0));
            }
        }
        return Optional.empty();
    }

    /** {@code p99_9} is 99.9 %. */
    private static Optional<Statistic> quantile(String word) {
        if (!word.matches("p(100|[1-9]?[0-9](_[0-9]{1,4})?)")) {
            return Optional.empty();
        }
        String[] parts = word.substring(1).split("_", -1);
        String decimals = (parts.length > 1 ? parts[1] : "") + "0000";
        int millionths =
                Integer.parseInt(parts[0]) * (WHOLE / 100)
                        + Integer.parseInt(decimals.substring(0, 4));
        return Optional.of(new Statistic(Kind.QUANTILE, word, 1, millionths));
    }

    /** Every function, for messages; of those with a number one example. */
    public static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind.isFunction()) {
                words.add(kind.word);
            }
        }
        words.addAll(
                List.of(
                        "variance_samp",
                        "stddev_samp",
                        "median",
                        "p99",
                        "first_2",
                        "last_2",
                        "lag_2",
                        "top_2",
                        "top_2_count"));
        return words;
    }

    /** Whether it can be computed of a column. */
    public boolean allows(ValueType type) {
        return switch (kind) {
            case COUNT,
                    LAST,
                    FIRST,
                    LAG,
                    COUNT_DISTINCT,
                    APPROX_COUNT_DISTINCT,
                    TOP,
                    TOP_COUNT,
                    ENTROPY,
                    TIME_SINCE_FIRST,
                    TIME_SINCE_LAST,
                    RATE,
                    RATIO,
                    LATEST ->
                    true;
            case MIN, MAX -> type.isNumeric() || type == ValueType.TIMESTAMP;
            case PROVIDED -> {
                ValueType wanted = Objects.requireNonNull(function).parameters().get(0);
                boolean isWider = wanted == ValueType.DOUBLE && type == ValueType.INTEGER;
                yield wanted == type || isWider;
            }
            default -> type.isNumeric();
        };
    }

    /** The feature's type, by the column's. */
    public ValueType resultOf(ValueType type) {
        return switch (kind) {
            case COUNT,
                    COUNT_DISTINCT,
                    APPROX_COUNT_DISTINCT,
                    TOP_COUNT,
                    HISTOGRAM,
                    TIME_SINCE_FIRST,
                    TIME_SINCE_LAST ->
                    ValueType.INTEGER;
            case SUM, MIN, MAX, LAST, FIRST, LAG, TOP, LATEST -> type;
            case PROVIDED -> Objects.requireNonNull(function).result();
            default -> ValueType.DOUBLE;
        };
    }

    /** Whether it compares with the event's own value, and so is of the main source's events. */
    public boolean looksAtEvent() {
        return kind == Kind.PERCENT_RANK;
    }

    /** Whether it has a meaning where weights decay. */
    public boolean decays() {
        return kind == Kind.COUNT || kind == Kind.SUM || kind == Kind.MEAN;
    }
}
