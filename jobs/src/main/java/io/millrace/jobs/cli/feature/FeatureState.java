package io.millrace.jobs.cli.feature;

import io.millrace.features.FeaturePlan;
import io.millrace.features.StateSize;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Aggregate;
import io.millrace.schemas.pipeline.Feature.Column;
import io.millrace.schemas.pipeline.Feature.Lookup;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.serde.RowTypes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many bytes of state a key has, by feature and by entity, with {@value #EVENTS} events in the
 * longest window that all meet every {@code where}. Features of an entity share their events, so an
 * entity has less than its features would have each alone.
 */
public final class FeatureState {
    /** In the longest window. */
    public static final int EVENTS = 100;

    private final CheckedPipeline checked;
    private final List<RowType> types;

    public FeatureState(CheckedPipeline checked) {
        this.checked = checked;
        types = checked.schemas().stream().map(source -> RowTypes.of(source.schema())).toList();
    }

    /** Of each entity, in the chain's order; without those that can't be measured. */
    public Map<String, Long> byEntity() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String entity : checked.plan().entities()) {
            List<Feature> features =
                    checked.pipeline().features().stream()
                            .filter(feature -> isOf(entity, feature))
                            .map(FeatureState::withoutWhere)
                            .toList();
            measured(features).ifPresent(bytes -> sizes.put(entity, bytes));
        }
        return sizes;
    }

    /** Of a feature, if it were the only one; empty if it has none or it can't be measured. */
    public OptionalLong alone(String feature) {
        for (Feature declared : checked.pipeline().features()) {
            if (declared.names().contains(feature)) {
                return narrowed(declared, feature)
                        .map(one -> measured(List.of(withoutWhere(one))))
                        .orElse(OptionalLong.empty());
            }
        }
        return OptionalLong.empty();
    }

    private OptionalLong measured(List<Feature> features) {
        Pipeline of = checked.pipeline();
        Pipeline alone =
                new Pipeline(
                        of.name(),
                        of.order(),
                        of.sources(),
                        of.entities(),
                        features,
                        Optional.empty(),
                        Optional.empty(),
                        of.monitor(),
                        Optional.empty());
        FeaturePlan plan = FeaturePlan.compile(alone, types, checked.plan().functions());
        try {
            return OptionalLong.of(StateSize.of(plan, 0, EVENTS));
        } catch (RuntimeException e) {
            return OptionalLong.empty(); // A user's function doesn't take made-up values.
        }
    }

    private static boolean isOf(String entity, Feature feature) {
        return (feature instanceof Aggregate a && a.entity().value().equals(entity))
                || (feature instanceof Lookup l && l.entity().value().equals(entity));
    }

    /** The entry with what makes this feature alone; empty if it has no state. */
    private static Optional<Feature> narrowed(Feature declared, String feature) {
        if (declared instanceof Lookup lookup) {
            return lookup.fields().stream()
                    .filter(field -> lookup.name(field).equals(feature))
                    .findFirst()
                    .map(
                            field ->
                                    new Lookup(
                                            lookup.entity(),
                                            lookup.from(),
                                            lookup.where(),
                                            List.of(field),
                                            lookup.maxAge(),
                                            lookup.suffix()));
        }
        if (declared instanceof Aggregate aggregate) {
            for (Column column : aggregate.columns()) {
                for (Text function : column.functions()) {
                    for (Window window : aggregate.windows()) {
                        Aggregate one = one(aggregate, column, function, window);
                        if (one.names().contains(feature)) {
                            return Optional.of(one);
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Aggregate one(Aggregate aggregate, Column column, Text function, Window window) {
        return new Aggregate(
                aggregate.entity(),
                aggregate.from(),
                aggregate.where(),
                List.of(new Column(column.field(), List.of(function))),
                List.of(window),
                aggregate.options());
    }

    private static Feature withoutWhere(Feature feature) {
        if (feature instanceof Lookup lookup) {
            return new Lookup(
                    lookup.entity(),
                    lookup.from(),
                    Optional.empty(),
                    lookup.fields(),
                    lookup.maxAge(),
                    lookup.suffix());
        }
        if (feature instanceof Aggregate aggregate) {
            return new Aggregate(
                    aggregate.entity(),
                    aggregate.from(),
                    Optional.empty(),
                    aggregate.columns(),
                    aggregate.windows(),
                    aggregate.options());
        }
        return feature;
    }
}
