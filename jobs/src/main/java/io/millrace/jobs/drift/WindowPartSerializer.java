package io.millrace.jobs.drift;

import io.millrace.drift.monitor.WindowPart;
import io.millrace.jobs.types.RecordSerializer;

import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/** Parts of windows between operators, and as bytes in a snapshot. */
final class WindowPartSerializer extends RecordSerializer<WindowPart> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(WindowPart record, DataOutputView target) throws IOException {
        record.write(target);
    }

    @Override
    public WindowPart deserialize(DataInputView source) throws IOException {
        return WindowPart.read(source);
    }
}
