package io.millrace.jobs.backfill;

import io.millrace.jobs.serve.SourceRecord;
import io.millrace.jobs.serve.SourceRecordSerializer;
import io.millrace.schemas.event.RowType;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sorted events of {@link SortedRuns}, in the order of their time; for one subtask. */
final class RunsSource implements Source<SourceRecord, RunsPosition, RunsPosition> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> files;
    private final ArrayList<RowType> sources;

    /**
     * @param sources the fields of each source
     */
    RunsSource(List<Path> files, List<RowType> sources) {
        this.files = new ArrayList<>(files.stream().map(Path::toString).toList());
        this.sources = new ArrayList<>(sources);
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<RunsPosition, RunsPosition> createEnumerator(
            SplitEnumeratorContext<RunsPosition> context) {
        return new RunsEnumerator(context, new RunsPosition(new long[files.size()]));
    }

    @Override
    public SplitEnumerator<RunsPosition, RunsPosition> restoreEnumerator(
            SplitEnumeratorContext<RunsPosition> context, RunsPosition left) {
        return new RunsEnumerator(context, left);
    }

    @Override
    public SimpleVersionedSerializer<RunsPosition> getSplitSerializer() {
        return RunsEnumerator.serializer();
    }

    @Override
    public SimpleVersionedSerializer<RunsPosition> getEnumeratorCheckpointSerializer() {
        return RunsEnumerator.serializer();
    }

    @Override
    public SourceReader<SourceRecord, RunsPosition> createReader(SourceReaderContext context) {
        return new RunsReader(
                files.stream().map(Path::of).toList(), new SourceRecordSerializer(sources));
    }
}
