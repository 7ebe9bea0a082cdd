package io.millrace.drift.monitor;

import io.millrace.schemas.avro.DataRange;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where training examples stand: which offsets a training has to read to see all examples from an
 * event time on.
 *
 * <p>For each partition it keeps marks: an offset, and the newest event time before it. When there
 * are too many, every second one goes; a range then begins a little earlier than it must.
 */
final class ExampleOffsets {
    private static final int MOST_MARKS = 512;
    private static final int FIRST_STEP = 256;

    private final Map<Integer, Partition> partitions = new TreeMap<>();

    private record Mark(long offset, long newestBefore) {}

    private static final class Partition {
        private final List<Mark> marks = new ArrayList<>();
        private long newest = Long.MIN_VALUE;
        private long end;
        private long step = FIRST_STEP;
        private long sinceMark;

        void add(long offset, long eventTime) {
            if (marks.isEmpty() || (sinceMark >= step && offset >= end)) {
                mark(offset);
            } else if (offset < end) {
                comesLate(offset, eventTime);
            }
            sinceMark++;
            newest = Math.max(newest, eventTime);
            end = Math.max(end, offset + 1);
        }

        /** Examples come in the order of their labels, which isn't quite that of their offsets. */
        private void comesLate(long offset, long eventTime) {
            Mark first = marks.get(0);
            if (offset < first.offset()) {
                marks.set(0, new Mark(offset, first.newestBefore()));
            }
            for (int i = marks.size() - 1; i > 0 && marks.get(i).offset() > offset; i--) {
                Mark mark = marks.get(i);
                marks.set(i, new Mark(mark.offset(), Math.max(mark.newestBefore(), eventTime)));
            }
        }

        private void mark(long offset) {
            marks.add(new Mark(offset, newest));
            sinceMark = 0;
            if (marks.size() > MOST_MARKS) {
                List<Mark> kept = new ArrayList<>();
                for (int i = 0; i < marks.size(); i += 2) {
                    kept.add(marks.get(i));
                }
                marks.clear();
                marks.addAll(kept);
                step *= 2;
            }
        }

        /** The newest mark before which everything is older. */
        long start(long fromEventTime) {
            long start = marks.get(0).offset();
            for (Mark mark : marks) {
                if (mark.newestBefore() < fromEventTime) {
                    start = mark.offset();
                }
            }
            return start;
        }
    }

    /**
     * Takes an example.
     *
     * @param eventTime epoch milliseconds
     */
    void add(int partition, long offset, long eventTime) {
        partitions.computeIfAbsent(partition, key -> new Partition()).add(offset, eventTime);
    }

    /** The ranges that hold every example from an event time on, by partition. */
    List<DataRange> since(String topic, long fromEventTime) {
        List<DataRange> ranges = new ArrayList<>();
        partitions.forEach(
                (number, partition) ->
                        ranges.add(
                                new DataRange(
                                        topic,
                                        number,
                                        partition.start(fromEventTime),
                                        partition.end)));
        return ranges;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(partitions.size());
        for (Map.Entry<Integer, Partition> entry : partitions.entrySet()) {
            Partition partition = entry.getValue();
            out.writeInt(entry.getKey());
            out.writeLong(partition.newest);
            out.writeLong(partition.end);
            out.writeLong(partition.step);
            out.writeLong(partition.sinceMark);
            out.writeInt(partition.marks.size());
            for (Mark mark : partition.marks) {
                out.writeLong(mark.offset());
                out.writeLong(mark.newestBefore());
            }
        }
    }

    static ExampleOffsets read(DataInput in) throws IOException {
        ExampleOffsets offsets = new ExampleOffsets();
        for (int left = in.readInt(); left > 0; left--) {
            Partition partition = new Partition();
            offsets.partitions.put(in.readInt(), partition);
            partition.newest = in.readLong();
            partition.end = in.readLong();
            partition.step = in.readLong();
            partition.sinceMark = in.readLong();
            for (int marks = in.readInt(); marks > 0; marks--) {
                partition.marks.add(new Mark(in.readLong(), in.readLong()));
            }
        }
        return offsets;
    }
}
