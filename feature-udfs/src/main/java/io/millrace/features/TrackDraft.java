package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Range;
import io.millrace.features.EntityPlan.Track;
import io.millrace.features.aggregate.Statistic;
import io.millrace.features.expression.Expr;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Feature.Window.Shape;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A track's features, found so far. */
final class TrackDraft {

    /**
     * One feature.
     *
     * @param where of the aggregate
     * @param above the same, within a bucket
     * @param below what a ratio is divided by
     */
    record Wanted(
            Statistic statistic,
            String column,
            Window window,
            AggregateOptions options,
            @Nullable Expr where,
            @Nullable Expr above,
            @Nullable Expr below,
            int feature) {}

    private final List<Wanted> wanted = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();
    private final List<Expr> conditions = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();

    void add(Wanted one) {
        wanted.add(one);
    }

    /**
     * @param slot as in {@link Track}
     * @param rowTime as in {@link Track}
     */
    Track track(int slot, SourceFields source, @Nullable String rowTime) {
        List<Measure> measures = wanted.stream().map(this::measure).toList();
        RowType type =
                new RowType(
                        columns.stream()
                                .map(name -> source.type().field(source.type().index(name)))
                                .toList());
        return new Track(slot, source.index(), type, conditions, ranges, measures, rowTime);
    }

    private Measure measure(Wanted one) {
        boolean isRatio = one.statistic.kind() == Statistic.Kind.RATIO;
        boolean isHistogram = one.statistic.kind() == Statistic.Kind.HISTOGRAM;
        return new Measure(
                one.statistic,
                indexOf(ranges, range(one, isRatio ? null : one.where)),
                indexOf(columns, one.column),
                condition(one.above),
                isRatio ? condition(one.below) : -1,
                isHistogram ? one.options.bounds() : List.of(),
                one.feature);
    }

    /** The edge that a feature's range has: a hopping window is over before its event. */
    static Edge edge(Window window, AggregateOptions options) {
        return window.shape() == Shape.HOPPING ? Edge.PRIOR : options.edge();
    }

    private Range range(Wanted one, @Nullable Expr where) {
        Shape shape = one.window.shape();
        boolean byCondition = shape == Shape.LAST || shape == Shape.SESSION;
        return new Range(
                byCondition ? condition(where) : -1,
                shape,
                size(one),
                one.window.step().toMillis(),
                one.options.delay().toMillis(),
                edge(one.window, one.options),
                shape == Shape.SLIDING
                        ? one.options.precision().map(Duration::toMillis).orElse(0L)
                        : 0);
    }

    private static long size(Wanted one) {
        return switch (one.window.shape()) {
            case LAST -> one.window.events();
            // Only a lookup's lifetime ends: at the record's maximum age.
            case LIFETIME ->
                    one.statistic.kind() == Statistic.Kind.LATEST
                            ? one.window.length().toMillis()
                            : 0;
            default -> one.window.length().toMillis();
        };
    }

    private int condition(@Nullable Expr expr) {
        return expr == null ? -1 : indexOf(conditions, expr);
    }

    private static <T> int indexOf(List<T> list, T value) {
        if (!list.contains(value)) {
            list.add(value);
        }
        return list.indexOf(value);
    }
}
