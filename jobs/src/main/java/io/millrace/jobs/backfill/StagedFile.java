package io.millrace.jobs.backfill;

import java.io.BufferedOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that only grows, and goes back to where it was at a checkpoint when the job does.
 *
 * <p>What a checkpoint has counted is on the disk before the checkpoint is complete.
 */
final class StagedFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final FileChannel channel;
    private final DataOutputStream out;

    /**
     * @param length what an earlier attempt has written behind it is cut off
     */
    StagedFile(Path file, long length) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.size() < length) {
            channel.close();
            throw new IOException(
                    "%s has %d bytes, and a checkpoint says that it had %d; begin anew with --fresh"
                            .formatted(file, channel.size(), length));
        }
        channel.truncate(length);
        channel.position(length);
        out =
                new DataOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
    }

    DataOutput out() {
        return out;
    }

    /** Brings everything to the disk; returns the file's length. */
    long sync() throws IOException {
        out.flush();
        channel.force(false);
        return channel.position();
    }

    @Override
    public void close() throws IOException {
        out.flush();
        channel.close();
    }
}
