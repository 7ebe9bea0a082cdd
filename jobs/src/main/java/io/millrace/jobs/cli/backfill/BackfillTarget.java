package io.millrace.jobs.cli.backfill;

import java.nio.file.Path;

/** Where a backfill writes. */
public sealed interface BackfillTarget {

    /** A folder that gets files of up to {@link RowOutput#ROWS_A_FILE} rows. */
    record Folder(Path folder) implements BackfillTarget {}

    /** One file. */
    record File(Path file) implements BackfillTarget {}

    /** A topic. */
    record Topic(String name) implements BackfillTarget {}

    String TOPIC = "topic:";

    /**
     * What {@code --output} says: {@code topic:NAME}, a file with an ending that's known, or else a
     * folder.
     */
    static BackfillTarget parse(String output, Path base) {
        if (output.startsWith(TOPIC)) {
            return new Topic(output.substring(TOPIC.length()));
        }
        Path path = base.resolve(output).toAbsolutePath().normalize();
        boolean folder = output.endsWith("/") || FileFormat.ofName(output).isEmpty();
        return folder ? new Folder(path) : new File(path);
    }

    /**
     * Where the run keeps what it needs to go on after it was stopped.
     *
     * @param base of a run whose output isn't on this disk
     */
    default Path work(Path base) {
        if (this instanceof Folder folder) {
            return folder.folder().resolve(".backfill");
        }
        if (this instanceof File file) {
            return file.file().resolveSibling("." + file.file().getFileName() + ".backfill");
        }
        return base.resolve(".millrace").resolve("backfill").resolve(((Topic) this).name());
    }
}
