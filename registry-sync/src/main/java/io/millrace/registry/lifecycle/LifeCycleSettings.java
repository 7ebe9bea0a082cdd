package io.millrace.registry.lifecycle;

import io.millrace.schemas.pipeline.Model;

/**
 * Whose life cycle it is, and how a version becomes champion.
 *
 * @param pipeline its name
 * @param model its name, such as fraud
 * @param fingerprint of the pipeline's feature set; versions of another one can't serve
 * @param gate what a version had to reach on held-out examples
 * @param plan the steps from a passed gate to the champion
 */
public record LifeCycleSettings(
        String pipeline, String model, String fingerprint, Model.Gate gate, Model.Rollout plan) {

    /** Such as fraud@3. */
    String name(int number) {
        return model + "@" + number;
    }
}
