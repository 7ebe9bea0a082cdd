package io.millrace.jobs.kafka;

import io.millrace.jobs.types.RecordSerializer;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Encoded records between the operators that make them and the sinks. */
public final class OutRecordSerializer extends RecordSerializer<OutRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public OutRecord createInstance() {
        return new OutRecord("", null, new byte[0], List.of());
    }

    @Override
    public void serialize(OutRecord record, DataOutputView target) throws IOException {
        target.writeUTF(record.topic());
        write(record.key(), target);
        write(record.value(), target);
        target.writeInt(record.headers().size());
        for (RecordHeader header : record.headers()) {
            target.writeUTF(header.key());
            write(header.value(), target);
        }
    }

    @Override
    public OutRecord deserialize(DataInputView source) throws IOException {
        String topic = source.readUTF();
        byte[] key = read(source);
        byte[] value = read(source);
        List<RecordHeader> headers = new ArrayList<>();
        for (int left = source.readInt(); left > 0; left--) {
            headers.add(new RecordHeader(source.readUTF(), read(source)));
        }
        return new OutRecord(topic, key, value == null ? new byte[0] : value, headers);
    }

    private static void write(byte @Nullable [] bytes, DataOutputView target) throws IOException {
        target.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            target.write(bytes);
        }
    }

    private static byte @Nullable [] read(DataInputView source) throws IOException {
        int length = source.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutRecordSerializer;
    }

    @Override
    public int hashCode() {
        return OutRecordSerializer.class.hashCode();
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
