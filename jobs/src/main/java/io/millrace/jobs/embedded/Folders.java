package io.millrace.jobs.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of the environment's data. */
public final class Folders {
    private static final long LEAST_BYTES = 512L << 20;

    private Folders() {}

    /**
     * Makes a folder if it isn't there.
     *
     * @throws EnvironmentException if it can't be written, or the disk is nearly full
     */
    public static Path usable(Path folder) {
        return usable(folder, LEAST_BYTES);
    }

    static Path usable(Path folder, long leastBytes) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "writable", ""));
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < leastBytes) {
                throw new EnvironmentException(
                        "the disk of %s has %d MB free, and at least %d MB are needed; make room, or start in a folder on another disk"
                                .formatted(folder.toAbsolutePath(), free >> 20, leastBytes >> 20));
            }
            return folder;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the folder %s can't be used: %s; start in a folder where you may write"
                            .formatted(folder.toAbsolutePath(), reason(e)),
                    e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "it isn't writable";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in its place";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Deletes a folder with all that's in it; symbolic links are not followed. */
    public static void delete(Path folder) {
        try (Stream<Path> content = Files.walk(folder)) {
            List<Path> deepestFirst = content.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Nothing to do.
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentException(
                    "%s can't be deleted (%s); delete it yourself"
                            .formatted(folder.toAbsolutePath(), e.getMessage()),
                    e);
        }
    }
}
