package io.millrace.registry.sync;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a mirror shall show of a model: its versions that have a number, and who serves.
 *
 * @param versions by number, the newest record of each
 * @param states by digest, such as CANARY
 * @param deployed the newest deployment, null if there's none
 */
public record MirroredModel(
        String pipeline,
        String model,
        SortedMap<Integer, ModelVersion> versions,
        SortedMap<String, String> states,
        @Nullable Deployment deployed) {

    /**
     * Folds records.
     *
     * @param records of model versions in the order of their topic, also of other models
     */
    public static MirroredModel of(
            String pipeline,
            String model,
            List<ModelVersion> records,
            Map<String, String> states,
            Optional<Deployment> deployed) {
        SortedMap<Integer, ModelVersion> versions = new TreeMap<>();
        for (ModelVersion version : records) {
            Integer number = version.getVersion();
            if (number != null && version.getModel().equals(model)) {
                versions.put(number, version);
            }
        }
        return new MirroredModel(
                pipeline, model, versions, new TreeMap<>(states), deployed.orElse(null));
    }

    /** The number of who serves everybody that isn't in an arm; null if nobody does. */
    public @Nullable Integer champion() {
        ModelReference champion = deployed == null ? null : deployed.getChampion();
        return champion == null ? null : champion.getVersion();
    }

    /** The number of what's on its way, in an arm or as a shadow; null if nothing is. */
    public @Nullable Integer challenger() {
        if (deployed == null) {
            return null;
        }
        return deployed.getArms().stream()
                .map(Arm::getVersion)
                .findFirst()
                .or(
                        () ->
                                deployed.getShadows().stream()
                                        .map(ModelReference::getVersion)
                                        .findFirst())
                .orElse(null);
    }
}
