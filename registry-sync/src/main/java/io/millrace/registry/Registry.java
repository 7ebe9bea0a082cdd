package io.millrace.registry;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Switch;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pipeline's registry, folded from its topics: model versions by digest, and each model's
 * switches. The state is a function of the set of records, whatever the order they arrive in.
 */
public final class Registry {
    private final SortedMap<String, Published> versions = new TreeMap<>();
    private final SortedMap<String, DeploymentHistory> histories = new TreeMap<>();

    private record Published(ModelVersion version, long offset) {}

    /**
     * Adds a model version. The newest record of a digest holds, as in a compacted topic.
     *
     * @param offset where it stands in its topic
     * @return whether that changed anything
     */
    public boolean add(ModelVersion version, long offset) {
        Published known = versions.get(version.getDigest());
        if (known != null && known.offset >= offset) {
            return false;
        }
        versions.put(version.getDigest(), new Published(version, offset));
        return true;
    }

    /** Adds a switch; whether that changed anything. */
    public boolean add(Switch stamped) {
        return history(stamped.getDeployment().getModel()).add(stamped);
    }

    /** The model's switches; empty ones if it has none yet. */
    public DeploymentHistory history(String model) {
        return histories.computeIfAbsent(model, name -> new DeploymentHistory());
    }

    /** A model version by the digest of its artefact. */
    public Optional<ModelVersion> version(String digest) {
        return Optional.ofNullable(versions.get(digest)).map(Published::version);
    }

    /** All model versions, by digest. */
    public Collection<ModelVersion> versions() {
        return versions.values().stream().map(Published::version).toList();
    }

    /** The models that have switches, or were asked for. */
    public Collection<String> models() {
        return Collections.unmodifiableCollection(histories.keySet());
    }

    /** Digests that a deployment names and that nobody has published. */
    public List<String> missing(Deployment deployment) {
        return Deployments.digests(deployment).stream()
                .filter(digest -> !versions.containsKey(digest))
                .toList();
    }
}
