package io.millrace.jobs.kafka;

import io.millrace.jobs.types.RecordSerializer;
import io.millrace.jobs.types.RecordType;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Encoded records between the operators that make them and the sinks: lengths as 4 bytes, then the
 * bytes; a length of -1 is null. Header names are written so, too, since {@code writeUTF} ends at
 * 64 KB and a producer can send longer ones.
 */
public final class OutRecordSerializer extends RecordSerializer<OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final int NULL = -1;

    /** What streams of encoded records are declared with. */
    public static TypeInformation<OutRecord> type() {
        return new RecordType<>(OutRecord.class, new OutRecordSerializer());
    }

    @Override
    public OutRecord createInstance() {
        return new OutRecord("", null, new byte[0], List.of());
    }

    @Override
    public void serialize(OutRecord record, DataOutputView target) throws IOException {
        write(record.topic().getBytes(StandardCharsets.UTF_8), target);
        write(record.key(), target);
        write(record.value(), target);
        target.writeInt(record.headers().size());
        for (RecordHeader header : record.headers()) {
            write(header.key().getBytes(StandardCharsets.UTF_8), target);
            write(header.value(), target);
        }
    }

    @Override
    public OutRecord deserialize(DataInputView source) throws IOException {
        String topic = new String(read(source), StandardCharsets.UTF_8);
        byte[] key = readNullable(source);
        byte[] value = read(source);
        int count = source.readInt();
        List<RecordHeader> headers = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            String name = new String(read(source), StandardCharsets.UTF_8);
            headers.add(new RecordHeader(name, readNullable(source)));
        }
        return new OutRecord(topic, key, value, headers);
    }

    private static void write(byte @Nullable [] bytes, DataOutputView target) throws IOException {
        target.writeInt(bytes == null ? NULL : bytes.length);
        if (bytes != null) {
            target.write(bytes);
        }
    }

    private static byte @Nullable [] readNullable(DataInputView source) throws IOException {
        int length = source.readInt();
        return length == NULL ? null : read(length, source);
    }

    private static byte[] read(DataInputView source) throws IOException {
        return read(source.readInt(), source);
    }

    private static byte[] read(int length, DataInputView source) throws IOException {
        if (length < 0) {
            throw new IOException("a record with a field of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
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
