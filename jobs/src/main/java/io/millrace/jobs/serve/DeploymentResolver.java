package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.registry.Deployments;
import io.millrace.registry.ModelVersions;
import io.millrace.registry.Registry;
import io.millrace.registry.Stamping;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Follows the registry: checks each model version once for all scorers, and gives each deployment
 * the event time from which it holds. What it refuses it says in a model event, and the deployment
 * before goes on holding.
 *
 * <p>In a replay nothing is decided: the recorded switches are told as they are.
 */
final class DeploymentResolver {
    /**
     * The watermark before the first event. Not Long.MIN_VALUE, since a switch from "the beginning"
     * must be a time that any client can read.
     */
    static final long BEGINNING = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli() - 1;

    private final ServeSettings settings;
    private final RowType features;
    private final String fingerprint;
    private final Outputs outputs;
    private final AvroRecordDeserializer<ModelVersion> versions;
    private final AvroRecordDeserializer<Deployment> deployments;
    private final AvroRecordDeserializer<Switch> switches;
    private final Registry registry = new Registry();
    private final TreeSet<String> checked = new TreeSet<>();
    private final TreeSet<String> reported = new TreeSet<>();
    private final TreeMap<Long, byte[]> stamped = new TreeMap<>();
    private long watermark = BEGINNING;

    DeploymentResolver(ServeSettings settings, SchemaRegistry schemas) {
        this.settings = settings;
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        features = plan.features();
        fingerprint = plan.fingerprint();
        outputs = new Outputs(settings);
        versions = new AvroRecordDeserializer<>(schemas, ModelVersion.class);
        deployments = new AvroRecordDeserializer<>(schemas, Deployment.class);
        switches = new AvroRecordDeserializer<>(schemas, Switch.class);
    }

    /** What the scorers must be told, and what belongs on topics. */
    record Resolved(List<RegistryUpdate> updates, List<OutRecord> records) {
        Resolved() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** A replay goes by the recorded switches and doesn't look at the deployments. */
    List<String> topics() {
        ServeTopics topics = settings.topics();
        return settings.replay() == null
                ? List.of(topics.models(), topics.recordedSwitches(), topics.deployments())
                : List.of(topics.models(), topics.recordedSwitches());
    }

    /** The event time up to which events may have been answered. */
    void pass(long newWatermark) {
        watermark = Math.max(watermark, newWatermark);
    }

    /** The highest watermark that was passed. */
    long passed() {
        return watermark;
    }

    /** Gives back stamps that may not be on the topic yet, and what was refused before. */
    void restore(Iterable<byte[]> stamps, Iterable<String> refusals) {
        for (byte[] stamp : stamps) {
            stamped.put(PlainAvro.read(stamp, Switch.class).getDeployment().getEpoch(), stamp);
        }
        refusals.forEach(reported::add);
    }

    List<byte[]> stamps() {
        return List.copyOf(stamped.values());
    }

    /** What was refused stays refused, and is said once. */
    List<String> refusals() {
        return List.copyOf(reported);
    }

    /**
     * Takes what was read, in any order of topics: models first, then switches, then deployments.
     */
    Resolved resolve(List<RegistryRecord> records) {
        Resolved resolved = new Resolved();
        for (RegistryRecord record : of(settings.topics().models(), records)) {
            takeVersion(versions.deserialize(record.value()), record.offset(), resolved);
        }
        for (byte[] restored : stamped.values()) {
            takeSwitch(PlainAvro.read(restored, Switch.class), resolved);
        }
        for (RegistryRecord record : of(settings.topics().recordedSwitches(), records)) {
            takeSwitch(switches.deserialize(record.value()), resolved);
        }
        for (RegistryRecord record : of(settings.topics().deployments(), records)) {
            takeDeployment(deployments.deserialize(record.value()), record.offset(), resolved);
        }
        return resolved;
    }

    private static List<RegistryRecord> of(String topic, List<RegistryRecord> records) {
        return records.stream()
                .filter(record -> record.topic().equals(topic))
                .sorted(Comparator.comparingLong(RegistryRecord::offset))
                .toList();
    }

