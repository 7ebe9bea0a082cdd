package io.millrace.schemas.topic;

import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.Duplicate;
import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.FeatureVector;
import io.millrace.schemas.avro.LabelRequest;
import io.millrace.schemas.avro.LateEvent;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.avro.QualityCount;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.avro.TrainingExample;
import io.millrace.schemas.avro.WindowPerformance;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** What Millrace keeps a topic for. */
public enum TopicKind {
    DEAD_LETTERS(
            DeadLetter.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.SOURCE_RECORD,
            "none",
            "every job",
            "a record that couldn't be used, whole, with the reason"),
    LATE_EVENTS(
            LateEvent.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.SOURCE_RECORD,
            "entity",
            "serve",
            "an event that came after its watermark, whole"),
    DUPLICATES(
            Duplicate.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.SOURCE_RECORD,
            "event id",
            "serve",
            "an event whose id was seen before, whole"),
    QUALITY(
            QualityCount.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.USUAL,
            "rule",
            "serve",
            "how many events of a window met an expectation"),
    PREDICTIONS(
            Prediction.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.USUAL,
            "entity",
            "serve",
            "what was served for one event, with its features"),
    SHADOW_PREDICTIONS(
            Prediction.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.USUAL,
            "entity",
            "serve",
            "the same, for versions that serve nobody"),
    FEATURES(
            FeatureVector.class,
            Retention.NEWEST_OF_KEY_AND_MONTH,
            Partitions.AS_SOURCE,
            Size.USUAL,
            "entity/key",
            "serve, with `publish`",
            "the newest features of an entity, for online stores and other pipelines"),
    TRAINING_EXAMPLES(
            TrainingExample.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.USUAL,
            "event id",
            "label",
            "a prediction joined with its label"),
    EXPERIMENTS(
            Experiment.class,
            Retention.NEWEST_OF_KEY,
            Partitions.ONE,
            Size.USUAL,
            "run/step",
            "train, CLI",
            "settings that a training tried, with their figures"),
    DATASETS(
            TrainingDatasetPart.class,
            Retention.NEWEST_OF_KEY,
            Partitions.ONE,
            Size.USUAL,
            "digest/part",
            "train, CLI",
            "a part of the exact examples of a training"),
    PERFORMANCE(
            WindowPerformance.class,
            Retention.MONTH,
            Partitions.ONE,
            Size.USUAL,
            "model/digest",
            "drift",
            "how well a version did on the events of a window"),
    DRIFT_REPORTS(
            DriftReport.class,
            Retention.MONTH,
            Partitions.AS_SOURCE,
            Size.USUAL,
            "model/feature",
            "drift",
            "how a feature of a window differs from the reference"),
    DRIFT_ALERTS(
            DriftAlert.class,
            Retention.MONTH,
            Partitions.ONE,
            Size.USUAL,
            "model",
            "drift",
            "something worth a person's attention, with evidence"),
    ALERT_COMMANDS(
            AlertCommand.class,
            Retention.FOREVER,
            Partitions.ONE,
            Size.USUAL,
            "alert, or none",
            "CLI",
            "an acknowledgement, a silence, or a silence's end: who, why, until when"),
    LABEL_REQUESTS(
            LabelRequest.class,
            Retention.MONTH,
            Partitions.ONE,
            Size.USUAL,
            "event id",
            "CLI",
            "an event whose label a person is asked for"),
    RETRAIN_TRIGGERS(
            RetrainTrigger.class,
            Retention.FOREVER,
            Partitions.ONE,
            Size.USUAL,
            "model",
            "drift, CLI",
            "asks for a training: why, and on which examples"),
    MODELS(
            ModelVersion.class,
            Retention.NEWEST_OF_KEY,
            Partitions.ONE,
            Size.ARTIFACT,
            "model/digest",
            "train, registry-sync, CLI",
            "a model version: its artefact, metrics, lineage"),
    MODEL_COMMANDS(
            ModelCommand.class,
            Retention.FOREVER,
            Partitions.ONE,
            Size.USUAL,
            "model",
            "CLI, other jobs",
            "who asks for which transition, and why"),
    MODEL_EVENTS(
            ModelEvent.class,
            Retention.FOREVER,
            Partitions.ONE,
            Size.USUAL,
            "model/digest",
            "control, serve",
            "a new state, an acknowledgement, a refusal"),
    DEPLOYMENTS(
            Deployment.class,
            Retention.NEWEST_OF_KEY,
            Partitions.ONE,
            Size.USUAL,
            "model/epoch",
            "control",
            "which versions serve whom, from which event time on"),
    SWITCHES(
            Switch.class,
            Retention.NEWEST_OF_KEY,
            Partitions.ONE,
            Size.USUAL,
            "model/epoch",
            "serve",
            "a deployment with the event time from which it really held");

    /** How long records are kept. */
    public enum Retention {
        /** 30 days, then deleted. */
        MONTH,
        /** Never deleted: the audit log. */
        FOREVER,
        /** Compacted. */
        NEWEST_OF_KEY,
        /** Compacted after 30 days: until then a replay finds what was known at a time. */
        NEWEST_OF_KEY_AND_MONTH;

        /** Whether the newest record of a key is kept for ever. */
        public boolean isCompacted() {
            return this == NEWEST_OF_KEY || this == NEWEST_OF_KEY_AND_MONTH;
        }
    }

    /** How many partitions a topic has. */
    public enum Partitions {
        /** Exactly one, since the order of all its records matters. */
        ONE,
        /** As many as the main source's topic; any number works. */
        AS_SOURCE
    }

    /** How large one record may be. */
    public enum Size {
        /** 1 MiB and some room for headers: Kafka's own default. */
        USUAL(1_048_588),
        /** 4 MiB: a source's record of up to 3 MiB in an envelope. */
        SOURCE_RECORD(4 << 20),
        /** 16 MiB. Larger artefacts go by URI. */
        ARTIFACT(16 << 20);

        private final int bytes;

        Size(int bytes) {
            this.bytes = bytes;
        }

        public int bytes() {
            return bytes;
        }
    }

    private final Class<? extends SpecificRecord> record;
    private final Retention retention;
    private final Partitions partitions;
    private final Size size;
    private final String key;
    private final String writer;
    private final String description;

    TopicKind(
            Class<? extends SpecificRecord> record,
            Retention retention,
            Partitions partitions,
            Size size,
            String key,
            String writer,
            String description) {
        this.record = record;
        this.retention = retention;
        this.partitions = partitions;
        this.size = size;
        this.key = key;
        this.writer = writer;
        this.description = description;
    }

    /** What follows the pipeline's name in the topic's, such as {@code dead-letters}. */
    public String suffix() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The generated class of its records. */
    public Class<? extends SpecificRecord> record() {
        return record;
    }

    /**
     * The schema of its values. Predictions and features have their feature set's fields filled in
     * besides: {@link io.millrace.schemas.prediction.PredictionSchema}.
     */
    public Schema schema() {
        return RecordSchemas.of(record);
    }

    public Retention retention() {
        return retention;
    }

    public Partitions partitions() {
        return partitions;
    }

    public Size size() {
        return size;
    }

    /** What the records' keys are, in words. */
    public String key() {
        return key;
    }

    /** Who writes it, in words. */
    public String writer() {
        return writer;
    }

    /** What one record is, in words. */
    public String description() {
        return description;
    }
}
