package io.millrace.registry;

import io.millrace.schemas.avro.ModelVersion;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a model version must be before anybody sees it. */
public final class ModelVersions {
    private static final int LONGEST_FINGERPRINT = 1_000;
    private static final int LONGEST_AUTHOR = 200;

    private ModelVersions() {}

    /** SHA-256 as 64 lower-case hexadecimal digits: how an artefact is named. */
    public static String digest(byte[] artifact) {
        return digest(ByteBuffer.wrap(artifact));
    }

    /** What's wrong with a version, one sentence each; empty if it can be published. */
    public static List<String> problems(ModelVersion version) {
        List<String> problems = new ArrayList<>();
        ByteBuffer artifact = version.getArtifact();
        if ((artifact == null) == (version.getUri() == null)) {
            problems.add("it needs either the artefact itself or its URI, and not both");
        }
        if (!Deployments.isDigest(version.getDigest())) {
            problems.add(
                    "the digest \"%s\" isn't 64 lower-case hexadecimal digits"
                            .formatted(version.getDigest()));
        }
        if (version.getFingerprint().length() > LONGEST_FINGERPRINT) {
            problems.add(
                    "the fingerprint has %d characters, at most %d are allowed"
                            .formatted(version.getFingerprint().length(), LONGEST_FINGERPRINT));
        }
        String author = version.getAuthor();
        if (author != null && author.length() > LONGEST_AUTHOR) {
            problems.add(
                    "the author has %d characters, at most %d are allowed"
                            .formatted(author.length(), LONGEST_AUTHOR));
        }
        if (version.getArtifactBytes() < 1) {
            problems.add(
                    "the artefact's size is "
                            + version.getArtifactBytes()
                            + ", at least 1 is needed");
        }
        if (artifact != null) {
            String digest = digest(artifact.duplicate());
            if (!digest.equals(version.getDigest())) {
                problems.add(
                        "the digest is %s, but the artefact's is %s"
                                .formatted(version.getDigest(), digest));
            }
            if (artifact.remaining() != version.getArtifactBytes()) {
                problems.add(
                        "the artefact's size is given as %d bytes, but it has %d"
                                .formatted(version.getArtifactBytes(), artifact.remaining()));
            }
        }
        version.getMetrics().entrySet().stream()
                .filter(metric -> !Double.isFinite(metric.getValue()))
                .map(
                        metric ->
                                "the metric %s is %s; leave it out"
                                        .formatted(metric.getKey(), metric.getValue()))
                .sorted()
                .forEach(problems::add);
        return problems;
    }

    private static String digest(ByteBuffer artifact) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(artifact);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
