package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.pipeline.PublishedVectors;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.FeatureVectorCodec;
import io.millrace.schemas.serde.WireFormat;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Makes the vectors that are published of one entity. */
final class Vectors {
    private final String entity;
    private final int index;
    private final FeaturePlan plan;
    private final FeatureVectorCodec codec;
    private final String topic;
    private final byte[] header;

    /** Where a column's value stands in the event; -1: it's another entity's. */
    private final int[] keyFields;

    private final int[] features;

    /**
     * @param published which of the published entities
     */
    Vectors(ServeSettings settings, FeaturePlan plan, int published) {
        PublishedVectors all = settings.published();
        PublishedVectors.Entity own = all.entities().get(published);
        this.plan = plan;
        entity = own.name();
        index = plan.entities().indexOf(entity);
        RowType keyType = all.keys(plan);
        RowType featureType = all.features(plan);
        codec = new FeatureVectorCodec(keyType, featureType);
        RowType fields = plan.sources().get(0);
        List<Integer> ownKeys = plan.keyFields(index, 0);
        keyFields =
                keyType.fields().stream()
                        .mapToInt(key -> fields.index(key.name()))
                        .map(field -> ownKeys.contains(field) ? field : -1)
                        .toArray();
        Set<String> ownFeatures = Set.copyOf(own.features());
        features =
                featureType.fields().stream()
                        .mapToInt(
                                feature ->
                                        ownFeatures.contains(feature.name())
                                                ? plan.features().index(feature.name())
                                                : -1)
                        .toArray();
        topic = settings.topics().features();
        header = WireFormat.frame(settings.topics().schemaId(topic), new byte[0]);
    }

    /** Null if the event is about no entity of the kind. */
    @Nullable OutRecord of(Event event) {
        String key = plan.key(index, event);
        if (key == null) {
            return null;
        }
        FeatureVectorCodec.Vector vector =
                new FeatureVectorCodec.Vector(
                        entity,
                        event.id(),
                        event.time(),
                        plan.fingerprint(),
                        picked(keyFields, event.fields()),
                        picked(features, event.features()));
        return new OutRecord(
                topic,
                (entity + "/" + key).getBytes(StandardCharsets.UTF_8),
                codec.encode(header, vector),
                List.of());
    }

    private static Row picked(int[] columns, Row from) {
        Row row = new Row(columns.length);
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] >= 0) {
                row.copy(i, from, columns[i]);
            }
        }
        return row;
    }
}
