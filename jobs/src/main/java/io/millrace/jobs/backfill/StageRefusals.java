package io.millrace.jobs.backfill;

import io.millrace.jobs.kafka.OutRecord;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/** Writes which events have no row, in the order in which the stages say so. Runs once. */
final class StageRefusals extends AbstractStreamOperator<Long>
        implements OneInputStreamOperator<OutRecord, Long> {
    private static final long serialVersionUID = 1L;

    private final String deadLetters;
    private final String duplicates;
    private final String folder;

    private transient ExclusionReader reader;
    private transient ListState<Long> writtenState;
    private transient @Nullable StagedFile file;
    private transient long length;

    StageRefusals(BackfillSettings settings) {
        deadLetters = settings.serve().topics().deadLetters();
        duplicates = settings.serve().topics().duplicates();
        folder = settings.folder().toString();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        reader = new ExclusionReader(deadLetters, duplicates);
        writtenState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("written", Types.LONG));
        for (long written : writtenState.get()) {
            length = written;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        file = new StagedFile(BackfillSettings.refusals(Path.of(folder)), length);
    }

    private StagedFile file() {
        StagedFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("the operator isn't open");
        }
        return opened;
    }

    @Override
    public void processElement(StreamRecord<OutRecord> element) throws Exception {
        reader.read(element.getValue()).write(file().out());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        writtenState.update(List.of(file().sync()));
    }

    @Override
    public void finish() throws Exception {
        file().sync();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (file != null) {
            file.close();
        }
        super.close();
    }
}
