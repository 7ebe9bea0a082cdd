package io.millrace.jobs.cli.feature;

import io.millrace.jobs.cli.Session;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRefusedException;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.common.KafkaException;

import java.time.Duration;

/** Tells other pipelines of a pipeline's features, when its serve job is submitted. */
public final class FeaturePublication {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private FeaturePublication() {}

    /** Publishes; that it fails is a warning, since the job does without. */
    public static void publish(
            Session session,
            CheckedPipeline checked,
            KafkaSettings kafka,
            RegistrySettings registry) {
        String pipeline = checked.pipeline().name().value();
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(registry)) {
            new FeatureTopic(kafka, schemas, TIMEOUT)
                    .publish(pipeline, FeatureDefinitions.of(checked));
        } catch (KafkaException | RegistryUnavailableException | SchemaRefusedException e) {
            session.warning(
                    "the features of "
                            + pipeline
                            + " aren't in the catalogue ("
                            + FeatureTopic.NAME
                            + "): "
                            + e.getMessage());
        }
    }
}
