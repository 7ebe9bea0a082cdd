package io.millrace.drift.policy;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** So many windows in a row above a threshold, asked about once a run. */
final class RunOfWindows {
    /** What it's compared with; NaN before it's known. */
    double baseline = Double.NaN;

    private final TreeMap<Long, Double> values = new TreeMap<>();
    private boolean asked;
    List<String> alertIds = List.of();

    /**
     * Adds the value of a window, or puts it in the place of the one that was there.
     *
     * @param length windows that are needed
     */
    void add(long start, double value, double threshold, int length) {
        values.put(start, value);
        while (values.size() > length) {
            values.pollFirstEntry();
        }
        if (values.lastEntry().getValue() < threshold) {
            asked = false;
        }
    }

    /** Whether a run is complete that wasn't asked about. */
    boolean isDue(double threshold, int length) {
        return !asked
                && values.size() == length
                && values.values().stream().allMatch(value -> value >= threshold);
    }

    void ask() {
        asked = true;
    }

    /** The value of the last window. */
    double last() {
        return values.isEmpty() ? Double.NaN : values.lastEntry().getValue();
    }

    void reset() {
        baseline = Double.NaN;
        values.clear();
        asked = false;
        alertIds = List.of();
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(baseline);
        out.writeBoolean(asked);
        Compact.writeUnsigned(values.size(), out);
        for (Map.Entry<Long, Double> value : values.entrySet()) {
            Compact.writeSigned(value.getKey(), out);
            out.writeDouble(value.getValue());
        }
        Compact.writeUnsigned(alertIds.size(), out);
        for (String id : alertIds) {
            Compact.writeText(id, out);
        }
    }

    static RunOfWindows read(DataInput in) throws IOException {
        RunOfWindows read = new RunOfWindows();
        read.baseline = in.readDouble();
        read.asked = in.readBoolean();
        int size = Compact.readSize(in);
        for (int i = 0; i < size; i++) {
            read.values.put(Compact.readSigned(in), in.readDouble());
        }
        int ids = Compact.readSize(in);
        List<String> alertIds = new ArrayList<>();
        for (int i = 0; i < ids; i++) {
            alertIds.add(Compact.readText(in));
        }
        read.alertIds = List.copyOf(alertIds);
        return read;
    }
}
