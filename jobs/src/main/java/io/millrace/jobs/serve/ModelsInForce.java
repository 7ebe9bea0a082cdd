package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.schemas.event.Event;

import java.util.List;

final class ModelsInForce {
    ModelsInForce(FeaturePlan plan) {}

    void take(RegistryUpdate u) {}

    List<Predictions.Answer> answer(Event e, String unit) {
        return List.of(Predictions.Answer.NO_MODEL);
    }
}
