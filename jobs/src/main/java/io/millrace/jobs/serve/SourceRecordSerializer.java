package io.millrace.jobs.serve;

import io.millrace.features.Refusal;
import io.millrace.jobs.kafka.ByteFields;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.jobs.types.RecordSerializer;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowCodec;
import io.millrace.schemas.event.RowType;

import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Source records where validation isn't chained to the source. They're never kept in state. */
public final class SourceRecordSerializer extends RecordSerializer<SourceRecord> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<RowType> sources;
    private transient @Nullable List<RowCodec> codecs;

    public SourceRecordSerializer(List<RowType> sources) {
        this.sources = new ArrayList<>(sources);
    }

    private RowCodec codec(int source) {
        List<RowCodec> made = codecs;
        if (made == null) {
            made = sources.stream().map(RowCodec::new).toList();
            codecs = made;
        }
        return made.get(source);
    }

    @Override
    public void serialize(SourceRecord record, DataOutputView target) throws IOException {
        target.writeByte(record.source());
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
        target.writeLong(record.time());
        target.writeUTF(record.id());
        Row fields = record.fields();
        target.writeBoolean(fields != null);
        if (fields != null) {
            codec(record.source()).write(fields, target);
        }
        Refusal refusal = record.refusal();
        target.writeBoolean(refusal != null);
        if (refusal != null) {
            target.writeUTF(refusal.rule());
            target.writeUTF(refusal.field() == null ? "" : refusal.field());
            target.writeUTF(refusal.message());
        }
    }

    @Override
    public SourceRecord deserialize(DataInputView in) throws IOException {
        int source = in.readByte();
        Coordinates at = new Coordinates(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
        byte[] key = ByteFields.read(in);
        byte[] value = ByteFields.read(in);
        List<RecordHeader> headers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            headers.add(new RecordHeader(ByteFields.readText(in), ByteFields.read(in)));
        }
        long time = in.readLong();
        String id = in.readUTF();
        Row fields = in.readBoolean() ? codec(source).read(in) : null;
        Refusal refusal = in.readBoolean() ? readRefusal(in) : null;
        return new SourceRecord(source, at, key, value, headers, time, id, fields, refusal);
    }

    private static Refusal readRefusal(DataInputView in) throws IOException {
        String rule = in.readUTF();
        String field = in.readUTF();
        return new Refusal(rule, field.isEmpty() ? null : field, in.readUTF());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceRecordSerializer serializer
                && sources.equals(serializer.sources);
    }

    @Override
    public int hashCode() {
        return sources.hashCode();
    }
}
