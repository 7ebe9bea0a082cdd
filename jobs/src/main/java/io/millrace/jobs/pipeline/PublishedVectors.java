package io.millrace.jobs.pipeline;

import io.millrace.features.FeaturePlan;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Text;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a pipeline publishes of its entities. All vectors have one schema: with the keys and the
 * features of every published entity, of which a vector has its own entity's.
 *
 * @param entities in the file's order; empty if nothing is published
 */
public record PublishedVectors(List<Entity> entities) implements Serializable {

    public static final PublishedVectors NONE = new PublishedVectors(List.of());

    public PublishedVectors {
        entities = List.copyOf(entities);
    }

    /**
     * One entity's share.
     *
     * @param features names in the feature set
     */
    public record Entity(String name, List<String> features) implements Serializable {
        public Entity {
            features = List.copyOf(features);
        }
    }

    /** As the file says. */
    public static PublishedVectors of(Pipeline pipeline) {
        return new PublishedVectors(
                pipeline.published().stream()
                        .map(
                                published ->
                                        new Entity(
                                                published.entity().value(),
                                                published.features().stream()
                                                        .map(Text::value)
                                                        .toList()))
                        .toList());
    }

    /** The fields that identify the entities, each once, as the main source's events have them. */
    public RowType keys(FeaturePlan plan) {
        RowType fields = plan.sources().get(0);
        Set<Field> keys = new LinkedHashSet<>();
        for (Entity entity : entities) {
            int index = plan.entities().indexOf(entity.name());
            plan.keyFields(index, 0).forEach(field -> keys.add(fields.field(field)));
        }
        return new RowType(List.copyOf(keys));
    }

    /** The published features, each once, in the feature set's order. */
    public RowType features(FeaturePlan plan) {
        Set<String> names = new LinkedHashSet<>();
        entities.forEach(entity -> names.addAll(entity.features()));
        return new RowType(
                plan.features().fields().stream()
                        .filter(feature -> names.contains(feature.name()))
                        .toList());
    }
}
