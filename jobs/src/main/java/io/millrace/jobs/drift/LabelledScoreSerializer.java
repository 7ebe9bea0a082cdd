package io.millrace.jobs.drift;

import io.millrace.drift.monitor.LabelledScore;
import io.millrace.jobs.types.RecordSerializer;

import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Labelled scores between operators. They're never kept in state as such. */
final class LabelledScoreSerializer extends RecordSerializer<LabelledScore> {
    private static final long serialVersionUID = 1L;

    @Override
    public LabelledScore createInstance() {
        throw new IllegalStateException("scores are read, not made; reuse needs no instance");
    }

    @Override
    public void serialize(LabelledScore record, DataOutputView target) throws IOException {
        record.write(target);
    }

    @Override
    public LabelledScore deserialize(DataInputView source) throws IOException {
        return LabelledScore.read(source);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelledScoreSerializer;
    }

    @Override
    public int hashCode() {
        return LabelledScoreSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<LabelledScore> snapshotConfiguration() {
        throw new IllegalStateException("labelled scores are never kept in state");
    }
}
