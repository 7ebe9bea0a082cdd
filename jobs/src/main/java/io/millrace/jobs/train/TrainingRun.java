package io.millrace.jobs.train;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.RecordKeys;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.train.Candidate;
import io.millrace.scoring.train.CandidateTraining;
import io.millrace.scoring.train.ExampleCollector;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.TrainingRefusedException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One training, from a trigger to the records that tell what came of it: the examples, frozen; what
 * was tried; and a model version with its gate's verdict and its card; or the reason why there's
 * none.
 */
final class TrainingRun {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    /** Header of an experiment: the processor time that a trial took, in milliseconds, as text. */
    static final String PROCESSOR_MILLIS = "millrace.processor-millis";

    private final TrainSettings settings;
    private final ExampleSource reader;
    private final RegistryReader.Factory registry;
    private final AvroRecordDeserializer<ModelVersion> versionReader;
    private final AvroRecordSerializer<ModelVersion> versions;
    private final AvroRecordSerializer<ModelEvent> events;
    private final AvroRecordSerializer<Experiment> experiments;
    private final AvroRecordSerializer<TrainingDatasetPart> datasets;

    TrainingRun(
            TrainSettings settings,
            SchemaRegistry schemas,
            ExampleSource.Factory examples,
            RegistryReader.Factory registry) {
        this.settings = settings;
        this.registry = registry;
        reader = examples.open(settings.features(), schemas);
        versionReader = new AvroRecordDeserializer<>(schemas, ModelVersion.class);
        versions =
                AvroRecordSerializer.registered(
                        settings.topics().schemaId(TopicKind.MODELS), ModelVersion.class);
        events =
                AvroRecordSerializer.registered(
                        settings.topics().schemaId(TopicKind.MODEL_EVENTS), ModelEvent.class);
        experiments =
                AvroRecordSerializer.registered(
                        settings.topics().schemaId(TopicKind.EXPERIMENTS), Experiment.class);
        datasets =
                AvroRecordSerializer.registered(
                        settings.topics().schemaId(TopicKind.DATASETS), TrainingDatasetPart.class);
    }

    /**
     * Takes seconds to minutes. The same trigger gives the same records, but for the headers of
     * experiments; the last is the version, or says why there's none.
     */
    List<OutRecord> train(RetrainTrigger trigger) {
        try {
            return version(trigger);
        } catch (TrainingRefusedException e) {
            return List.of(refusal(trigger, String.valueOf(e.getMessage())));
        }
    }

    private List<OutRecord> version(RetrainTrigger trigger) {
        ExampleSet examples = examples(trigger);
        ModelArtifact champion = champion(trigger.getChampionDigest());
        Candidate candidate = CandidateTraining.train(examples, settings.model(), champion);
        ModelVersion version =
                candidate.version(
                        trigger,
                        settings.model(),
                        TrainingProfile.of(candidate),
                        settings.descriptions(),
                        settings.segments());
        List<OutRecord> records = new ArrayList<>();
        candidate.dataset(trigger).stream().map(this::record).forEach(records::add);
        candidate.experiments(trigger, settings.model()).stream()
                .map(experiment -> record(experiment, cost(candidate, experiment)))
                .forEach(records::add);
        records.add(
                new OutRecord(
                        settings.topics().name(TopicKind.MODELS),
                        bytes(RecordKeys.modelVersion(version.getModel(), version.getDigest())),
                        versions.serialize(version),
                        List.of()));
        return records;
    }

    private OutRecord record(TrainingDatasetPart part) {
        return new OutRecord(
                settings.topics().name(TopicKind.DATASETS),
                bytes(RecordKeys.datasetPart(part.getDigest(), part.getPart())),
                datasets.serialize(part),
                List.of());
    }

    private OutRecord record(Experiment experiment, List<RecordHeader> headers) {
        return new OutRecord(
                settings.topics().name(TopicKind.EXPERIMENTS),
                bytes(RecordKeys.experiment(experiment.getRun(), experiment.getStep())),
                experiments.serialize(experiment),
                headers);
    }

    /** In a header: a measured time would make another record of the same trial. */
    private static List<RecordHeader> cost(Candidate candidate, Experiment experiment) {
        return experiment.getTrial() == null
                ? List.of()
                : List.of(
                        new RecordHeader(
                                PROCESSOR_MILLIS,
                                bytes(
                                        Long.toString(
                                                candidate
                                                        .costs()
                                                        .get(Integer.parseInt(experiment.getStep()))
                                                        .toMillis()))));
    }

    private ExampleSet examples(RetrainTrigger trigger) {
        Instant from = trigger.getFromEventTime();
        ExampleCollector collector =
                new ExampleCollector(
                        settings.features(),
                        settings.fingerprint(),
                        trigger.getAsOf().toEpochMilli(),
                        from == null ? null : (Long) from.toEpochMilli());
        reader.read(trigger.getExamples(), collector::add);
        return collector.collect();
    }

    /** Null if there's none, or it can't be loaded: the gate then has its floors alone. */
    private @Nullable ModelArtifact champion(@Nullable String digest) {
        if (digest == null) {
            return null;
        }
        try (RegistryReader models =
                registry.open(List.of(settings.topics().name(TopicKind.MODELS)))) {
            for (RegistryRecord record : models.readToEnd(READ_TIMEOUT)) {
                byte[] artifact = artifact(record, digest);
                if (artifact != null) {
                    return ModelArtifact.load(artifact);
                }
            }
        } catch (ArtifactRefusedException e) {
            return null;
        }
        return null;
    }

    /** Null if the record is of another version, or of none: control makes a dead letter of it. */
    private byte @Nullable [] artifact(RegistryRecord record, String digest) {
        ModelVersion version;
        try {
            version = versionReader.deserialize(record.value());
        } catch (AvroRecordDeserializer.UnreadableException e) {
            return null;
        }
        ByteBuffer artifact = version.getArtifact();
        if (artifact == null || !version.getDigest().equals(digest)) {
            return null;
        }
        byte[] bytes = new byte[artifact.remaining()];
        artifact.duplicate().get(bytes);
        return bytes;
    }

    private OutRecord refusal(RetrainTrigger trigger, String reason) {
        ModelEvent event =
                ModelEvent.newBuilder()
                        .setPipeline(trigger.getPipeline())
                        .setModel(trigger.getModel())
                        .setType(ModelEventType.REFUSED)
                        .setEpoch(0)
                        .setEventTime(trigger.getAsOf())
                        .setJob("train")
                        .setActor(trigger.getActor())
                        .setReason("trigger " + trigger.getTriggerId() + ": " + reason)
                        .build();
        return new OutRecord(
                settings.topics().name(TopicKind.MODEL_EVENTS),
                bytes(trigger.getModel()),
                events.serialize(event),
                List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
