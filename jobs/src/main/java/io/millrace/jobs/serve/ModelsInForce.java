package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.serve.Predictions.Answer;
import io.millrace.registry.DeploymentHistory;
import io.millrace.registry.Route;
import io.millrace.registry.Router;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A scorer's knowledge: the models that it was told of, and which of them is in force when. */
final class ModelsInForce {
    private static final long NO_EPOCH = 0;

    private final RowType features;
    private final Map<String, Loaded> loaded = new HashMap<>();
    private final DeploymentHistory history = new DeploymentHistory();
    private final Map<Long, Router> routers = new HashMap<>();

    private record Loaded(Scorer scorer, double threshold) {}

    ModelsInForce(FeaturePlan plan) {
        this(plan.features());
    }

    ModelsInForce(RowType features) {
        this.features = features;
    }

    void take(RegistryUpdate update) {
        switch (update.kind()) {
            case MODEL -> load(update.bytes());
            case SWITCH -> follow(PlainAvro.read(update.bytes(), Switch.class));
            case LOADED -> {
                // There's nothing to keep of it.
            }
        }
    }

    /** The resolver has loaded it before; it can't be refused here. */
    private void load(byte[] artifact) {
        try {
            ModelArtifact model = ModelArtifact.load(artifact);
            loaded.putIfAbsent(
                    model.digest(), new Loaded(Scorer.of(model, features), model.threshold()));
        } catch (ArtifactRefusedException e) {
            throw new IllegalStateException("a checked model can't be loaded any more", e);
        }
    }

    private void follow(Switch made) {
        if (history.add(made)) {
            routers.put(made.getDeployment().getEpoch(), new Router(made.getDeployment()));
        }
    }

    /**
     * The answers to an event: first the one that's served, then the shadows'.
     *
     * @param unit whose share it is
     */
    List<Answer> answer(Event event, String unit) {
        return answer(epochAt(event.time()), event.features(), unit);
    }

    /** The epoch in force at an event time, 0 if none was. */
    long epochAt(long time) {
        return history.at(time).map(inForce -> inForce.getDeployment().getEpoch()).orElse(NO_EPOCH);
    }

    /** Whether it can answer in an epoch. */
    boolean knows(long epoch) {
        return epoch == NO_EPOCH || routers.containsKey(epoch);
    }

    /**
     * The answers in an epoch, whatever the time: first the one that's served, then the shadows'.
     *
     * @param epoch 0 if no deployment was in force
     */
    List<Answer> answer(long epoch, Row vector, String unit) {
        if (epoch == NO_EPOCH) {
            return List.of(Answer.NO_MODEL);
        }
        Router router = routers.get(epoch);
        if (router == null) {
            throw new IllegalStateException("no router for epoch " + epoch);
        }
        List<Answer> answers = new ArrayList<>(1 + router.shadows().size());
        answers.add(answer(vector, epoch, router.route(unit), router));
        for (Route shadow : router.shadows()) {
            answers.add(answer(vector, epoch, shadow, router));
        }
        return answers;
    }

    private Answer answer(Row vector, long epoch, Route route, Router router) {
        if (route.role() == Role.FALLBACK) {
            double score = router.fallbackScore().orElseThrow();
            return new Answer(Role.FALLBACK, epoch, null, null, score, null, null);
        }
        String digest = route.digest();
        Loaded model = digest == null ? null : loaded.get(digest);
        return model == null
                ? new Answer(Role.NONE, epoch, null, null, null, null, null)
                : scored(vector, epoch, route, model);
    }

    private static Answer scored(Row vector, long epoch, Route route, Loaded model) {
        double score = model.scorer.score(vector);
        return new Answer(
                route.role(),
                epoch,
                route.digest(),
                route.version(),
                score,
                model.scorer.decide(score),
                model.threshold);
    }
}
