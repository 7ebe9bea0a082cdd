package io.millrace.jobs.backfill;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * Writes what comes into a file that's as long as the checkpoint says when a run goes on. Runs once
 * in a job.
 *
 * @param <T> what's written
 */
abstract class Staging<T> extends AbstractStreamOperator<Long>
        implements OneInputStreamOperator<T, Long> {
    private static final long serialVersionUID = 1L;

    private final String file;
    private transient @Nullable StagedFile opened;

    Staging(Path file) {
        this.file = file.toString();
    }

    /** How many bytes a checkpoint counts on; 0 at first. Known when the operator opens. */
    abstract long length();

    final StagedFile file() {
        StagedFile staged = opened;
        if (staged == null) {
            throw new IllegalStateException("the operator isn't open");
        }
        return staged;
    }

    @Override
    public void open() throws Exception {
        super.open();
        opened = new StagedFile(Path.of(file), length());
    }

    @Override
    public void finish() throws Exception {
        file().sync();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (opened != null) {
            opened.close();
        }
        super.close();
    }
}
