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

    /** The same, with the coordinates of what's taken back behind it. */
    private static final byte TAKES_BACK = 2;

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
        Coordinates takesBack = event.takesBack();
        out.writeByte(takesBack == null ? VERSION : TAKES_BACK);
        out.writeByte(event.source());
        out.writeUTF(event.id());
        out.writeLong(event.time());
        writeCoordinates(event.at(), out);
        writeBytes(event.key(), out);
        writeBytes(event.value(), out);
        fields.get(event.source()).write(event.fields(), out);
        features.write(event.features(), out);
        if (takesBack != null) {
            writeCoordinates(takesBack, out);
        }
    }

    private static void writeCoordinates(Coordinates at, DataOutput out) throws IOException {
        out.writeUTF(at.topic());
        out.writeInt(at.partition());
        out.writeLong(at.offset());
        out.writeLong(at.timestamp());
    }

    private static Coordinates readCoordinates(DataInput in) throws IOException {
        return new Coordinates(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public Event read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION && version != TAKES_BACK) {
            throw new IOException(
                    "event of format "
                            + version
                            + "; this release reads "
                            + VERSION
                            + " and "
                            + TAKES_BACK);
        }
        int source = in.readByte();
        String id = in.readUTF();
        long time = in.readLong();
        Coordinates at = readCoordinates(in);
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
                features.read(in),
                version == TAKES_BACK ? readCoordinates(in) : null);
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
