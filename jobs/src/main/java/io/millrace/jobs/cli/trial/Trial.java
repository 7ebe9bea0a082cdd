package io.millrace.jobs.cli.trial;

import io.millrace.features.Answers;
import io.millrace.features.DerivedFeatures;
import io.millrace.features.Expectations;
import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.features.StoppedException;
import io.millrace.features.admission.Admission;
import io.millrace.features.admission.Verdicts;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs events through a pipeline's door, admission, entities and derived features, as serve does.
 * The watermark stands at the beginning of time until {@link #advance} moves it.
 */
public final class Trial {
    private final FeaturePlan plan;
    private final List<Expectations> expectations = new ArrayList<>();
    private final Admission admission;
    private final TreeMap<String, byte[]> ids = new TreeMap<>();
    private final RowStage rows;
    private final List<EntityStage> entities = new ArrayList<>();
    private final DerivedFeatures derived;
    private final Map<Coordinates, Outcome> outcomes = new HashMap<>();
    private long watermark = Long.MIN_VALUE;

    public Trial(CheckedPipeline checked) {
        plan = checked.plan();
        long[] horizons =
                checked.pipeline().sources().stream()
                        .mapToLong(source -> source.duplicatesWithin().toMillis())
                        .map(millis -> millis == 0 ? -1 : millis)
                        .toArray();
        admission = new Admission(plan.codec(), horizons);
        for (int source = 0; source < horizons.length; source++) {
            expectations.add(plan.expectations(source));
        }
        rows = new RowStage(plan);
        for (int entity = 0; entity < plan.entities().size(); entity++) {
            entities.add(new EntityStage(plan, entity));
        }
        derived = plan.derived();
    }

    /** Takes the next record of its topic. */
    public void offer(Made made) {
        Event event = made.event();
        if (event == null) {
            if (made.refusal() != null) {
                outcomes.put(made.at(), Outcome.deadLetter(null, made.refusal(), "decode"));
            }
            return;
        }
        Refusal refusal;
        try {
            refusal = expectations.get(event.source()).check(event.fields(), event.at());
        } catch (StoppedException e) {
            outcomes.put(made.at(), Outcome.stop(event, e.refusal()));
            return;
        }
        if (refusal != null) {
            outcomes.put(made.at(), Outcome.deadLetter(event, refusal, "expectations"));
        } else if (event.time() <= watermark) {
            outcomes.put(made.at(), Outcome.late(event, watermark));
        } else {
            admit(event);
        }
    }

    private void admit(Event event) {
        admission.open(ids.get(event.id()));
        List<Event> admitted = new ArrayList<>();
        if (plan.order() == Order.ARRIVAL) {
            admission.decide(event, verdicts(admitted));
        } else {
            admission.offer(event);
        }
        keep(event.id());
        admitted.forEach(this::answerNow);
    }

    private void keep(String id) {
        byte[] packed = admission.close();
        if (packed == null) {
            ids.remove(id);
        } else {
            ids.put(id, packed);
        }
    }

    private void answerNow(Event event) {
        List<Event> stage = List.of(event);
        for (EntityStage entity : entities) {
            List<Event> answered = new ArrayList<>();
            stage.forEach(e -> entity.answerNow(e, watermark, answers(entity, answered)));
            stage = answered;
        }
        stage.forEach(this::derive);
    }

    /**
     * Moves the watermark: what has waited for it is decided and answered.
     *
     * @param to in epoch milliseconds; {@link Long#MAX_VALUE} answers everything
     */
    public void advance(long to) {
        watermark = Math.max(watermark, to);
        List<Event> stage = new ArrayList<>();
        for (String id : List.copyOf(ids.keySet())) {
            admission.open(ids.get(id));
            admission.advance(watermark, verdicts(stage));
            admission.expire(watermark);
            keep(id);
        }
        stage = rows.changed(stage, watermark);
        for (EntityStage entity : entities) {
            List<Event> answered = new ArrayList<>();
            Answers answers = answers(entity, answered);
            stage.forEach(event -> entity.offer(event, answers));
            entity.advance(watermark, answers);
            stage = answered;
        }
        stage.forEach(this::derive);
    }

    private void derive(Event event) {
        Refusal refusal = event.source() == 0 ? derived.apply(event) : null;
        if (refusal != null) {
            outcomes.put(event.at(), Outcome.deadLetter(event, refusal, "derive"));
        }
    }

    /** What became of a record; null as long as it waits for the watermark. */
    public @Nullable Outcome outcome(Coordinates at) {
        return outcomes.get(at);
    }

    private Verdicts verdicts(List<Event> admitted) {
        return new Verdicts() {
            @Override
            public void admitted(Event event) {
                expectations.get(event.source()).admit(event.fields(), event.at());
                outcomes.put(event.at(), Outcome.admitted(event));
                admitted.add(event);
            }

            @Override
            public void duplicate(Event event, long firstTime, Coordinates first) {
                outcomes.put(event.at(), Outcome.duplicate(event, firstTime));
            }
        };
    }

    private Answers answers(EntityStage entity, List<Event> answered) {
        return new Answers() {
            @Override
            public void answered(Event event) {
                if (event.takesBack() == null) {
                    outcomes.put(event.at(), Outcome.admitted(event));
                }
                answered.add(event);
            }

            @Override
            public void refused(Event event, Refusal refusal) {
                outcomes.put(event.at(), Outcome.deadLetter(event, refusal, entity.name()));
            }
        };
    }
}
