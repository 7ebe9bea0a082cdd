package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.PredictionId;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.WireFormat;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes the predictions of an event: the one that's served, and one for each shadow. */
final class Predictions {
    private final ServeSettings settings;
    private final FeaturePlan plan;
    private final List<String> entityNames;
    private final PredictionCodec codec;
    private final byte[] servedHeader;
    private final byte[] shadowHeader;

    Predictions(ServeSettings settings, FeaturePlan plan) {
        this.settings = settings;
        this.plan = plan;
        entityNames = plan.entities();
        ServeTopics topics = settings.topics();
        codec = new PredictionCodec(plan.features());
        servedHeader = WireFormat.frame(topics.schemaId(topics.predictions()), new byte[0]);
        shadowHeader = WireFormat.frame(topics.schemaId(topics.shadowPredictions()), new byte[0]);
    }

    /**
     * The served prediction first; always at least that one.
     *
     * @param completeTo for those who read the topic
     */
    List<OutRecord> of(Event event, ModelsInForce models, RecordHeader completeTo) {
        List<ScoredEvent.EntityKey> entities = entities(event);
        Subject subject =
                new Subject(
                        event.id(), event.time(), entities, plan.fingerprint(), event.features());
        return records(subject, models.answer(event, subject.unit()), List.of(completeTo));
    }

    /** The predictions of an event that has been served, in the epoch in which it was. */
    List<OutRecord> again(ScoredEvent served, ModelsInForce models) {
        Subject subject =
                new Subject(
                        served.eventId(),
                        served.eventTime(),
                        served.entities(),
                        served.fingerprint(),
                        served.features());
        return records(
                subject,
                models.answer(served.epoch(), served.features(), subject.unit()),
                List.of());
    }

    /** What an answer is about. */
    private record Subject(
            String eventId,
            long time,
            List<ScoredEvent.EntityKey> entities,
            String fingerprint,
            Row features) {

        /** Whose share it is, and the records' key: the first entity, or the event itself. */
        String unit() {
            String key = entities.isEmpty() ? null : entities.get(0).key();
            return key == null ? eventId : key;
        }
    }

    private List<OutRecord> records(
            Subject subject, List<Answer> answers, List<RecordHeader> headers) {
        byte[] key = subject.unit().getBytes(StandardCharsets.UTF_8);
        List<OutRecord> records = new ArrayList<>(answers.size());
        for (Answer answer : answers) {
            boolean shadow = answer.role() == Role.SHADOW;
            ServeTopics topics = settings.topics();
            records.add(
                    new OutRecord(
                            shadow ? topics.shadowPredictions() : topics.predictions(),
                            key,
                            codec.encode(
                                    shadow ? shadowHeader : servedHeader,
                                    scored(
                                            subject,
                                            answer,
                                            shadow ? List.of() : shadowScores(answers))),
                            headers));
        }
        return records;
    }

    private List<ScoredEvent.EntityKey> entities(Event event) {
        List<ScoredEvent.EntityKey> keys = new ArrayList<>(entityNames.size());
        for (int entity = 0; entity < entityNames.size(); entity++) {
            keys.add(new ScoredEvent.EntityKey(entityNames.get(entity), plan.key(entity, event)));
        }
        return keys;
    }

    private static List<ScoredEvent.ShadowScore> shadowScores(List<Answer> answers) {
        if (answers.size() == 1) {
            return List.of();
        }
        List<ScoredEvent.ShadowScore> scores = new ArrayList<>(answers.size() - 1);
        for (Answer answer : answers) {
            if (answer.role() == Role.SHADOW && answer.digest() != null && answer.score() != null) {
                scores.add(
                        new ScoredEvent.ShadowScore(
                                answer.digest(),
                                answer.version(),
                                answer.score(),
                                Boolean.TRUE.equals(answer.decision())));
            }
        }
        return scores;
    }

    private ScoredEvent scored(
            Subject subject, Answer answer, List<ScoredEvent.ShadowScore> shadowScores) {
        return new ScoredEvent(
                PredictionId.of(
                        settings.pipeline(), subject.eventId(), answer.digest(), answer.role()),
                settings.pipeline(),
                subject.eventId(),
                subject.time(),
                subject.entities(),
                answer.role() == Role.NONE ? null : settings.model(),
                answer.version(),
                answer.digest(),
                answer.role(),
                answer.epoch(),
                answer.score(),
                answer.decision(),
                answer.threshold(),
                subject.fingerprint(),
                List.of(),
                shadowScores,
                subject.features());
    }

    /** What one version says of an event. */
    record Answer(
            Role role,
            long epoch,
            @Nullable String digest,
            @Nullable Integer version,
            @Nullable Double score,
            @Nullable Boolean decision,
            @Nullable Double threshold) {

        static final Answer NO_MODEL = new Answer(Role.NONE, 0, null, null, null, null, null);
    }
}
