package io.millrace.features;

import io.millrace.features.EntityPlan.Substitute;
import io.millrace.features.aggregate.Statistic;
import io.millrace.features.aggregate.Statistic.Kind;
import io.millrace.features.expression.Expr;
import io.millrace.features.function.AggregateFunctions;
import io.millrace.features.function.FunctionReference;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Problems;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Takes one aggregate's features into an entity's draft. */
final class AggregatePlanner {

    /** Takes a feature's name and type; gives its index. */
    interface Declarer {
        int declare(String name, ValueType type, Text word);
    }

    private final Feature.Aggregate aggregate;
    private final SourceFields source;
    private final EntityPlanner.StreamDraft draft;
    private final @Nullable Expr where;
    private final List<Expr> buckets;
    private final @Nullable Expr outOf;
    private final AggregateFunctions functions;
    private final Problems problems;

    /**
     * @param buckets the conditions of {@code by:}; empty without it
     */
    AggregatePlanner(
            Feature.Aggregate aggregate,
            SourceFields source,
            EntityPlanner.StreamDraft draft,
            @Nullable Expr where,
            List<Expr> buckets,
            @Nullable Expr outOf,
            AggregateFunctions functions,
            Problems problems) {
        this.aggregate = aggregate;
        this.source = source;
        this.draft = draft;
        this.where = where;
        this.buckets = buckets;
        this.outOf = outOf;
        this.functions = functions;
        this.problems = problems;
    }

    void plan(Declarer declarer) {
        for (Feature.Column column : aggregate.columns()) {
            Optional<Field> field = source.use(column.field());
            for (Text word : column.functions()) {
                List<Statistic> statistics = statistics(word);
                if (field.isEmpty() || statistics.isEmpty()) {
                    continue;
                }
                if (!statistics.get(0).allows(field.get().type())) {
                    wrongType(word, statistics.get(0), field.get());
                    continue;
                }
                for (Statistic statistic : statistics) {
                    for (Window window : aggregate.windows()) {
                        plan(column, word, statistic, field.get(), window, declarer);
                    }
                }
            }
        }
    }

    private List<Statistic> statistics(Text word) {
        if (word.value().equals(Feature.HISTOGRAM)) {
            int cells = aggregate.options().bounds().size();
            return IntStream.rangeClosed(0, cells).mapToObj(Statistic::cell).toList();
        }
        Optional<Statistic> statistic =
                Statistic.of(word.value())
                        .or(() -> functions.find(word.value()).map(Statistic::provided));
        if (statistic.isEmpty()) {
            List<String> names = new ArrayList<>(Statistic.words());
            names.addAll(functions.names());
            problems.add(
                    FeatureError.UNKNOWN_FUNCTION
                            .at(
                                    word.place(),
                                    Math.max(word.value().length(), 1),
                                    "unknown function \"" + word.value() + "\"",
                                    "functions are: " + String.join(", ", names))
                            .suggesting(NearestName.of(word.value(), names).orElse(null)));
        }
        return statistic.map(List::of).orElse(List.of());
    }

    private void wrongType(Text word, Statistic statistic, Field field) {
        FunctionReference provided = statistic.function();
        problems.add(
                FeatureError.WRONG_FIELD_TYPE.at(
                        word.place(),
                        word.value().length(),
                        word.value()
                                + " can't be computed of \""
                                + field.name()
                                + "\", which is "
                                + field.type().readable(),
                        provided != null
                                ? "it is " + provided.signature()
                                : "min and max take numbers and timestamps; counts, ratio, rate, entropy, first,"
                                        + " last, lag, top and time_since any field; the others numbers"));
    }

    private void plan(
            Feature.Column column,
            Text word,
            Statistic statistic,
            Field field,
            Window window,
            Declarer declarer) {
        if (!goTogether(word, statistic, window)) {
            return;
        }
        boolean decays = window.shape() == Shape.HALF_LIFE;
        ValueType type =
                decays && statistic.kind() == Kind.COUNT
                        ? ValueType.DOUBLE
                        : statistic.resultOf(field.type());
        List<String> names = aggregate.buckets();
        for (int bucket = 0; bucket < names.size(); bucket++) {
            String name =
                    aggregate.name(column.field(), statistic.word(), window, names.get(bucket));
            int feature = declarer.declare(name, type, word);
            take(field, statistic, window, within(where, bucket), within(outOf, bucket), feature);
            substitute(feature, type);
        }
    }

    private @Nullable Expr within(@Nullable Expr condition, int bucket) {
        return buckets.isEmpty() ? condition : Conditions.both(condition, buckets.get(bucket));
    }

    private boolean goTogether(Text word, Statistic statistic, Window window) {
        Shape shape = window.shape();
        if (shape == Shape.HALF_LIFE && !statistic.decays()) {
            problems.add(
                    FeatureError.WINDOW_DOES_NOT_FIT.at(
                            word.place(),
                            word.value().length(),
                            word.value() + " has no meaning in the window " + window.text(),
                            "where weights decay there are count, sum and mean"));
            return false;
        }
        boolean hasLength =
                shape == Shape.SLIDING || shape == Shape.HOPPING || shape == Shape.TUMBLING;
        if (statistic.kind() == Kind.RATE && !hasLength) {
            problems.add(
                    FeatureError.WINDOW_DOES_NOT_FIT.at(
                            word.place(),
                            word.value().length(),
                            "rate has no meaning in the window " + window.text(),
                            "it divides by the window's length: use one that has a length"));
            return false;
        }
        if (statistic.looksAtEvent() && source.index() != 0) {
            problems.add(
                    FeatureError.WINDOW_DOES_NOT_FIT.at(
                            word.place(),
                            word.value().length(),
                            word.value()
                                    + " compares with the event's own value, and "
                                    + source.name()
                                    + " isn't the first source",
                            "of other sources' events use quantiles such as median or p95"));
            return false;
        }
        return true;
    }

    private void take(
            Field field,
            Statistic statistic,
            Window window,
            @Nullable Expr above,
            @Nullable Expr below,
            int feature) {
        Optional<Function> plain = plain(statistic, window);
        if (plain.isPresent()) {
            draft.add(field, above, plain.get(), window, feature);
        } else {
            draft.track(window, aggregate.options(), statistic.kind() == Kind.RATIO ? null : where)
                    .add(
                            new TrackDraft.Wanted(
                                    statistic,
                                    field.name(),
                                    window,
                                    aggregate.options(),
                                    where,
                                    above,
                                    below,
                                    feature));
        }
    }

    /** The function, if the feature is one that the stream's fastest form has. */
    private Optional<Function> plain(Statistic statistic, Window window) {
        AggregateOptions options = aggregate.options();
        boolean isPlain =
                !draft.ofRows()
                        && window.shape() == Shape.SLIDING
                        && options.edge() == Edge.PRIOR
                        && options.delay().isZero()
                        && options.precision().isEmpty();
        return isPlain ? Function.of(statistic.word()) : Optional.empty();
    }

    private void substitute(int feature, ValueType type) {
        Optional<Text> written = aggregate.options().substitute();
        if (written.isPresent()) {
            Conditions.literal(written.get(), type, "default", problems)
                    .ifPresent(
                            value ->
                                    draft.substitutes()
                                            .add(new Substitute(feature, type, value.value())));
        }
    }
}
