package io.millrace.jobs.pipeline;

import io.millrace.jobs.registry.SchemaServer;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.PredictionSchema;
import io.millrace.schemas.prediction.TrainingExampleSchema;
import io.millrace.schemas.topic.RecordSchemas;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.Schema;

import java.util.EnumMap;
import java.util.Map;

/** A pipeline's topics, each named by its suffix. */
public final class TestTopics {
    private TestTopics() {}

    /** With ids that nobody registered. */
    public static PipelineTopics numbered() {
        Map<TopicKind, Integer> ids = new EnumMap<>(TopicKind.class);
        for (TopicKind kind : TopicKind.values()) {
            ids.put(kind, kind.ordinal() + 1);
        }
        return new PipelineTopics(names(), ids);
    }

    /** With the ids of their schemas at a registry. */
    public static PipelineTopics registered(SchemaServer schemas, RowType features) {
        Map<TopicKind, Integer> ids = new EnumMap<>(TopicKind.class);
        for (TopicKind kind : TopicKind.values()) {
            ids.put(kind, schemas.register(kind.suffix(), schema(kind, features)));
        }
        return new PipelineTopics(names(), ids);
    }

    private static Map<TopicKind, String> names() {
        Map<TopicKind, String> names = new EnumMap<>(TopicKind.class);
        for (TopicKind kind : TopicKind.values()) {
            names.put(kind, kind.suffix());
        }
        return names;
    }

    private static Schema schema(TopicKind kind, RowType features) {
        return switch (kind) {
            case PREDICTIONS, SHADOW_PREDICTIONS -> PredictionSchema.of(features);
            case TRAINING_EXAMPLES -> TrainingExampleSchema.of(features);
            default -> RecordSchemas.of(kind.record());
        };
    }
}