    private void takeVersion(ModelVersion version, long offset, Resolved resolved) {
        if (!version.getModel().equals(settings.model()) || checked.contains(version.getDigest())) {
            return;
        }
        String refusal = refusal(version);
        if (refusal != null) {
            report(ModelEventType.QUARANTINED, version.getDigest(), 0, refusal, resolved);
            return;
        }
        registry.add(version, offset);
        checked.add(version.getDigest());
        resolved.updates.add(
                new RegistryUpdate(RegistryUpdate.Kind.MODEL, bytes(version.getArtifact())));
    }

    private @Nullable String refusal(ModelVersion version) {
        if (version.getArtifact() == null) {
            return "its artefact isn't in the record, and artefacts elsewhere aren't read yet";
        }
        List<String> problems = ModelVersions.problems(version);
        if (!problems.isEmpty()) {
            return String.join("; ", problems);
        }
        if (!version.getFingerprint().equals(fingerprint)) {
            return "it was trained on the feature set %s; this job computes %s"
                    .formatted(version.getFingerprint(), fingerprint);
        }
        try {
            Scorer.of(ModelArtifact.load(bytes(version.getArtifact())), features);
            return null;
        } catch (ArtifactRefusedException e) {
            return e.getMessage();
        }
    }

    private static byte[] bytes(@Nullable ByteBuffer buffer) {
        ByteBuffer source = Objects.requireNonNull(buffer, "no artefact").duplicate();
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        return bytes;
    }

    private void takeSwitch(Switch made, Resolved resolved) {
        if (made.getDeployment().getModel().equals(settings.model()) && registry.add(made)) {
            tell(made, resolved);
        }
    }

    private void tell(Switch made, Resolved resolved) {
        byte[] bytes = PlainAvro.write(made, Switch.class);
        stamped.put(made.getDeployment().getEpoch(), bytes);
        resolved.updates.add(new RegistryUpdate(RegistryUpdate.Kind.SWITCH, bytes));
    }

    private void takeDeployment(Deployment deployment, long offset, Resolved resolved) {
        if (!deployment.getModel().equals(settings.model())
                || reported.contains(
                        reportKey(ModelEventType.REFUSED, null, deployment.getEpoch()))) {
            return;
        }
        List<String> unusable =
                Deployments.digests(deployment).stream()
                        .filter(digest -> !checked.contains(digest))
                        .toList();
        if (!unusable.isEmpty()) {
            refuse(
                    deployment,
                    "epoch %d names versions that aren't published or were refused: %s"
                            .formatted(deployment.getEpoch(), String.join(", ", unusable)),
                    resolved);
            return;
        }
        Stamping stamping =
                registry.history(deployment.getModel()).stamp(deployment, offset, watermark);
        if (stamping instanceof Stamping.Stamped holds) {
            tell(holds.stamped(), resolved);
            resolved.records.add(outputs.switched(holds.stamped()));
        } else if (stamping instanceof Stamping.Refused refused) {
            refuse(deployment, refused.reason(), resolved);
        }
    }

    private void refuse(Deployment deployment, String reason, Resolved resolved) {
        report(ModelEventType.REFUSED, null, deployment.getEpoch(), reason, resolved);
    }

    private static String reportKey(ModelEventType type, @Nullable String digest, long epoch) {
        return type + "/" + digest + "/" + epoch;
    }

    private void report(
            ModelEventType type,
            @Nullable String digest,
            long epoch,
            String reason,
            Resolved resolved) {
        if (settings.replay() != null || !reported.add(reportKey(type, digest, epoch))) {
            return;
        }
        resolved.records.add(
                outputs.modelEvent(
                        ModelEvent.newBuilder()
                                .setPipeline(settings.pipeline())
                                .setModel(Objects.requireNonNull(settings.model()))
                                .setType(type)
                                .setDigest(digest)
                                .setEpoch(epoch)
                                .setEventTime(
                                        watermark == BEGINNING
                                                ? null
                                                : Instant.ofEpochMilli(watermark))
                                .setJob("serve")
                                .setReason(reason)
                                .build()));
    }
}
