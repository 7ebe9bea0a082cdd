package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.prediction.PredictionSchema;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.Topic;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicCreator;
import io.millrace.schemas.topic.TopicKind;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * What has to be there before serve starts: topics, registered schemas, and the settings that say
 * where everything is. Done where the job is submitted; doing it twice changes nothing.
 */
public final class ServePreparation {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final CheckedPipeline checked;
    private final TopicCatalogue topics;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;

    /**
     * @param topics where the job writes and what it reads of the registry
     */
    public ServePreparation(
            CheckedPipeline checked,
            TopicCatalogue topics,
            KafkaSettings kafka,
            RegistrySettings registry) {
        this.checked = checked;
        this.topics = topics;
        this.kafka = kafka;
        this.registry = registry;
    }

    /**
     * Creates missing topics, registers schemas and gives the job's settings.
     *
     * @throws IllegalStateException if a source's topic isn't there
     */
    public ServeSettings prepare() {
        try (Admin admin = Admin.create(kafka.client());
                SchemaRegistry schemas = new ConfluentSchemaRegistry(registry)) {
            int partitions = partitionsOfMainSource(admin);
            new TopicCreator(admin, TIMEOUT).create(topics.topics(), partitions);
            registerSources(schemas);
            return settings(registerOutputs(schemas));
        }
    }

    private int partitionsOfMainSource(Admin admin) {
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
    }

    private Map<String, Integer> registerOutputs(SchemaRegistry schemas) {
        Map<String, Integer> ids = new TreeMap<>();
        for (Topic topic : topics.topics()) {
            String schema =
                    switch (topic.kind()) {
                        case PREDICTIONS, SHADOW_PREDICTIONS ->
                                PredictionSchema.of(checked.plan().features()).toString();
                        default -> topic.kind().schema().toString();
                    };
            if (topic.kind() != TopicKind.FEATURES) {
                ids.put(
                        topic.name(),
                        schemas.register(SchemaRegistry.valueSubject(topic.name()), schema));
            }
        }
        return ids;
    }

    private ServeSettings settings(Map<String, Integer> schemaIds) {
        return new ServeSettings(
                checked.pipeline().name().value(),
                checked.plan().toBytes(),
                sources(),
                checked.pipeline().order(),
                checked.pipeline().model().map(Model::name).map(Object::toString).orElse(null),
                serveTopics(schemaIds),
                registry,
                null);
    }

    private ServeTopics serveTopics(Map<String, Integer> schemaIds) {
        return new ServeTopics(
                topics.name(TopicKind.PREDICTIONS),
                topics.name(TopicKind.SHADOW_PREDICTIONS),
                topics.name(TopicKind.DEAD_LETTERS),
                topics.name(TopicKind.LATE_EVENTS),
                topics.name(TopicKind.DUPLICATES),
                topics.name(TopicKind.SWITCHES),
                topics.name(TopicKind.SWITCHES),
                topics.name(TopicKind.MODEL_EVENTS),
                topics.name(TopicKind.MODELS),
                topics.name(TopicKind.DEPLOYMENTS),
                schemaIds);
    }

    private List<SourceSettings> sources() {
        List<SourceSettings> sources = new ArrayList<>();
        for (SourceSchema schema : checked.schemas()) {
            Source source = schema.source();
            long duplicates = source.duplicatesWithin().toMillis();
            sources.add(
                    new SourceSettings(
                            source.name().value(),
                            source.topic().value(),
                            schema.schema().toString(),
                            source.id().value(),
                            source.eventTime().value(),
                            source.outOfOrderness().toMillis(),
                            duplicates == 0 ? -1 : duplicates,
                            source.flushAfterIdle().map(Duration::toMillis).orElse(-1L)));
        }
        return sources;
    }
}
