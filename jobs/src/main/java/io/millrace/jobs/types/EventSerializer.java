package io.millrace.jobs.types;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Events between operators, over {@link EventCodec}. */
public final class EventSerializer extends RecordSerializer<Event> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<RowType> sources;
    private final RowType features;
    private transient @Nullable EventCodec codec;

    public EventSerializer(List<RowType> sources, RowType features) {
        this.sources = new ArrayList<>(sources);
        this.features = features;
    }

    private EventCodec codec() {
        EventCodec made = codec;
        if (made == null) {
            made = new EventCodec(sources, features);
            codec = made;
        }
        return made;
    }

    @Override
    public void serialize(Event event, DataOutputView target) throws IOException {
        codec().write(event, target);
    }

    @Override
    public Event deserialize(DataInputView source) throws IOException {
        return codec().read(source);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventSerializer serializer
                && sources.equals(serializer.sources)
                && features.equals(serializer.features);
    }

    @Override
    public int hashCode() {
        return sources.hashCode() * 31 + features.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Event> snapshotConfiguration() {
        return new Snapshot(sources, features);
    }

    /** Keeps the row types, which the bytes of an event don't tell. */
    public static final class Snapshot implements TypeSerializerSnapshot<Event> {
        private static final int VERSION = 1;

        private List<RowType> sources = List.of();
        private RowType features = new RowType(List.of());

        /** For Flink, which then calls {@link #readSnapshot}. */
        public Snapshot() {}

        Snapshot(List<RowType> sources, RowType features) {
            this.sources = sources;
            this.features = features;
        }

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeInt(sources.size());
            for (RowType source : sources) {
                write(source, out);
            }
            write(features, out);
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader loader)
                throws IOException {
            if (version != VERSION) {
                throw new IOException("row types of format " + version + "; known is " + VERSION);
            }
            sources = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                sources.add(read(in));
            }
            features = read(in);
        }

        @Override
        public EventSerializer restoreSerializer() {
            return new EventSerializer(sources, features);
        }

        @Override
        public TypeSerializerSchemaCompatibility<Event> resolveSchemaCompatibility(
                TypeSerializerSnapshot<Event> older) {
            return older instanceof Snapshot snapshot
                            && snapshot.sources.equals(sources)
                            && snapshot.features.equals(features)
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
        }

        private static void write(RowType type, DataOutputView out) throws IOException {
            out.writeInt(type.size());
            for (Field field : type.fields()) {
                out.writeUTF(field.name());
                out.writeUTF(field.type().name());
                out.writeBoolean(field.nullable());
            }
        }

        private static RowType read(DataInputView in) throws IOException {
            List<Field> fields = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                fields.add(
                        new Field(in.readUTF(), ValueType.valueOf(in.readUTF()), in.readBoolean()));
            }
            return new RowType(fields);
        }
    }
}
