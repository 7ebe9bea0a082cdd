package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.Model.Step;
import io.millrace.schemas.pipeline.Model.Step.Kind;

import java.util.List;
import java.util.Optional;

/** The order that a rollout's steps have: a shadow if any, growing canaries, the champion. */
final class StepOrder {

    /**
     * @param index of the step that's in the wrong place, from 0
     */
    record Mistake(int index, String what) {}

    private StepOrder() {}

    /** The first step that can't follow the ones before it. */
    static Optional<Mistake> firstMistake(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean last = i == steps.size() - 1;
            if (step.kind() == Kind.SHADOW && i > 0) {
                return mistake(i, "a shadow is the first step");
            }
            if (i > 0 && step.share() <= steps.get(i - 1).share()) {
                return mistake(i, "the share doesn't grow");
            }
            if (last && step.kind() != Kind.CHAMPION) {
                return mistake(i, "the last step isn't champion");
            }
        }
        return steps.isEmpty() ? mistake(0, "there are no steps") : Optional.empty();
    }

    private static Optional<Mistake> mistake(int index, String what) {
        return Optional.of(new Mistake(index, what));
    }
}
