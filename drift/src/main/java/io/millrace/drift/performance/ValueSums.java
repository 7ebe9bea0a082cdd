package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums of named values, such as the money that each answer lost. Sums are exact: they merge to the
 * same bytes in any order, and what's taken out leaves no trace. Not safe for use by several
 * threads.
 */
public final class ValueSums {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    private final TreeMap<String, Sum> sums = new TreeMap<>();

    private static final class Sum {
        final WholeSum sum;
        long count;

        Sum(WholeSum sum) {
            this.sum = sum;
        }
    }

    /**
     * Counts the values of one answer.
     *
     * @param values by name, finite
     */
    public void add(SortedMap<String, Double> values) {
        change(values, 1);
    }

    /** Takes out values that {@link #add} counted, here or in a part that's merged. */
    public void remove(SortedMap<String, Double> values) {
        change(values, -1);
    }

    private void change(SortedMap<String, Double> values, int times) {
        values.forEach(
                (name, value) -> {
                    Sum sum = sums.computeIfAbsent(name, none -> new Sum(new WholeSum()));
                    sum.sum.add(value, times);
                    sum.count += times;
                });
    }

    /** Adds another part. */
    public void merge(ValueSums other) {
        other.sums.forEach(
                (name, sum) -> {
                    Sum into = sums.computeIfAbsent(name, none -> new Sum(new WholeSum()));
                    into.sum.merge(sum.sum);
                    into.count += sum.count;
                });
    }

    /** How many values there are of a name. */
    public long count(String name) {
        Sum sum = sums.get(name);
        return sum == null ? 0 : sum.count;
    }

    /** Their sum; 0 without any. */
    public double sum(String name) {
        Sum sum = sums.get(name);
        return sum == null ? 0 : sum.sum.value();
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeUnsigned(sums.size(), out);
        for (Map.Entry<String, Sum> sum : sums.entrySet()) {
            Compact.writeText(sum.getKey(), out);
            Compact.writeSigned(sum.getValue().count, out);
            sum.getValue().sum.write(out);
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version, or broken
     */
    public static ValueSums read(DataInput in) throws IOException {
        Compact.requireVersion("sums of a window", VERSION, in);
        ValueSums read = new ValueSums();
        for (int left = Compact.readSize(in); left > 0; left--) {
            String name = Compact.readText(in);
            long count = Compact.readSigned(in);
            Sum sum = new Sum(WholeSum.read(in));
            sum.count = count;
            read.sums.put(name, sum);
        }
        return read;
    }
}
