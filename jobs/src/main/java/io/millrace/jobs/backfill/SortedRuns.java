package io.millrace.jobs.backfill;

import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first half of an external merge sort: records in any order become files that are sorted, each
 * of what fits in memory. {@link RunMerge} is the second half. Records of equal keys keep their
 * order.
 *
 * <p>A run is records one after the other: the key (8 bytes), the length (4 bytes), the bytes.
 * Input that's sorted already costs one pass and is never sorted again.
 */
public final class SortedRuns implements AutoCloseable {
    static final int HEADER = Long.BYTES + Integer.BYTES;

    /** Two of these are in memory: what's collected, and what's being written. */
    static final int RUN_BYTES = 32 << 20;

    private static final int BUFFER_BYTES = 1 << 18;

    private final Path folder;
    private final String name;
    private final int runBytes;
    private final DataOutputSerializer collected;
    private final List<Path> runs = new ArrayList<>();
    private long[] keys = new long[1 << 12];
    private int[] starts = new int[1 << 12];
    private int count;
    private boolean inOrder = true;

    /**
     * @param name the files are called {@code name-0}, {@code name-1}…
     */
    public SortedRuns(Path folder, String name) {
        this(folder, name, RUN_BYTES);
    }

    SortedRuns(Path folder, String name, int runBytes) {
        this.folder = folder;
        this.name = name;
        this.runBytes = runBytes;
        this.collected = new DataOutputSerializer(Math.min(runBytes, 1 << 16));
    }

    /** Adds the first bytes of an array. */
    public void add(long key, byte[] bytes, int length) throws IOException {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
        }
        inOrder &= count == 0 || keys[count - 1] <= key;
        keys[count] = key;
        starts[count++] = collected.length();
        collected.write(bytes, 0, length);
        if (collected.length() >= runBytes) {
            writeRun();
        }
    }

    /** Writes what's left, and gives the files in the order in which they were begun. */
    public List<Path> finish() throws IOException {
        if (count > 0) {
            writeRun();
        }
        return List.copyOf(runs);
    }

    private void writeRun() throws IOException {
        Path run = folder.resolve(name + "-" + runs.size());
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(run), BUFFER_BYTES))) {
            byte[] bytes = collected.getSharedBuffer();
            for (int at : order()) {
                int end = at + 1 == count ? collected.length() : starts[at + 1];
                out.writeLong(keys[at]);
                out.writeInt(end - starts[at]);
                out.write(bytes, starts[at], end - starts[at]);
            }
        }
        runs.add(run);
        collected.clear();
        count = 0;
        inOrder = true;
    }

    private int[] order() {
        int[] order = new int[count];
        if (inOrder) {
            Arrays.setAll(order, i -> i);
            return order;
        }
        Integer[] boxed = new Integer[count];
        Arrays.setAll(boxed, i -> i);
        Arrays.sort(boxed, (a, b) -> Long.compare(keys[a], keys[b]));
        Arrays.setAll(order, i -> boxed[i]);
        return order;
    }

    /** Drops what isn't written; the files stay. */
    @Override
    public void close() {
        collected.clear();
        count = 0;
    }
}
