package io.millrace.jobs.label;

import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.ByteFields;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.jobs.types.RecordSerializer;
import io.millrace.schemas.event.Coordinates;

import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Labels between operators, and as bytes within a join's state. */
final class LabelSerializer extends RecordSerializer<Label> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Label label, DataOutputView target) throws IOException {
        write(label, target);
    }

    @Override
    public Label deserialize(DataInputView source) throws IOException {
        return read(source);
    }

    static void write(Label label, DataOutput target) throws IOException {
        ByteFields.writeText(label.eventId(), target);
        target.writeDouble(label.value());
        target.writeLong(label.labelledAt());
        Refused record = label.record();
        target.writeUTF(record.at().topic());
        target.writeInt(record.at().partition());
        target.writeLong(record.at().offset());
        target.writeLong(record.at().timestamp());
        ByteFields.write(record.key(), target);
        ByteFields.write(record.value(), target);
        target.writeInt(record.headers().size());
        for (RecordHeader header : record.headers()) {
            ByteFields.writeText(header.key(), target);
            ByteFields.write(header.value(), target);
        }
    }

    static Label read(DataInput in) throws IOException {
        String eventId = ByteFields.readText(in);
        double value = in.readDouble();
        long labelledAt = in.readLong();
        Coordinates at = new Coordinates(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
        byte[] key = ByteFields.read(in);
        byte[] bytes = ByteFields.read(in);
        List<RecordHeader> headers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            headers.add(new RecordHeader(ByteFields.readText(in), ByteFields.read(in)));
        }
        return new Label(eventId, value, labelledAt, new Refused(at, key, bytes, headers));
    }
}
