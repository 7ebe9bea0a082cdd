package io.millrace.schemas.event;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Events as bytes, between operators and in their state. The first byte is the format's version.
 */
public final class EventCodec {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    private final List<RowCodec> fields;
    private final RowCodec features;

    /**
     * @param sources the fields of each source, in the pipeline's order
     * @param features the feature set's fields
     */
    public EventCodec(List<RowType> sources, RowType features) {
        this.fields = sources.stream().map(RowCodec::new).toList();
        this.features = new RowCodec(features);
    }

    public void write(Event event, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(event.source());
        out.writeUTF(event.id());
        out.writeLong(event.time());
        out.writeUTF(event.at().topic());
        out.writeInt(event.at().partition());
        out.writeLong(event.at().offset());
        out.writeLong(event.at().timestamp());
        writeBytes(event.key(), out);
        writeBytes(event.value(), out);
        fields.get(event.source()).write(event.fields(), out);
        features.write(event.features(), out);
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public Event read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("event of format " + version + "; this release reads " + VERSION);
        }
        int source = in.readByte();
        String id = in.readUTF();
        long time = in.readLong();
        Coordinates at = new Coordinates(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
        byte[] key = readBytes(in);
        byte[] value = readBytes(in);
        Row row = fields.get(source).read(in);
        return new Event(
                source,
                id,
                time,
                at,
                key,
                value == null ? new byte[0] : value,
                row,
                features.read(in));
    }

    private static void writeBytes(byte @Nullable [] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
