package io.millrace.features;

import io.millrace.features.EntityPlan.Substitute;
import io.millrace.features.expression.Expr;
import io.millrace.features.function.AggregateFunctions;
import io.millrace.features.function.ScalarFunctions;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Entity;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.Problems;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sorts aggregates by entity and source, so that one engine holds all features of an entity. */
final class EntityPlanner {
    private static final Set<ValueType> KEY_TYPES =
            EnumSet.of(ValueType.STRING, ValueType.INTEGER, ValueType.BOOLEAN, ValueType.TIMESTAMP);
    private static final Set<ValueType> BUCKET_TYPES =
            EnumSet.of(ValueType.STRING, ValueType.INTEGER, ValueType.BOOLEAN);

    private final List<Entity> entities;
    private final List<SourceFields> sources;
    private final List<Optional<ChangePlan>> changes;
    private final ScalarFunctions functions;
    private final AggregateFunctions aggregates;
    private final Problems problems;

    /** By entity, then by source. */
    private final Map<String, Map<Integer, StreamDraft>> drafts = new LinkedHashMap<>();

    EntityPlanner(
            List<Entity> entities,
            List<SourceFields> sources,
            List<Optional<ChangePlan>> changes,
            ScalarFunctions functions,
            AggregateFunctions aggregates,
            Problems problems) {
        this.entities = entities;
        this.sources = sources;
        this.changes = changes;
        this.functions = functions;
        this.aggregates = aggregates;
        this.problems = problems;
    }

    private record SeriesKey(String column, @Nullable Expr condition) {}

    private record Wanted(Function function, long window, int feature) {}

    /**
     * @param where of windows that reach back
     * @param edged of rows: whether an event sees the changes of its own millisecond
     */
    private record TrackKey(Optional<Expr> where, boolean edged) {}

    /** What's wanted of one source's events, or of the rows that they change. */
    static final class StreamDraft {
        private final boolean ofRows;
        private final Map<SeriesKey, List<Wanted>> series = new LinkedHashMap<>();
        private final Map<TrackKey, TrackDraft> tracks = new LinkedHashMap<>();
        private final List<Substitute> substitutes = new ArrayList<>();

        StreamDraft(boolean ofRows) {
            this.ofRows = ofRows;
        }

        /** Whether features are of rows that change: then all of them are in tracks. */
        boolean ofRows() {
            return ofRows;
        }

        void add(
                Field column,
                @Nullable Expr condition,
                Function function,
                Feature.Window window,
                int feature) {
            series.computeIfAbsent(
                            new SeriesKey(column.name(), condition), key -> new ArrayList<>())
                    .add(new Wanted(function, window.length().toMillis(), feature));
        }

        /**
         * The last n events of a rare condition may reach far back, so they have a track of their
         * own: what's in between isn't kept for them.
         */
        TrackDraft track(Feature.Window window, AggregateOptions options, @Nullable Expr where) {
            boolean reachesBack = window.shape() == Shape.LAST;
            boolean edged = ofRows && TrackDraft.edge(window, options) != Edge.PRIOR;
            return tracks.computeIfAbsent(
                    new TrackKey(
                            reachesBack ? Optional.ofNullable(where) : Optional.empty(), edged),
                    key -> new TrackDraft());
        }

        List<Substitute> substitutes() {
            return substitutes;
        }
    }

    /** Empty if the entity or source isn't declared, or the condition isn't one. */
    Optional<AggregatePlanner> planner(Feature.Aggregate aggregate) {
        Optional<SourceFields> source = source(aggregate.entity(), aggregate.from());
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Expr condition = null;
        if (aggregate.where().isPresent()) {
            condition = condition(aggregate.where().get(), source.get());
            if (condition == null) {
                return Optional.empty();
            }
        }
        StreamDraft draft = draft(aggregate.entity(), source.get());
        Optional<List<Expr>> buckets = buckets(aggregate, source.get());
        Expr outOf = null;
        if (aggregate.options().outOf().isPresent()) {
            outOf = condition(aggregate.options().outOf().get(), source.get());
            if (outOf == null) {
                return Optional.empty();
            }
        }
        Expr below = outOf;
        Expr where = condition;
        return buckets.map(
                by ->
                        new AggregatePlanner(
                                aggregate,
                                source.get(),
                                draft,
                                where,
                                by,
                                below,
                                aggregates,
                                problems));
    }

    /** Takes a lookup's features into the draft. */
    void lookup(Feature.Lookup lookup, AggregatePlanner.Declarer declarer) {
        Optional<SourceFields> source = source(lookup.entity(), lookup.from());
        if (source.isEmpty()) {
            return;
        }
        Expr where = null;
        if (lookup.where().isPresent()) {
            where = condition(lookup.where().get(), source.get());
            if (where == null) {
                return;
            }
        }
        LookupPlanner.plan(
                lookup, source.get(), draft(lookup.entity(), source.get()), where, declarer);
    }

