package io.millrace.drift.profile;

import io.millrace.drift.codec.Compact;
import io.millrace.schemas.event.Row;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One window, each feature counted in the cells of the profile of the model that answered. Merges
 * exactly, in any order. Not safe for use by several threads.
 */
public final class WindowCounts {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    private final ReferenceProfile profile;
    private final List<CellCounts> features;

    public WindowCounts(ReferenceProfile profile) {
        this(profile, profile.features().stream().map(CellCounts::new).toList());
    }

    private WindowCounts(ReferenceProfile profile, List<CellCounts> features) {
        this.profile = profile;
        this.features = features;
    }

    /**
     * @param row of the features that the profile is of
     * @param score the model's; NaN if there's none
     */
    public void add(Row row, double score) {
        for (CellCounts counts : features) {
            if (!counts.profile().column().isScore()) {
                counts.add(row);
            } else if (Double.isNaN(score)) {
                counts.addNull();
            } else {
                counts.add(score);
            }
        }
    }

    /**
     * @throws IllegalArgumentException if the other was counted with another profile
     */
    public void merge(WindowCounts other) {
        if (!profile.equals(other.profile)) {
            throw new IllegalArgumentException(
                    "counts of profile "
                            + other.profile.digest()
                            + " don't add to those of "
                            + profile.digest());
        }
        for (int i = 0; i < features.size(); i++) {
            features.get(i).merge(other.features.get(i));
        }
    }

    /**
     * These counts with another window, counted by the same profile, as their reference. The cells
     * stay those of the profile, and so does the deviation that distances are divided by.
     */
    public WindowCounts against(WindowCounts reference) {
        List<CellCounts> compared = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            compared.add(features.get(i).against(reference.features.get(i)));
        }
        return new WindowCounts(
                ReferenceProfile.of(compared.stream().map(CellCounts::profile).toList()),
                List.copyOf(compared));
    }

    public ReferenceProfile profile() {
        return profile;
    }

    /** In the profile's order. */
    public List<CellCounts> features() {
        return features;
    }

    public long rows() {
        return features.isEmpty() ? 0 : features.get(0).rows();
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeUTF(profile.digest());
        for (CellCounts counts : features) {
            counts.write(out);
        }
    }

    /**
     * @throws IOException if the bytes are of another version, or of another profile
     */
    public static WindowCounts read(ReferenceProfile profile, DataInput in) throws IOException {
        Compact.requireVersion("counts of a window", VERSION, in);
        String digest = in.readUTF();
        if (!digest.equals(profile.digest())) {
            throw new IOException(
                    "counts of profile " + digest + " can't be read with " + profile.digest());
        }
        List<CellCounts> features = new ArrayList<>();
        for (FeatureProfile feature : profile.features()) {
            features.add(CellCounts.read(feature, in));
        }
        return new WindowCounts(profile, List.copyOf(features));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowCounts counts
                && profile.equals(counts.profile)
                && features.equals(counts.features);
    }

    @Override
    public int hashCode() {
        return features.hashCode();
    }
}
