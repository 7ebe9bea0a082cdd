package io.millrace.jobs.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of the environment's data. */
final class Folders {
    private static final long LEAST_BYTES = 512L << 20;

    private Folders() {}

    /**
     * Makes a folder if it isn't there.
     *
     * @throws EnvironmentException if it can't be written, or the disk is nearly full
     */
    static Path usable(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "writable", ""));
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < LEAST_BYTES) {
                throw new IOException(
                        "only %d MB are free; %d MB are needed"
                                .formatted(free >> 20, LEAST_BYTES >> 20));
            }
            return folder;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the folder "
                            + folder.toAbsolutePath()
                            + " can't be used: "
                            + e.getMessage()
                            + "; make room or choose another with --data",
                    e);
        }
    }
}
