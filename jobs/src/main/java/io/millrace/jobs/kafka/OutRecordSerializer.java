package io.millrace.jobs.kafka;

import io.millrace.jobs.types.RecordSerializer;
import io.millrace.jobs.types.RecordType;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Encoded records between the operators that make them and the sinks. */
public final class OutRecordSerializer extends RecordSerializer<OutRecord> {
    private static final long serialVersionUID = 1L;

    /** What streams of encoded records are declared with. */
    public static TypeInformation<OutRecord> type() {
        return new RecordType<>(OutRecord.class, new OutRecordSerializer());
    }

    @Override
    public void serialize(OutRecord record, DataOutputView target) throws IOException {
        ByteFields.writeText(record.topic(), target);
        ByteFields.write(record.key(), target);
        ByteFields.write(record.value(), target);
        target.writeInt(record.headers().size());
        for (RecordHeader header : record.headers()) {
            ByteFields.writeText(header.key(), target);
            ByteFields.write(header.value(), target);
        }
    }

    @Override
    public OutRecord deserialize(DataInputView source) throws IOException {
        String topic = ByteFields.readText(source);
        byte[] key = ByteFields.read(source);
        byte[] value = ByteFields.readPresent(source);
        int count = source.readInt();
        List<RecordHeader> headers = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            String name = ByteFields.readText(source);
            headers.add(new RecordHeader(name, ByteFields.read(source)));
        }
        return new OutRecord(topic, key, value, headers);
    }

    @Override
    public TypeSerializerSnapshot<OutRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serializer has no settings. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<OutRecord> {
        public Snapshot() {
            super(OutRecordSerializer::new);
        }
    }
}
