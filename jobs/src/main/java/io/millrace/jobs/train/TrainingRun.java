package io.millrace.jobs.train;

import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.RecordKeys;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
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
import java.util.List;

/**
 * One training, from a trigger to the record that tells what came of it: a model version with its
 * gate's verdict, or the reason why there's none.
 */
final class TrainingRun {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    private final TrainSettings settings;
    private final ExampleSource reader;
    private final RegistryReader.Factory registry;
    private final AvroRecordDeserializer<ModelVersion> versionReader;
    private final AvroRecordSerializer<ModelVersion> versions;
    private final AvroRecordSerializer<ModelEvent> events;

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
    }

    /** Takes seconds to minutes. The same trigger gives the same record. */
    OutRecord train(RetrainTrigger trigger) {
        try {
            return version(trigger);
        } catch (TrainingRefusedException e) {
            return refusal(trigger, String.valueOf(e.getMessage()));
        }
    }

    private OutRecord version(RetrainTrigger trigger) {
        ExampleSet examples = examples(trigger);
        ModelArtifact champion = champion(trigger.getChampionDigest());
        Candidate candidate = CandidateTraining.train(examples, settings.model(), champion);
        ModelVersion version = candidate.version(trigger, settings.model(), profile(candidate));
        return new OutRecord(
                settings.topics().name(TopicKind.MODELS),
                bytes(RecordKeys.modelVersion(version.getModel(), version.getDigest())),
                versions.serialize(version),
                List.of());
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

    /** Of what it was fitted on, with the scores that it gives there. */
    private byte[] profile(Candidate candidate) {
        try {
            Scorer scorer = Scorer.of(candidate.trained().artifact(), settings.features());
            ProfileBuilder builder = ReferenceProfile.builder(settings.features());
            for (ExampleSet.Example example : candidate.trainingExamples()) {
                builder.add(example.features(), scorer.score(example.features()));
            }
            return builder.build().toBytes();
        } catch (ArtifactRefusedException e) {
            throw new IllegalStateException("a model that was just compiled can't be loaded", e);
        }
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
