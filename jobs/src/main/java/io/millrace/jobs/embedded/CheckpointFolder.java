package io.millrace.jobs.embedded;

import org.apache.flink.api.common.JobID;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkpoints of all jobs, in Flink's layout: {@code <job's id>/chk-<number>/_metadata}. */
record CheckpointFolder(Path folder) {
    private static final String PREFIX = "chk-";
    private static final String METADATA = "_metadata";

    /** A job's id, made from its name, so that a later run finds what an earlier one has left. */
    static JobID idOf(String name) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return new JobID(Arrays.copyOf(hash, JobID.SIZE));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** The newest checkpoint that was completed: its metadata are written last. */
    Optional<Path> newest(JobID job) {
        Path ofJob = folder.resolve(job.toHexString());
        if (!Files.isDirectory(ofJob)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(ofJob)) {
            return all.filter(path -> number(path) >= 0)
                    .filter(path -> Files.isRegularFile(path.resolve(METADATA)))
                    .max(Comparator.comparingLong(CheckpointFolder::number));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the checkpoints in %s can't be read: %s; --fresh begins without them"
                            .formatted(ofJob, e.getMessage()),
                    e);
        }
    }

    private static long number(Path path) {
        String name = path.getFileName().toString();
        if (!name.startsWith(PREFIX)) {
            return -1;
        }
        try {
            return Long.parseLong(name.substring(PREFIX.length()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
