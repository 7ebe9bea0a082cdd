package io.millrace.jobs.cli.data;

import io.millrace.drift.profile.ReferenceProfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A reference profile as a file: a line with its digest, then its bytes. One that was changed or
 * cut off is found by the digest.
 */
public final class ProfileFile {
    /** What such files' names end with. */
    public static final String ENDING = ".profile";

    private static final String HEADING = "millrace-profile ";
    private static final int DIGEST_LENGTH = 64;
    private static final int START = HEADING.length() + DIGEST_LENGTH + 1;

    private ProfileFile() {}

    public static void write(ReferenceProfile profile, Path file) throws IOException {
        byte[] heading = (HEADING + profile.digest() + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = profile.toBytes();
        byte[] whole = Arrays.copyOf(heading, heading.length + bytes.length);
        System.arraycopy(bytes, 0, whole, heading.length, bytes.length);
        Files.write(file, whole);
    }

    /**
     * @param name for messages
     * @throws io.millrace.schemas.problem.ProblemsException if it's no profile, or was changed
     */
    public static ReferenceProfile read(Path file, String name) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw DataFile.unreadable(name, "there is no such file");
        }
        byte[] whole = Files.readAllBytes(file);
        String heading =
                new String(whole, 0, Math.min(START, whole.length), StandardCharsets.US_ASCII);
        if (heading.length() < START || !heading.startsWith(HEADING)) {
            throw DataFile.unreadable(name, "it is no profile that millrace drift profile wrote");
        }
        ReferenceProfile profile;
        try {
            profile = ReferenceProfile.of(Arrays.copyOfRange(whole, START, whole.length));
        } catch (IOException e) {
            throw DataFile.unreadable(name, "it was changed or cut off: " + e.getMessage());
        }
        String expected = heading.substring(HEADING.length(), START - 1);
        if (!profile.digest().equals(expected)) {
            throw DataFile.unreadable(
                    name,
                    "its digest is "
                            + profile.digest()
                            + " and not "
                            + expected
                            + ": it was changed");
        }
        return profile;
    }
}
