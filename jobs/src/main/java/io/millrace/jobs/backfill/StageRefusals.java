package io.millrace.jobs.backfill;

import io.millrace.jobs.kafka.OutRecord;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.List;

/** Writes which events have no row, in the order in which the stages say so. Runs once. */
final class StageRefusals extends Staging<OutRecord> {
    private static final long serialVersionUID = 1L;

    private final String deadLetters;
    private final String duplicates;

    private transient ExclusionReader reader;
    private transient ListState<Long> writtenState;
    private transient long length;

    StageRefusals(BackfillSettings settings) {
        super(BackfillSettings.refusals(settings.folder()));
        deadLetters = settings.serve().topics().deadLetters();
        duplicates = settings.serve().topics().duplicates();
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
    long length() {
        return length;
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
}
