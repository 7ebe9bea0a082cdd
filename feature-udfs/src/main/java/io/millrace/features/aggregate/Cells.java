package io.millrace.features.aggregate;

import io.millrace.features.aggregate.Statistic.Kind;
import io.millrace.features.function.AggregateFunction;
import io.millrace.features.function.AggregateFunctions;
import io.millrace.features.function.FunctionReference;
import io.millrace.schemas.event.ValueType;

import java.util.List;
import java.util.Objects;

/** Chooses the cells that answer statistics. */
public final class Cells {
    /** Up to so many distinct values are counted exactly. */
    public static final int MOST_DISTINCT = 1024;

    /** The same for {@code approx_count_distinct}. */
    public static final int MOST_DISTINCT_APPROXIMATELY = 256;

    /** Half-lives after which a value with a decaying weight is forgotten, at the latest. */
    public static final int LONGEST_DECAY = DecayCell.HALF_LIVES + 1;

    /** Statistics of one column and window that share a cell have the same. */
    public enum Family {
        SUMS,
        SMALLEST,
        LARGEST,
        NEWEST,
        OLDEST,
        DISTINCT,
        APPROXIMATELY_DISTINCT,
        QUANTILES,
        HISTOGRAM,
        RATIO,
        TREND,
        LATEST,
        PROVIDED
    }

    /**
     * What a cell is for.
     *
     * @param above index of {@code where:}, or -1; {@code below} the same of {@code out_of:}
     * @param evicts whether the window takes values away one by one
     * @param includesEvent whether the window ends with its event
     * @param millis the window's length, or the half-life; 0 if it has none
     */
    public record Setting(
            int column,
            ValueType type,
            int above,
            int below,
            boolean evicts,
            boolean includesEvent,
            boolean decays,
            long millis,
            List<Double> bounds) {}

    private Cells() {}

    /** The family of a statistic; in decaying windows there's only one. */
    public static Family family(Kind kind, boolean decays) {
        if (decays) {
            return Family.SUMS;
        }
        return switch (kind) {
            case MIN -> Family.SMALLEST;
            case MAX -> Family.LARGEST;
            case LAST, LAG, TIME_SINCE_LAST -> Family.NEWEST;
            case FIRST, TIME_SINCE_FIRST -> Family.OLDEST;
            case COUNT_DISTINCT, TOP, TOP_COUNT, ENTROPY -> Family.DISTINCT;
            case APPROX_COUNT_DISTINCT -> Family.APPROXIMATELY_DISTINCT;
            case QUANTILE, PERCENT_RANK -> Family.QUANTILES;
            case HISTOGRAM -> Family.HISTOGRAM;
            case RATIO -> Family.RATIO;
            case TREND -> Family.TREND;
            case LATEST -> Family.LATEST;
            case PROVIDED -> Family.PROVIDED;
            default -> Family.SUMS;
        };
    }

    /** A cell that answers some statistics of one family. */
    public static Cell of(
            Family family, List<Statistic> statistics, Setting setting, Cell.Window window) {
        int column = setting.column;
        ValueType type = setting.type;
        boolean isDouble = type == ValueType.DOUBLE;
        int most = statistics.stream().mapToInt(Statistic::rank).max().orElseThrow();
        if (setting.decays) {
            boolean sums = statistics.stream().anyMatch(s -> s.kind() != Kind.COUNT);
            return new DecayCell(column, isDouble, sums, setting.millis);
        }
        return switch (family) {
            case SUMS ->
                    new SumsCell(
                            column,
                            isDouble,
                            statistics.stream()
                                    .mapToInt(s -> SumsCell.powersOf(s.kind()))
                                    .max()
                                    .orElseThrow(),
                            setting.millis / 1000.0);
            case SMALLEST -> new ExtremeCell(column, type, true, setting.evicts);
            case LARGEST -> new ExtremeCell(column, type, false, setting.evicts);
            case NEWEST -> new NewestCell(column, type, most, setting.includesEvent ? 1 : 0);
            case OLDEST -> new OldestCell(column, type, most, setting.evicts, window);
            case DISTINCT -> {
                boolean top = statistics.stream().anyMatch(s -> s.kind() == Kind.TOP);
                top |= statistics.stream().anyMatch(s -> s.kind() == Kind.TOP_COUNT);
                yield new DistinctCell(column, type, MOST_DISTINCT, top, window);
            }
            case APPROXIMATELY_DISTINCT ->
                    new DistinctCell(column, type, MOST_DISTINCT_APPROXIMATELY, false, window);
            case QUANTILES -> new QuantileCell(column, isDouble);
            case HISTOGRAM ->
                    new HistogramCell(
                            column,
                            isDouble,
                            setting.bounds.stream().mapToDouble(Double::doubleValue).toArray());
            case RATIO -> new RatioCell(setting.above, setting.below);
            case TREND -> new TrendCell(column, isDouble);
            case LATEST -> new LatestCell(column, type, setting.millis);
            case PROVIDED -> provided(statistics.get(0), setting, window);
        };
    }

    private static Cell provided(Statistic statistic, Setting setting, Cell.Window window) {
        FunctionReference wanted = Objects.requireNonNull(statistic.function());
        AggregateFunction<?> function = AggregateFunctions.load(Statistic::isOwn).resolve(wanted);
        return new ProvidedCell<>(
                setting.column, setting.type, wanted, function, setting.evicts, window);
    }
}
