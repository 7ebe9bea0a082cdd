package io.millrace.jobs.cli;

import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.cli.model.Artifacts;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.train.KafkaExamples;
import io.millrace.jobs.train.TrainingProfile;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.RecordKeys;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.train.Candidate;
import io.millrace.scoring.train.CandidateTraining;
import io.millrace.scoring.train.ExampleCollector;
import io.millrace.scoring.train.ExampleSet;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A training from a pipeline's topic of examples, without a trigger. */
final class TopicTraining implements AutoCloseable {
    private final Session session;
    private final CheckedPipeline checked;
    private final Model model;
    private final KafkaSettings kafka;
    private final SchemaRegistry schemas;
    private final ModelLog log;

    private TopicTraining(
            Session session, CheckedPipeline checked, Endpoints endpoints, SchemaRegistry schemas) {
        this.session = session;
        this.checked = checked;
        this.schemas = schemas;
        model =
                checked.pipeline()
                        .model()
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                ExitCode.NO,
                                                "the pipeline file has no model: section"));
        kafka = new KafkaSettings(endpoints.bootstrap(), endpoints.properties());
        log = new ModelLog(endpoints, checked.pipeline().name().value(), schemas);
    }

    static TopicTraining open(Session session, Path file, Connection connection) {
        Endpoints endpoints = connection.resolve(session);
        SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry());
        try {
            CheckedPipeline checked =
                    CheckedPipeline.load(file, session.environment(), () -> Optional.of(schemas));
            return new TopicTraining(session, checked, endpoints, schemas);
        } catch (RuntimeException e) {
            schemas.close();
            throw e;
        }
    }

    /**
     * Trains on the calling thread, and compares with the champion of now.
     *
     * @param from event time of the oldest example, included; null for all
     * @param to event time of the newest example, excluded; null for all
     * @param asOf event time by which labels were known; null for all
     */
    OneTraining train(@Nullable Instant from, @Nullable Instant to, @Nullable Instant asOf) {
        Optional<String> champion =
                log.newestDeployment(model.name().value())
                        .map(Deployment::getChampion)
                        .map(ModelReference::getDigest);
        Instant known = asOf == null ? log.newestLabel() : asOf;
        RetrainTrigger trigger =
                RetrainTrigger.newBuilder()
                        .setPipeline(checked.pipeline().name().value())
                        .setModel(model.name().value())
                        .setTriggerId("by-hand")
                        .setCause(RetrainCause.PERSON)
                        .setReason("trained by hand")
                        .setActor(System.getProperty("user.name", "unknown"))
                        .setAsOf(known)
                        .setFromEventTime(from)
                        .setExamples(RetrainCommand.ranges(log))
                        .setChampionDigest(champion.orElse(null))
                        .build();
        ExampleSet examples = examples(trigger, to);
        trigger.setTriggerId("by-hand-" + examples.dataDigest().substring(0, 12));
        Candidate candidate =
                CandidateTraining.train(examples, model, champion.map(this::artifact).orElse(null));
        return new OneTraining(candidate, model, trigger, FeatureCatalogue.of(checked).meanings());
    }

    private ExampleSet examples(RetrainTrigger trigger, @Nullable Instant to) {
        Instant from = trigger.getFromEventTime();
        ExampleCollector collector =
                new ExampleCollector(
                        checked.plan().features(),
                        checked.plan().fingerprint(),
                        trigger.getAsOf().toEpochMilli(),
                        from == null ? null : (Long) from.toEpochMilli());
        long end = to == null ? Long.MAX_VALUE : to.toEpochMilli();
        KafkaExamples.factory(kafka)
                .open(checked.plan().features(), schemas)
                .read(
                        trigger.getExamples(),
                        example -> {
                            if (example.prediction().eventTime() < end) {
                                collector.add(example);
                            }
                        });
        return collector.collect();
    }

    private @Nullable ModelArtifact artifact(String digest) {
        try {
            for (ModelVersion version : log.versions()) {
                if (version.getDigest().equals(digest)) {
                    return Artifacts.of(version);
                }
            }
            session.warning("the champion isn't compared: it isn't in the registry any more");
        } catch (ArtifactRefusedException e) {
            session.warning("the champion isn't compared: " + e.getMessage());
        }
        return null;
    }

    /** The version last: what it refers to is there then. */
    void publish(OneTraining trained) throws InterruptedException {
        Candidate candidate = trained.candidate();
        for (TrainingDatasetPart part : candidate.dataset(trained.trigger())) {
            log.send(
                    TopicKind.DATASETS,
                    RecordKeys.datasetPart(part.getDigest(), part.getPart()),
                    TrainingDatasetPart.class,
                    part);
        }
        for (Experiment experiment : candidate.experiments(trained.trigger(), model)) {
            log.send(
                    TopicKind.EXPERIMENTS,
                    RecordKeys.experiment(experiment.getRun(), experiment.getStep()),
                    Experiment.class,
                    experiment);
        }
        ModelVersion version =
                candidate.version(
                        trained.trigger(),
                        model,
                        TrainingProfile.of(candidate),
                        trained.descriptions());
        log.send(
                TopicKind.MODELS,
                RecordKeys.modelVersion(version.getModel(), version.getDigest()),
                ModelVersion.class,
                version);
    }

    @Override
    public void close() {
        log.close();
        schemas.close();
    }
}
