package io.millrace.registry.lifecycle;

import io.millrace.schemas.pipeline.Control;
import io.millrace.schemas.pipeline.Model;

/**
 * Whose life cycle it is, and how a version becomes champion.
 *
 * @param pipeline its name
 * @param model its name, such as fraud
 * @param fingerprint of the pipeline's feature set; versions of another one can't serve
 * @param gate what a version had to reach on held-out examples
 * @param plan the steps from a passed gate to the champion
 * @param control who may ask for what
 */
public record LifeCycleSettings(
        String pipeline,
        String model,
        String fingerprint,
        Model.Gate gate,
        Model.Rollout plan,
        Control control) {

    /** One that anybody may ask. */
    public LifeCycleSettings(
            String pipeline,
            String model,
            String fingerprint,
            Model.Gate gate,
            Model.Rollout plan) {
        this(pipeline, model, fingerprint, gate, plan, Control.DEFAULT);
    }

    /** Whether persons have said so, as far as it's needed for a rollout. */
    boolean mayBegin(KnownVersion version) {
        return version.approvals().size() >= Math.min(1, control.approvals());
    }

    /** Whether persons have said so, as far as it's needed for the champion. */
    boolean mayLead(KnownVersion version) {
        return version.approvals().size() >= control.approvals();
    }

    /** Such as fraud@3. */
    String name(int number) {
        return model + "@" + number;
    }
}
