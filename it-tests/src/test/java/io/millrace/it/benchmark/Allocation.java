package io.millrace.it.benchmark;

import io.millrace.it.process.Folders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM allocates, by its log of collections: what the heap has grown by from the end of one
 * to the beginning of the next.
 */
final class Allocation {
    private static final Pattern PAUSE =
            Pattern.compile("\\[(\\d+)ms] GC\\(\\d+\\) Pause.* (\\d+)M->(\\d+)M\\(\\d+M\\).*");
    private static final long MEGABYTE = 1 << 20;

    private final Path folder = Folders.empty("collections");

    /** The flag of a JVM that has it written; one file a process. */
    String flag() {
        return "-Xlog:gc:file=%s:timemillis".formatted(folder.resolve("%p.log"));
    }

    /**
     * The bytes that were allocated while a run was measured, put forward from what lies between
     * its first and its last collection; 0 if there weren't two.
     */
    long bytes(long process, Measured run) {
        long first = 0;
        long last = 0;
        long after = 0;
        long bytes = 0;
        for (String line : lines(folder.resolve(process + ".log"))) {
            Matcher pause = PAUSE.matcher(line);
            if (!pause.matches()) {
                continue;
            }
            long time = Long.parseLong(pause.group(1));
            if (time >= run.warmFrom() && time <= run.warmTo()) {
                bytes += first == 0 ? 0 : Long.parseLong(pause.group(2)) - after;
                first = first == 0 ? time : first;
                last = time;
            }
            after = Long.parseLong(pause.group(3));
        }
        double share = (double) (last - first) / (run.warmTo() - run.warmFrom());
        return share <= 0 ? 0 : (long) (bytes * MEGABYTE / share);
    }

    private static Iterable<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
