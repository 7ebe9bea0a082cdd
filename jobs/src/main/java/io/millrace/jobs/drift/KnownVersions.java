package io.millrace.jobs.drift;

import io.millrace.drift.monitor.GateErrors;
import io.millrace.drift.monitor.ModelMonitor;
import io.millrace.drift.performance.Metric;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.SchemaRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the registry says of versions, looked up when it's first needed. A version is on its topic
 * before anything is scored with it; so reading the topic to its end is enough to know it.
 */
final class KnownVersions implements ModelMonitor.Versions, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final RegistryReader.Factory factory;
    private final String topic;
    private final AvroRecordDeserializer<ModelVersion> versions;
    private final Map<String, Known> known = new HashMap<>();
    private @Nullable RegistryReader reader;

    private record Known(
            Optional<ReferenceProfile> profile,
            double gateMetric,
            GateErrors gateErrors,
            long trainedAt) {
        static final Known NOTHING =
                new Known(Optional.empty(), Double.NaN, GateErrors.UNKNOWN, Long.MIN_VALUE);
    }

    /**
     * @param topic of model versions
     */
    KnownVersions(RegistryReader.Factory factory, String topic, SchemaRegistry schemas) {
        this.factory = factory;
        this.topic = topic;
        this.versions = new AvroRecordDeserializer<>(schemas, ModelVersion.class);
    }

    @Override
    public Optional<ReferenceProfile> profile(String digest) {
        return of(digest).profile();
    }

    @Override
    public double gateMetric(String digest) {
        return of(digest).gateMetric();
    }

    @Override
    public GateErrors gateErrors(String digest) {
        return of(digest).gateErrors();
    }

    @Override
    public long trainedAt(String digest) {
        return of(digest).trainedAt();
    }

    private Known of(String digest) {
        Known found = known.get(digest);
        if (found == null) {
            readToEnd();
            found = known.computeIfAbsent(digest, none -> Known.NOTHING);
        }
        return found;
    }

    private void readToEnd() {
        RegistryReader open = reader;
        if (open == null) {
            open = factory.open(List.of(topic));
            reader = open;
        }
        for (RegistryRecord record : open.readToEnd(TIMEOUT)) {
            try {
                ModelVersion version = versions.deserialize(record.value());
                known.put(version.getDigest(), known(version));
            } catch (AvroRecordDeserializer.UnreadableException e) {
                // Nobody is served by it; control makes a dead letter of it.
            }
        }
    }

    private static Known known(ModelVersion version) {
        Instant asOf = version.getAsOf();
        return new Known(
                profile(version),
                gateMetric(version),
                gateErrors(version),
                asOf == null ? Long.MIN_VALUE : asOf.toEpochMilli());
    }

    private static double gateMetric(ModelVersion version) {
        GateVerdict gate = version.getGate();
        return gate == null || gate.getCandidate() == null ? Double.NaN : gate.getCandidate();
    }

    /** The gate's metric may be another, but accuracy is told of the same rows. */
    private static GateErrors gateErrors(ModelVersion version) {
        GateVerdict gate = version.getGate();
        Double accuracy = version.getMetrics().get(Metric.ACCURACY.id());
        return gate == null || accuracy == null
                ? GateErrors.UNKNOWN
                : GateErrors.of(accuracy, gate.getRows());
    }

    private static Optional<ReferenceProfile> profile(ModelVersion version) {
        ByteBuffer bytes = version.getReferenceProfile();
        if (bytes == null) {
            return Optional.empty();
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        try {
            return Optional.of(ReferenceProfile.of(copy));
        } catch (IOException e) {
            // Of another release, perhaps: no drift is measured against it.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
