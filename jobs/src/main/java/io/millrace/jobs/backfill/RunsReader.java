package io.millrace.jobs.backfill;

import io.millrace.jobs.serve.SourceRecord;
import io.millrace.jobs.serve.SourceRecordSerializer;

import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads the sorted files in the task's own thread: they're on this machine's disk. */
final class RunsReader implements SourceReader<SourceRecord, RunsPosition> {
    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final List<Path> files;
    private final SourceRecordSerializer serializer;
    private final DataInputDeserializer in = new DataInputDeserializer();
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private @Nullable RunMerge merge;
    private boolean isLast;

    RunsReader(List<Path> files, SourceRecordSerializer serializer) {
        this.files = files;
        this.serializer = serializer;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws IOException {
        RunMerge reading = merge;
        if (reading == null) {
            return isLast ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }
        if (!reading.hasNext()) {
            return InputStatus.END_OF_INPUT;
        }
        in.setBuffer(reading.take());
        SourceRecord record = serializer.deserialize(in);
        output.collect(record, record.time());
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<RunsPosition> snapshotState(long checkpoint) {
        return merge == null ? List.of() : List.of(new RunsPosition(merge.positions()));
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return merge == null && !isLast ? available : AT_ONCE;
    }

    @Override
    public void addSplits(List<RunsPosition> splits) {
        for (RunsPosition position : splits) {
            try {
                merge = new RunMerge(files, position.of());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("the sorted events can't be read", e);
            }
        }
        wake();
    }

    @Override
    public void notifyNoMoreSplits() {
        isLast = true;
        wake();
    }

    private void wake() {
        available.complete(null);
        available = new CompletableFuture<>();
    }

    @Override
    public void close() throws IOException {
        if (merge != null) {
            merge.close();
        }
    }
}