    private StreamDraft draft(Text entity, SourceFields source) {
        return drafts.computeIfAbsent(entity.value(), e -> new TreeMap<>())
                .computeIfAbsent(source.index(), s -> new StreamDraft(changes.get(s).isPresent()));
    }

    /** The source of features of an entity; a problem if one of them isn't declared. */
    private Optional<SourceFields> source(Text entity, Text from) {
        Optional<SourceFields> source =
                sources.stream().filter(s -> s.name().equals(from.value())).findFirst();
        boolean known = entities.stream().anyMatch(e -> e.name().value().equals(entity.value()));
        if (source.isEmpty() || !known) {
            Text wrong = known ? from : entity;
            problems.add(
                    FeatureError.UNKNOWN_OWNER.at(
                            wrong.place(),
                            Math.max(wrong.value().length(), 1),
                            "\"" + wrong.value() + "\" isn't declared"));
        }
        return source.filter(s -> known);
    }

    /** The conditions of {@code by:}, none without it; empty if it's wrong. */
    private Optional<List<Expr>> buckets(Feature.Aggregate aggregate, SourceFields source) {
        if (aggregate.options().by().isEmpty()) {
            return Optional.of(List.of());
        }
        AggregateOptions.By by = aggregate.options().by().get();
        Optional<Field> field = source.use(by.field(), "a bucket", BUCKET_TYPES);
        return field.map(known -> Conditions.buckets(by, known, problems))
                .filter(conditions -> conditions.size() == by.values().size() + 1);
    }

    private @Nullable Expr condition(Text where, SourceFields source) {
        return Conditions.compile("where", where, source, functions, problems);
    }

    /** The plans in the file's order of entities; checks the keys. */
    List<EntityPlan> finish() {
        List<EntityPlan> plans = new ArrayList<>();
        for (Entity entity : entities) {
            Map<Integer, StreamDraft> streams = drafts.get(entity.name().value());
            if (streams != null) {
                plans.add(plan(entity, streams));
            }
        }
        return plans;
    }

    private EntityPlan plan(Entity entity, Map<Integer, StreamDraft> drafted) {
        List<List<String>> keys = new ArrayList<>();
        for (SourceFields source : sources) {
            boolean needed = source.index() == 0 || drafted.containsKey(source.index());
            keys.add(needed ? key(entity, source) : List.of());
        }
        List<EntityPlan.Stream> streams = new ArrayList<>();
        List<EntityPlan.Track> tracks = new ArrayList<>();
        List<Substitute> substitutes = new ArrayList<>();
        drafted.forEach(
                (index, draft) -> {
                    if (!draft.series.isEmpty()) {
                        streams.add(stream(streams.size(), sources.get(index), draft));
                    }
                });
        drafted.forEach(
                (index, draft) -> {
                    String rowTime = changes.get(index).map(ChangePlan::time).orElse(null);
                    for (TrackDraft track : draft.tracks.values()) {
                        int slot = streams.size() + tracks.size();
                        tracks.add(track.track(slot, sources.get(index), rowTime));
                    }
                    substitutes.addAll(draft.substitutes);
                });
        return new EntityPlan(entity.name().value(), keys, streams, tracks, substitutes);
    }

    private static List<String> key(Entity entity, SourceFields source) {
        List<String> fields = new ArrayList<>();
        for (Text field : entity.keys()) {
            source.use(field, "a key", KEY_TYPES).ifPresent(known -> fields.add(known.name()));
        }
        return fields;
    }

    private static EntityPlan.Stream stream(int slot, SourceFields source, StreamDraft draft) {
        TreeSet<Long> windows = new TreeSet<>();
        List<String> columns = new ArrayList<>();
        List<Expr> conditions = new ArrayList<>();
        draft.series.forEach(
                (key, wanted) -> {
                    wanted.forEach(w -> windows.add(w.window));
                    addOnce(columns, key.column);
                    if (key.condition != null) {
                        addOnce(conditions, key.condition);
                    }
                });
        List<Long> lengths = List.copyOf(windows);
        List<EntityPlan.Series> series = new ArrayList<>();
        draft.series.forEach(
                (key, wanted) ->
                        series.add(
                                new EntityPlan.Series(
                                        columns.indexOf(key.column),
                                        key.condition == null
                                                ? -1
                                                : conditions.indexOf(key.condition),
                                        wanted.stream()
                                                .map(
                                                        w ->
                                                                new EntityPlan.Output(
                                                                        w.function,
                                                                        lengths.indexOf(w.window),
                                                                        w.feature))
                                                .toList())));
        RowType type =
                new RowType(
                        columns.stream()
                                .map(name -> source.type().field(source.type().index(name)))
                                .toList());
        return new EntityPlan.Stream(
                slot, source.index(), Edge.PRIOR, type, conditions, lengths, series);
    }

    private static <T> void addOnce(List<T> list, T value) {
        if (!list.contains(value)) {
            list.add(value);
        }
    }
}
