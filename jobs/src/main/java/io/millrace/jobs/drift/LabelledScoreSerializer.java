package io.millrace.jobs.drift;

import io.millrace.drift.monitor.LabelledScore;
import io.millrace.jobs.types.RecordSerializer;

import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/** Labelled scores between operators. They're never kept in state as such. */
final class LabelledScoreSerializer extends RecordSerializer<LabelledScore> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(LabelledScore record, DataOutputView target) throws IOException {
        record.write(target);
    }

    @Override
    public LabelledScore deserialize(DataInputView source) throws IOException {
        return LabelledScore.read(source);
    }
}
