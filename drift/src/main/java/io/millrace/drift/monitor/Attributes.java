package io.millrace.drift.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What's known of a labelled answer besides score and label.
 *
 * @param segments that its event belongs to, one of each name
 * @param values of the business's own metrics for it, by name; finite, those without one aren't
 *     there
 * @param previousValues the same with the label of the revision before; empty for the first
 */
public record Attributes(
        List<Segment> segments,
        SortedMap<String, Double> values,
        SortedMap<String, Double> previousValues) {
    public static final Attributes NONE =
            new Attributes(List.of(), Collections.emptySortedMap(), Collections.emptySortedMap());

    public Attributes {
        segments = List.copyOf(segments);
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        previousValues = Collections.unmodifiableSortedMap(new TreeMap<>(previousValues));
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(segments.size());
        for (Segment segment : segments) {
            out.writeUTF(segment.name());
            out.writeUTF(segment.value());
        }
        write(values, out);
        write(previousValues, out);
    }

    private static void write(SortedMap<String, Double> values, DataOutput out) throws IOException {
        out.writeByte(values.size());
        for (Map.Entry<String, Double> value : values.entrySet()) {
            out.writeUTF(value.getKey());
            out.writeDouble(value.getValue());
        }
    }

    static Attributes read(DataInput in) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            segments.add(new Segment(in.readUTF(), in.readUTF()));
        }
        return new Attributes(segments, readValues(in), readValues(in));
    }

    private static SortedMap<String, Double> readValues(DataInput in) throws IOException {
        SortedMap<String, Double> values = new TreeMap<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            values.put(in.readUTF(), in.readDouble());
        }
        return values;
    }
}
