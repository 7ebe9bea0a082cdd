package io.millrace.jobs.pipeline;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.FeatureVectorSchema;
import io.millrace.schemas.prediction.PredictionSchema;
import io.millrace.schemas.prediction.TrainingExampleSchema;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.Topic;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicCreator;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Makes a pipeline's topics and registers the schemas of all that's written to them, and of the
 * topics that it reads where a file gives them. Done where a job is submitted, by each job alike;
 * doing it twice changes nothing.
 */
public final class TopicPreparation {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final CheckedPipeline checked;
    private final TopicCatalogue catalogue;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;

    /**
     * @param catalogue the topics that are written
     */
    public TopicPreparation(
            CheckedPipeline checked,
            TopicCatalogue catalogue,
            KafkaSettings kafka,
            RegistrySettings registry) {
        this.checked = checked;
        this.catalogue = catalogue;
        this.kafka = kafka;
        this.registry = registry;
    }

    /**
     * @throws IllegalStateException if a source's topic isn't there
     */
    public PipelineTopics prepare() {
        try (Admin admin = Admin.create(kafka.client());
                SchemaRegistry schemas = new ConfluentSchemaRegistry(registry)) {
            new TopicCreator(admin, TIMEOUT).create(catalogue.topics(), partitions(admin));
            registerSources(schemas);
            return registerTopics(schemas);
        }
    }

    private int partitions(Admin admin) {
        String topic = checked.pipeline().mainSource().topic().value();
        try {
            TopicDescription description =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            if (description == null) {
                throw missing(topic, null);
            }
            return description.partitions().size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for topic " + topic, e);
        } catch (ExecutionException e) {
            throw missing(topic, e.getCause());
        }
    }

    private static IllegalStateException missing(String topic, @Nullable Throwable cause) {
        return new IllegalStateException(
                "the source's topic "
                        + topic
                        + " can't be read: "
                        + (cause == null ? "no answer" : cause.getMessage())
                        + "; create it, with as many partitions as its events need",
                cause);
    }

    private void registerSources(SchemaRegistry schemas) {
        for (SourceSchema source : checked.schemas()) {
            if (source.fromFile()) {
                schemas.register(
                        SchemaRegistry.valueSubject(source.source().topic().value()),
                        source.text());
            }
        }
        checked.labels()
                .filter(LabelSchema::fromFile)
                .ifPresent(
                        labels ->
                                schemas.register(
                                        SchemaRegistry.valueSubject(
                                                labels.labels().topic().value()),
                                        labels.text()));
    }

    private PipelineTopics registerTopics(SchemaRegistry schemas) {
        PublishedVectors published = PublishedVectors.of(checked.pipeline());
        Map<TopicKind, String> names = new EnumMap<>(TopicKind.class);
        Map<TopicKind, Integer> ids = new EnumMap<>(TopicKind.class);
        for (Topic topic : catalogue.topics()) {
            names.put(topic.kind(), topic.name());
            if (topic.kind() != TopicKind.FEATURES || !published.entities().isEmpty()) {
                String subject = SchemaRegistry.valueSubject(topic.name());
                ids.put(
                        topic.kind(),
                        schemas.register(subject, schema(topic.kind(), published).toString()));
            }
        }
        return new PipelineTopics(names, ids);
    }

    private Schema schema(TopicKind kind, PublishedVectors published) {
        RowType features = checked.plan().features();
        return switch (kind) {
            case PREDICTIONS, SHADOW_PREDICTIONS -> PredictionSchema.of(features);
            case FEATURES ->
                    FeatureVectorSchema.of(
                            published.keys(checked.plan()), published.features(checked.plan()));
            case TRAINING_EXAMPLES -> TrainingExampleSchema.of(features);
            default -> kind.schema();
        };
    }
}
