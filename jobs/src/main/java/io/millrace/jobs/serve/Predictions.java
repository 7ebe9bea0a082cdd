package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Event;
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
    private final PredictionCodec codec;
    private final byte[] servedHeader;
    private final byte[] shadowHeader;

    Predictions(ServeSettings settings, FeaturePlan plan) {
        this.settings = settings;
        this.plan = plan;
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
        List<RecordHeader> headers = List.of(completeTo);
        List<ScoredEvent.EntityKey> entities = entities(event);
        String unit = entities.isEmpty() ? null : entities.get(0).key();
        byte[] key = (unit == null ? event.id() : unit).getBytes(StandardCharsets.UTF_8);
        List<OutRecord> records = new ArrayList<>(1);
        List<Answer> answers = models.answer(event, unit == null ? event.id() : unit);
        for (Answer answer : answers) {
            boolean shadow = answer.role() == Role.SHADOW;
            records.add(
                    new OutRecord(
                            shadow
                                    ? settings.topics().shadowPredictions()
                                    : settings.topics().predictions(),
                            key,
                            codec.encode(
                                    shadow ? shadowHeader : servedHeader,
                                    scored(
                                            event,
                                            entities,
                                            answer,
                                            shadow ? List.of() : shadowScores(answers))),
                            headers));
        }
        return records;
    }

    private List<ScoredEvent.EntityKey> entities(Event event) {
        List<ScoredEvent.EntityKey> keys = new ArrayList<>(plan.entities().size());
        for (int entity = 0; entity < plan.entities().size(); entity++) {
            keys.add(
                    new ScoredEvent.EntityKey(
                            plan.entities().get(entity), plan.key(entity, event)));
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
            Event event,
            List<ScoredEvent.EntityKey> entities,
            Answer answer,
            List<ScoredEvent.ShadowScore> shadowScores) {
        return new ScoredEvent(
                PredictionId.of(settings.pipeline(), event.id(), answer.digest(), answer.role()),
                settings.pipeline(),
                event.id(),
                event.time(),
                entities,
                answer.role() == Role.NONE ? null : settings.model(),
                answer.version(),
                answer.digest(),
                answer.role(),
                answer.epoch(),
                answer.score(),
                answer.decision(),
                answer.threshold(),
                plan.fingerprint(),
                List.of(),
                shadowScores,
                event.features());
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
