package io.millrace.jobs.drift;

import io.millrace.drift.monitor.WindowPart;
import io.millrace.jobs.types.RecordSerializer;

import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Parts of windows between operators, and as bytes in a snapshot. */
final class WindowPartSerializer extends RecordSerializer<WindowPart> {
    private static final long serialVersionUID = 1L;

    @Override
    public WindowPart createInstance() {
        throw new IllegalStateException("parts are read, not made; reuse needs no instance");
    }

    @Override
    public void serialize(WindowPart record, DataOutputView target) throws IOException {
        record.write(target);
    }

    @Override
    public WindowPart deserialize(DataInputView source) throws IOException {
        return WindowPart.read(source);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WindowPartSerializer;
    }

    @Override
    public int hashCode() {
        return WindowPartSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<WindowPart> snapshotConfiguration() {
        throw new IllegalStateException("parts are kept as bytes");
    }
}
