package io.millrace.jobs.backfill;

import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Gives the one split to the one reader. Its state is what isn't given yet. */
final class RunsEnumerator implements SplitEnumerator<RunsPosition, RunsPosition> {
    private final SplitEnumeratorContext<RunsPosition> context;
    private @Nullable RunsPosition left;

    /**
     * @param left null or empty if the reader has it
     */
    RunsEnumerator(SplitEnumeratorContext<RunsPosition> context, @Nullable RunsPosition left) {
        this.context = context;
        this.left = left == null || left.of().length == 0 ? null : left;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<RunsPosition> splits, int subtask) {
        left = splits.isEmpty() ? left : splits.get(0);
    }

    @Override
    public void addReader(int subtask) {
        if (left != null) {
            context.assignSplit(left, subtask);
            left = null;
        }
        context.signalNoMoreSplits(subtask);
    }

    @Override
    public RunsPosition snapshotState(long checkpoint) {
        return left == null ? new RunsPosition(new long[0]) : left;
    }

    @Override
    public void close() {}

    static SimpleVersionedSerializer<RunsPosition> serializer() {
        return new RunsPosition.Serializer();
    }
}
