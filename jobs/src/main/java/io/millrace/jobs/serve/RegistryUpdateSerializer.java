package io.millrace.jobs.serve;

import io.millrace.jobs.types.RecordSerializer;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/** Registry updates on their way from the resolver to the scorers. */
public final class RegistryUpdateSerializer extends RecordSerializer<RegistryUpdate> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(RegistryUpdate update, DataOutputView target) throws IOException {
        target.writeByte(update.kind().ordinal());
        target.writeInt(update.bytes().length);
        target.write(update.bytes());
    }

    @Override
    public RegistryUpdate deserialize(DataInputView source) throws IOException {
        RegistryUpdate.Kind kind = RegistryUpdate.Kind.values()[source.readByte()];
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return new RegistryUpdate(kind, bytes);
    }

    @Override
    public TypeSerializerSnapshot<RegistryUpdate> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serializer has no settings. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RegistryUpdate> {
        public Snapshot() {
            super(RegistryUpdateSerializer::new);
        }
    }
}
