package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.pipeline.PublishedVectors;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.jobs.pipeline.TopicPreparation;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be there before serve starts: topics, registered schemas, and the settings that say
 * where everything is. Done where the job is submitted; doing it twice changes nothing.
 */
public final class ServePreparation {
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
        return settings(new TopicPreparation(checked, topics, kafka, registry).prepare());
    }

    private ServeSettings settings(PipelineTopics prepared) {
        return new ServeSettings(
                checked.pipeline().name().value(),
                checked.plan().toBytes(),
                sources(checked),
                checked.pipeline().order(),
                checked.pipeline().model().map(Model::name).map(Object::toString).orElse(null),
                serveTopics(prepared),
                registry,
                null,
                PublishedVectors.of(checked.pipeline()));
    }

    private ServeTopics serveTopics(PipelineTopics prepared) {
        Map<String, Integer> schemaIds = new TreeMap<>();
        prepared.schemaIds().forEach((kind, id) -> schemaIds.put(prepared.name(kind), id));
        return new ServeTopics(
                prepared.name(TopicKind.PREDICTIONS),
                prepared.name(TopicKind.SHADOW_PREDICTIONS),
                prepared.name(TopicKind.FEATURES),
                prepared.name(TopicKind.DEAD_LETTERS),
                prepared.name(TopicKind.LATE_EVENTS),
                prepared.name(TopicKind.DUPLICATES),
                prepared.name(TopicKind.QUALITY),
                prepared.name(TopicKind.SWITCHES),
                prepared.name(TopicKind.SWITCHES),
                prepared.name(TopicKind.MODEL_EVENTS),
                prepared.name(TopicKind.MODELS),
                prepared.name(TopicKind.DEPLOYMENTS),
                schemaIds);
    }

    /** A pipeline's sources, resolved. */
    public static List<SourceSettings> sources(CheckedPipeline checked) {
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
