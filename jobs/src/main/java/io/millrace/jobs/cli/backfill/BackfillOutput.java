package io.millrace.jobs.cli.backfill;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where rows go, in the events' order. */
interface BackfillOutput extends Closeable {

    /**
     * @param values as {@link OutputColumns#values} gives them
     */
    void write(@Nullable Object[] values) throws IOException;

    /** How many rows were written. */
    long rows();

    /** Lets others see all of it. Returns the files that now have their names. */
    List<Path> publish() throws IOException;
}
