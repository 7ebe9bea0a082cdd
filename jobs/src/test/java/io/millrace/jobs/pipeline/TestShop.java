package io.millrace.jobs.pipeline;

import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.SchemaServer;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.prediction.TrainingExampleCodec;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A pipeline with the feature {@code amount}, with its records as they are on Kafka. */
public final class TestShop implements AutoCloseable {
    public static final RowType FEATURES =
            new RowType(List.of(new Field("amount", ValueType.DOUBLE, true)));
    public static final Model MODEL =
            new Model(
                    new Text("fraud", new Place("pipeline.yaml", 1, 1)),
                    Model.Task.BINARY,
                    List.of(),
                    0.5,
                    new Model.Trainer(Model.Algorithm.LOGISTIC_REGRESSION, 0, 0, 0.1, 5, 1),
                    Model.Gate.DEFAULT,
                    Model.Rollout.DEFAULT);

    public final SchemaServer schemas;
    public final PipelineTopics topics;
    private final PredictionCodec predictions = new PredictionCodec(FEATURES);
    private final TrainingExampleCodec examples = new TrainingExampleCodec(FEATURES);

    public TestShop() throws IOException {
        schemas = new SchemaServer();
        topics = TestTopics.registered(schemas, FEATURES);
    }

    public RegistrySettings registry() {
        return RegistrySettings.of(schemas.url());
    }

    public static Row amount(double amount) {
        Row row = new Row(1);
        row.setDouble(0, amount);
        return row;
    }

    /** An answer of a version, or of none if the digest is null. */
    public static ScoredEvent scored(
            String id, long time, Role role, @Nullable String digest, double score) {
        return scored(id, time, role, digest, digest == null ? null : 1, score, List.of());
    }

    public static ScoredEvent scored(
            String id,
            long time,
            Role role,
            @Nullable String digest,
            @Nullable Integer version,
            double score,
            List<ScoredEvent.ShadowScore> shadows) {
        boolean none = digest == null;
        return new ScoredEvent(
                "p-" + id,
                "shop",
                id,
                time,
                List.of(),
                none ? null : "fraud",
                version,
                digest,
                role,
                none ? 0 : 1,
                none ? null : (Double) score,
                none ? null : (Boolean) (score >= 0.5),
                none ? null : (Double) 0.5,
                "features-1",
                List.of(),
                shadows,
                amount(score * 100));
    }

    public byte[] value(ScoredEvent prediction) {
        return predictions.encode(header(TopicKind.PREDICTIONS), prediction);
    }

    public byte[] value(LabelledPrediction example) {
        return examples.encode(header(TopicKind.TRAINING_EXAMPLES), example);
    }

    public <T extends SpecificRecord> byte[] value(TopicKind kind, Class<T> type, T record) {
        return schemas.serialize(kind.suffix(), type, record);
    }

    private byte[] header(TopicKind kind) {
        return WireFormat.frame(topics.schemaId(kind), new byte[0]);
    }

    public LabelledPrediction example(byte[] value) throws IOException {
        return examples.decode(value, WireFormat.HEADER, examples.schema());
    }

    /** A label that was known at its event's time. */
    public static LabelledPrediction labelled(ScoredEvent prediction, boolean label) {
        return new LabelledPrediction(
                label ? 1 : 0, LabelOrigin.RECORD, prediction.eventTime(), 1, null, prediction);
    }

    /** A record of a topic, with what a source reads of it. */
    public static TopicRecord record(
            TopicKind kind, long offset, String id, long time, byte @Nullable [] value) {
        return new TopicRecord(
                new Coordinates(kind.suffix(), 0, offset, 0),
                id.getBytes(StandardCharsets.UTF_8),
                value,
                List.<RecordHeader>of(),
                id,
                time,
                null);
    }

    @Override
    public void close() {
        schemas.close();
    }
}
