package io.millrace.drift.monitor;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.WindowCounts;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Since when features of a version have stood still, or are missing: a feed that stopped shows as a
 * value that never changes before it shows as drift. Not safe for use by several threads.
 */
final class FeatureHealth {
    private static final String MISSING = "missing";
    private static final String VALUE = "value ";

    private final TreeMap<String, TreeMap<String, Run>> runs = new TreeMap<>();

    /** Windows in a row that look alike. */
    private record Run(String state, long since) {}

    /**
     * Takes a window, in the order of event time.
     *
     * @param windowStart event time in epoch milliseconds
     */
    void seen(String digest, long windowStart, WindowCounts window) {
        TreeMap<String, Run> known = runs.computeIfAbsent(digest, none -> new TreeMap<>());
        for (CellCounts feature : window.features()) {
            String name = feature.profile().column().name();
            Optional<String> state = state(feature);
            Run run = known.get(name);
            if (state.isEmpty()) {
                known.remove(name);
            } else if (run == null || !run.state.equals(state.get())) {
                known.put(name, new Run(state.get(), windowStart));
            }
        }
    }

    /** What was constant in the reference, or missing, is so by nature. */
    private static Optional<String> state(CellCounts feature) {
        if (feature.values() == 0) {
            return feature.profile().values() == 0 ? Optional.empty() : Optional.of(MISSING);
        }
        return feature.profile().isConstant()
                ? Optional.empty()
                : feature.onlyValue().map(value -> VALUE + value);
    }

    /** Start of the first of the windows in a row without any value; null if there are values. */
    @Nullable Long missingSince(String digest, String feature) {
        return since(digest, feature, MISSING);
    }

    /** Start of the first of the windows in a row with the same value alone; null if it varies. */
    @Nullable Long unchangedSince(String digest, String feature) {
        return since(digest, feature, VALUE);
    }

    private @Nullable Long since(String digest, String feature, String state) {
        TreeMap<String, Run> known = runs.get(digest);
        Run run = known == null ? null : known.get(feature);
        return run != null && run.state.startsWith(state) ? (Long) run.since : null;
    }

    /** Forgets the versions that aren't among these. */
    void retain(Set<String> digests) {
        runs.keySet().retainAll(digests);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(runs.size());
        for (Map.Entry<String, TreeMap<String, Run>> version : runs.entrySet()) {
            out.writeUTF(version.getKey());
            out.writeInt(version.getValue().size());
            for (Map.Entry<String, Run> run : version.getValue().entrySet()) {
                out.writeUTF(run.getKey());
                out.writeUTF(run.getValue().state);
                out.writeLong(run.getValue().since);
            }
        }
    }

    void read(DataInput in) throws IOException {
        for (int versions = in.readInt(); versions > 0; versions--) {
            TreeMap<String, Run> known = new TreeMap<>();
            runs.put(in.readUTF(), known);
            for (int left = in.readInt(); left > 0; left--) {
                known.put(in.readUTF(), new Run(in.readUTF(), in.readLong()));
            }
        }
    }
}
