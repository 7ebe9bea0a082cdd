package io.millrace.scoring.train;

import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.metrics.Evaluation;
import io.millrace.scoring.train.ExampleSet.Example;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A candidate as the record that's published. Maps are sorted, so that its bytes are the same. */
final class VersionRecord {
    private static final String FORMAT = "millrace-scorer/1";

    private VersionRecord() {}

    static ModelVersion of(
            Candidate candidate,
            RetrainTrigger trigger,
            Model settings,
            byte @Nullable [] referenceProfile) {
        ModelArtifact artifact = candidate.trained().artifact();
        byte[] bytes = artifact.toBytes();
        return ModelVersion.newBuilder()
                .setPipeline(trigger.getPipeline())
                .setModel(trigger.getModel())
                .setDigest(artifact.digest())
                .setTask(settings.task().name().toLowerCase(Locale.ROOT))
                .setFormat(FORMAT)
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint(artifact.fingerprint())
                .setInputs(artifact.inputs().fields().stream().map(VersionRecord::input).toList())
                .setMetrics(metrics(candidate.trained().holdout()))
                .setLineage(lineage(candidate, trigger, settings))
                .setTriggerId(trigger.getTriggerId())
                .setAsOf(trigger.getAsOf())
                .setGate(candidate.gate())
                .setReferenceProfile(
                        referenceProfile == null ? null : ByteBuffer.wrap(referenceProfile.clone()))
                .setAuthor(trigger.getActor())
                .build();
    }

    private static ModelInput input(Field field) {
        return new ModelInput(field.name(), field.type().name().toLowerCase(Locale.ROOT));
    }

    static SortedMap<String, Double> metrics(Evaluation holdout) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put("accuracy", holdout.accuracy());
        metrics.put("auc", holdout.auc());
        metrics.put("average_precision", holdout.averagePrecision());
        metrics.put("brier", holdout.brier());
        metrics.put("f1", holdout.f1());
        metrics.put("kappa", holdout.kappa());
        metrics.put("log_loss", holdout.logLoss());
        metrics.put("precision", holdout.precision());
        metrics.put("recall", holdout.recall());
        metrics.values().removeIf(metric -> metric.isNaN());
        return metrics;
    }

    private static Lineage lineage(Candidate candidate, RetrainTrigger trigger, Model settings) {
        List<Example> examples = candidate.examples().examples();
        return Lineage.newBuilder()
                .setData(trigger.getExamples())
                .setFromEventTime(Instant.ofEpochMilli(examples.get(0).eventTime()))
                .setToEventTime(Instant.ofEpochMilli(examples.get(examples.size() - 1).eventTime()))
                .setRows((long) candidate.trained().trainedRows())
                .setDataDigest(candidate.examples().dataDigest())
                .setLibraries(Libraries.of(candidate.settings().trainer().algorithm()))
                .setParameters(parameters(settings, candidate))
                .setSeed(settings.trainer().seed())
                .setParentDigest(candidate.championDigest())
                .build();
    }

    /** All that, beside the examples, decides about the artefact's bytes and the verdict. */
    static SortedMap<String, String> parameters(Model settings, Candidate candidate) {
        SortedMap<String, String> parameters = parameters(candidate.settings().trainer());
        if (settings.search().trials() > 1) {
            Model.Search search = settings.search();
            parameters.put("search", search.strategy().name().toLowerCase(Locale.ROOT));
            parameters.put("search_trials", Integer.toString(search.trials()));
            parameters.put("search_folds", Integer.toString(search.folds()));
            parameters.put("search_embargo", search.embargo().toString());
            if (search.coreSeconds() > 0) {
                parameters.put("search_core_seconds", Integer.toString(search.coreSeconds()));
                parameters.put("search_tried", Integer.toString(candidate.trials().size()));
            }
            parameters.put(
                    "search_algorithm",
                    settings.trainer().algorithm().name().toLowerCase(Locale.ROOT));
        }
        if (settings.calibration() != Model.Calibration.OFF) {
            parameters.put("calibration", settings.calibration().name().toLowerCase(Locale.ROOT));
        }
        parameters.put("threshold", Double.toString(settings.threshold()));
        parameters.put("holdout", Double.toString(settings.gate().holdout()));
        return parameters;
    }

    /** Those of a trainer that mean something to its algorithm, but for the seed. */
    static SortedMap<String, String> parameters(Model.Trainer trainer) {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("algorithm", trainer.algorithm().name().toLowerCase(Locale.ROOT));
        if (trainer.algorithm() != Model.Algorithm.RANDOM_FOREST) {
            parameters.put("learning_rate", Double.toString(trainer.learningRate()));
        }
        switch (trainer.algorithm()) {
            case LOGISTIC_REGRESSION ->
                    parameters.put("epochs", Integer.toString(trainer.epochs()));
            case AUTO -> {
                // A search chose one of the others; its settings are these.
            }
            case XGBOOST, RANDOM_FOREST -> {
                parameters.put("trees", Integer.toString(trainer.trees()));
                parameters.put("depth", Integer.toString(trainer.depth()));
            }
        }
        return parameters;
    }
}
