package io.millrace.jobs.backfill;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Reads the files of {@link SortedRuns} as one, by key; of equal keys the earlier file's first. It
 * can go on from {@link #positions} of an earlier reading.
 */
public final class RunMerge implements Closeable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final List<Run> runs = new ArrayList<>();
    private final PriorityQueue<Run> ahead =
            new PriorityQueue<>(
                    Comparator.comparingLong((Run run) -> run.key)
                            .thenComparingInt(run -> run.index));

    /** Reads from the beginning. */
    public RunMerge(List<Path> files) throws IOException {
        this(files, new long[files.size()]);
    }

    /**
     * @param positions of each file the first byte that isn't read yet
     */
    public RunMerge(List<Path> files, long[] positions) throws IOException {
        if (positions.length != files.size()) {
            throw new IllegalArgumentException(
                    "%d positions for %d files".formatted(positions.length, files.size()));
        }
        for (int i = 0; i < files.size(); i++) {
            Run run = new Run(i, files.get(i), positions[i]);
            runs.add(run);
            if (run.readKey()) {
                ahead.add(run);
            }
        }
    }

    /** Whether there's another record; asks nothing of the disk. */
    public boolean hasNext() {
        return !ahead.isEmpty();
    }

    /** The next record's key. */
    public long key() {
        return next().key;
    }

    /** Takes the next record. */
    public byte[] take() throws IOException {
        Run run = next();
        ahead.remove();
        byte[] bytes = run.take();
        if (run.readKey()) {
            ahead.add(run);
        }
        return bytes;
    }

    private Run next() {
        Run run = ahead.peek();
        if (run == null) {
            throw new IllegalStateException("all records are read");
        }
        return run;
    }

    /** Of each file the first byte of what isn't taken yet. */
    public long[] positions() {
        return runs.stream().mapToLong(run -> run.position).toArray();
    }

    @Override
    public void close() throws IOException {
        for (Run run : runs) {
            run.in.close();
        }
    }

    /** One file. */
    private static final class Run {
        private final int index;
        private final long size;
        private final DataInputStream in;
        private long position;
        private long key;

        Run(int index, Path file, long position) throws IOException {
            this.index = index;
            this.position = position;
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            size = channel.size();
            channel.position(position);
            in =
                    new DataInputStream(
                            new BufferedInputStream(
                                    Channels.newInputStream(channel), BUFFER_BYTES));
        }

        /** False at the end. */
        boolean readKey() throws IOException {
            if (position >= size) {
                return false;
            }
            key = in.readLong();
            return true;
        }

        byte[] take() throws IOException {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            position += SortedRuns.HEADER + bytes.length;
            return bytes;
        }
    }
}
