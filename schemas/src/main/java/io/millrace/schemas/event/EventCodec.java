package io.millrace.schemas.event;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Events as bytes, between operators and in their state. The first byte is the format's version.
 */
public final class EventCodec {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 3;

    /** The same, with the coordinates of what's taken back behind it. */
    private static final byte TAKES_BACK = 4;

    /** Had texts in Java's modified UTF-8, which is read byte by byte. */
    private static final byte FIRST = 1;

    private static final byte FIRST_THAT_TAKES_BACK = 2;

    private final List<RowCodec> fields;
    private final RowCodec features;
    private final @Nullable EventCodec former;
    private final List<RowType> sourceTypes;
    private final RowType featureType;

    /** The topic that was read last: most often it's the next one, too. */
    private Topic lastTopic = new Topic(new byte[0], "");

    private record Topic(byte[] utf8, String name) {}

    /**
     * @param sources the fields of each source, in the pipeline's order
     * @param features the feature set's fields
     */
    public EventCodec(List<RowType> sources, RowType features) {
        this(sources, features, null);
    }

    private EventCodec(List<RowType> sources, RowType features, @Nullable EventCodec former) {
        this.fields = sources.stream().map(RowCodec::new).toList();
        this.features = new RowCodec(features);
        this.sourceTypes = List.copyOf(sources);
        this.featureType = features;
        this.former = former;
    }

    /**
     * One that writes as this one, and reads what another one wrote: fields and features by name.
     * Those that the other one doesn't have, or has of another type, are null.
     */
    public EventCodec reading(EventCodec other) {
        return new EventCodec(sourceTypes, featureType, other);
    }

    private Event renamed(Event event, EventCodec from) {
        int source = event.source();
        return new Event(
                source,
                event.id(),
                event.time(),
                event.at(),
                event.key(),
                event.value(),
                renamed(event.fields(), from.sourceTypes.get(source), sourceTypes.get(source)),
                renamed(event.features(), from.featureType, featureType),
                event.takesBack());
    }

    private static Row renamed(Row row, RowType from, RowType to) {
        Row renamed = new Row(to.size());
        for (int i = 0; i < to.size(); i++) {
            Field field = to.field(i);
            int before = from.indexOf(field.name()).orElse(-1);
            if (before >= 0 && from.field(before).type() == field.type()) {
                renamed.set(i, field.type(), row.get(before, field.type()));
            }
        }
        return renamed;
    }

    public void write(Event event, DataOutput out) throws IOException {
        Coordinates takesBack = event.takesBack();
        out.writeByte(takesBack == null ? VERSION : TAKES_BACK);
        out.writeByte(event.source());
        writeText(event.id(), out);
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
        writeText(at.topic(), out);
        out.writeInt(at.partition());
        out.writeLong(at.offset());
        out.writeLong(at.timestamp());
    }

    private Coordinates readCoordinates(DataInput in, boolean modified) throws IOException {
        String topic = modified ? in.readUTF() : readTopic(in);
        return new Coordinates(topic, in.readInt(), in.readLong(), in.readLong());
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public Event read(DataInput in) throws IOException {
        return former == null ? readOwn(in) : renamed(former.readOwn(in), former);
    }

    private Event readOwn(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version < FIRST || version > TAKES_BACK) {
            throw new IOException(
                    "event of format "
                            + version
                            + "; this release reads "
                            + FIRST
                            + " to "
                            + TAKES_BACK);
        }
        int source = in.readByte();
        boolean modified = version <= FIRST_THAT_TAKES_BACK;
        String id = modified ? in.readUTF() : readText(in);
        long time = in.readLong();
        Coordinates at = readCoordinates(in, modified);
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
                version == TAKES_BACK || version == FIRST_THAT_TAKES_BACK
                        ? readCoordinates(in, modified)
                        : null);
    }

    private static void writeText(String text, DataOutput out) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static byte[] readUtf8(DataInput in) throws IOException {
        byte[] utf8 = new byte[in.readInt()];
        in.readFully(utf8);
        return utf8;
    }

    private static String readText(DataInput in) throws IOException {
        return new String(readUtf8(in), StandardCharsets.UTF_8);
    }

    private String readTopic(DataInput in) throws IOException {
        byte[] utf8 = readUtf8(in);
        Topic last = lastTopic;
        if (!Arrays.equals(utf8, last.utf8)) {
            last = new Topic(utf8, new String(utf8, StandardCharsets.UTF_8));
            lastTopic = last;
        }
        return last.name;
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
