package io.millrace.jobs.backfill;

import io.millrace.features.FeaturePlan;
import io.millrace.schemas.event.RowCodec;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what the job has staged: the rows in the events' order. */
public final class StagedRows implements Closeable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final RowCodec codec;
    private final int entities;
    private final DataInputStream in;

    public StagedRows(Path folder, FeaturePlan plan) throws IOException {
        codec = new RowCodec(plan.features());
        entities = plan.entities().size();
        in =
                new DataInputStream(
                        new BufferedInputStream(
                                Files.newInputStream(BackfillSettings.rows(folder)), BUFFER_BYTES));
    }

    /** Whether there's another row. */
    public boolean hasNext() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return false;
        }
        in.reset();
        return true;
    }

    /** Reads a row; there must be one. */
    public StagedRow next() throws IOException {
        return StagedRow.read(codec, entities, in);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
