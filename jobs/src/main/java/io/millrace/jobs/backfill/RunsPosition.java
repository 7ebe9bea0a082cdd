package io.millrace.jobs.backfill;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How far the sorted files have been read; the source's only split.
 *
 * @param of each file the first byte that isn't read yet
 */
record RunsPosition(long[] of) implements SourceSplit {

    @Override
    public String splitId() {
        return "runs";
    }

    /** Eight bytes a file. */
    static final class Serializer implements SimpleVersionedSerializer<RunsPosition> {
        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(RunsPosition position) {
            ByteBuffer bytes = ByteBuffer.allocate(position.of.length * Long.BYTES);
            for (long offset : position.of) {
                bytes.putLong(offset);
            }
            return bytes.array();
        }

        @Override
        public RunsPosition deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException("a position of format " + version + "; known is " + VERSION);
            }
            long[] of = new long[serialized.length / Long.BYTES];
            ByteBuffer.wrap(serialized).asLongBuffer().get(of);
            return new RunsPosition(of);
        }
    }
}
