package io.millrace.jobs.drift;

import io.millrace.drift.monitor.Attributes;
import io.millrace.drift.monitor.LabelledScore;
import io.millrace.drift.monitor.Segment;
import io.millrace.features.MonitorValues;
import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.prediction.TrainingExampleCodec;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** Takes the labelled scores out of training examples: the served one, and each shadow's. */
final class ReadScores extends ProcessFunction<TopicRecord, LabelledScore> {
    private static final long serialVersionUID = 1L;

    private final DriftSettings settings;

    private transient SchemaRegistry schemas;
    private transient TrainingExampleCodec codec;
    private transient MonitorValues watched;
    private transient DeadLetters deadLetters;

    ReadScores(DriftSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        schemas = new ConfluentSchemaRegistry(settings.registry());
        codec = new TrainingExampleCodec(settings.features());
        watched = settings.watch().values(settings.features());
        deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "drift",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
    }

    @Override
    public void processElement(TopicRecord record, Context context, Collector<LabelledScore> out) {
        LabelledPrediction example;
        try {
            byte[] value = record.value();
            int schemaId = WireFormat.schemaId(value);
            example =
                    codec.decode(
                            value == null ? new byte[0] : value,
                            WireFormat.HEADER,
                            schemas.byId(schemaId));
        } catch (RegistryUnavailableException e) {
            throw e; // the record may well be good
        } catch (IOException | RuntimeException e) {
            Refusal refusal = new Refusal("unreadable", null, String.valueOf(e.getMessage()));
            context.output(
                    DriftJob.DEAD_LETTERS,
                    deadLetters.of("read-scores", Refused.of(record), refusal, null, null));
            return;
        }
        ScoredEvent served = example.prediction();
        List<Segment> all = Segments.of(served.features(), watched);
        List<Segment> segments = all.subList(1, all.size());
        out.collect(
                score(
                        example,
                        record,
                        new Answer(
                                served.role(),
                                served.digest(),
                                served.version(),
                                served.score(),
                                Boolean.TRUE.equals(served.decision())),
                        segments));
        for (ScoredEvent.ShadowScore shadow : served.shadowScores()) {
            out.collect(
                    score(
                            example,
                            record,
                            new Answer(
                                    Role.SHADOW,
                                    shadow.digest(),
                                    shadow.version(),
                                    shadow.score(),
                                    shadow.decision()),
                            segments));
        }
    }

    private record Answer(
            Role role,
            @Nullable String digest,
            @Nullable Integer version,
            @Nullable Double score,
            boolean decision) {}

    private LabelledScore score(
            LabelledPrediction example, TopicRecord record, Answer answer, List<Segment> segments) {
        return new LabelledScore(
                example.prediction().eventId(),
                example.prediction().eventTime(),
                example.labelledAt(),
                example.label(),
                example.revision(),
                example.previousLabel(),
                answer.role(),
                answer.digest(),
                answer.version(),
                answer.score(),
                answer.decision(),
                record.at().partition(),
                record.at().offset(),
                new Attributes(
                        segments,
                        metrics(example, answer, example.label()),
                        metrics(example, answer, example.previousLabel())));
    }

    private SortedMap<String, Double> metrics(
            LabelledPrediction example, Answer answer, @Nullable Double label) {
        return label == null
                ? Collections.emptySortedMap()
                : watched.metrics(
                        example.prediction().features(), label, answer.score, answer.decision);
    }

    @Override
    public void close() {
        if (schemas != null) {
            schemas.close();
        }
    }
}
