package io.millrace.jobs.kafka;

import io.millrace.jobs.types.RecordSerializer;
import io.millrace.jobs.types.RecordType;
import io.millrace.schemas.event.Coordinates;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Topics' records between operators. They're never kept in state as such. */
public final class TopicRecordSerializer extends RecordSerializer<TopicRecord> {
    private static final long serialVersionUID = 1L;

    /** What streams of topics' records are declared with. */
    public static TypeInformation<TopicRecord> type() {
        return new RecordType<>(TopicRecord.class, new TopicRecordSerializer());
    }

    @Override
    public void serialize(TopicRecord record, DataOutputView target) throws IOException {
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
        ByteFields.writeText(record.id(), target);
        target.writeLong(record.time());
        Long completeTo = record.completeTo();
        target.writeBoolean(completeTo != null);
        if (completeTo != null) {
            target.writeLong(completeTo);
        }
    }

    @Override
    public TopicRecord deserialize(DataInputView in) throws IOException {
        Coordinates at = new Coordinates(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
        byte[] key = ByteFields.read(in);
        byte[] value = ByteFields.read(in);
        int count = in.readInt();
        List<RecordHeader> headers = new ArrayList<>(Math.min(count, 16));
        for (int left = count; left > 0; left--) {
            headers.add(new RecordHeader(ByteFields.readText(in), ByteFields.read(in)));
        }
        String id = ByteFields.readText(in);
        long time = in.readLong();
        Long completeTo = in.readBoolean() ? in.readLong() : null;
        return new TopicRecord(at, key, value, headers, id, time, completeTo);
    }
}
