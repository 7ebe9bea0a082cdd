package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;

/**
 * Scores the vectors of a live run's predictions again, each under the epoch that it was served in.
 * The models and the recorded switches are read when it starts: a replay waits for no new ones.
 */
final class ScoreAgain extends ProcessFunction<TopicRecord, OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    private final ServeSettings settings;
    private final RegistryReader.Factory registry;

    private transient SchemaRegistry schemas;
    private transient PredictionCodec codec;
    private transient ModelsInForce models;
    private transient Predictions predictions;
    private transient DeadLetters deadLetters;
    private transient String fingerprint;

    ScoreAgain(ServeSettings settings, RegistryReader.Factory registry) {
        this.settings = settings;
        this.registry = registry;
    }

    @Override
    public void open(OpenContext context) {
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        fingerprint = plan.fingerprint();
        schemas = new ConfluentSchemaRegistry(settings.registry());
        codec = new PredictionCodec(plan.features());
        predictions = new Predictions(settings, plan);
        String topic = settings.topics().deadLetters();
        deadLetters =
                new DeadLetters(
                        settings.pipeline(), "serve", topic, settings.topics().schemaId(topic));
        models = new ModelsInForce(plan);
        DeploymentResolver resolver = new DeploymentResolver(settings, schemas);
        try (RegistryReader reader = registry.open(resolver.topics())) {
            resolver.resolve(reader.readToEnd(READ_TIMEOUT)).updates().forEach(models::take);
        }
    }

    @Override
    public void processElement(TopicRecord record, Context context, Collector<OutRecord> out) {
        ScoredEvent served;
        try {
            byte[] value = record.value();
            served =
                    codec.decode(
                            value == null ? new byte[0] : value,
                            WireFormat.HEADER,
                            schemas.byId(WireFormat.schemaId(value)));
        } catch (RegistryUnavailableException e) {
            throw e; // the record may well be good
        } catch (IOException | RuntimeException e) {
            refuse(
                    record,
                    new Refusal("unreadable", null, String.valueOf(e.getMessage())),
                    context);
            return;
        }
        Refusal refusal = refusal(served);
        if (refusal == null) {
            predictions.again(served, models).forEach(out::collect);
        } else {
            refuse(record, refusal, context);
        }
    }

    private @Nullable Refusal refusal(ScoredEvent served) {
        if (!served.fingerprint().equals(fingerprint)) {
            String message =
                    "it was served with the feature set %s; this pipeline's is %s"
                            .formatted(served.fingerprint(), fingerprint);
            return new Refusal("other-features", null, message);
        }
        if (!models.knows(served.epoch())) {
            String message =
                    "it was served in epoch %d, which %s doesn't hold"
                            .formatted(served.epoch(), settings.topics().recordedSwitches());
            return new Refusal("unknown-epoch", null, message);
        }
        return null;
    }

    private void refuse(TopicRecord record, Refusal refusal, Context context) {
        context.output(
                ServeJob.ELSEWHERE,
                deadLetters.of("score-again", Refused.of(record), refusal, null, null));
    }

    @Override
    public void close() {
        if (schemas != null) {
            schemas.close();
        }
    }
}
