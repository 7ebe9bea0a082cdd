package io.millrace.drift.profile;

import io.millrace.drift.codec.Compact;
import io.millrace.schemas.event.Row;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * One feature of one window, counted in the cells of its profile. Adding a row allocates nothing;
 * counts of parts of a window merge to the bits of the whole, in any order. Not safe for use by
 * several threads.
 *
 * <p>Values are summed as whole multiples of a unit that follows from the reference: 2⁻²⁴ of its
 * largest magnitude, rounded up to a power of two. A value more than 1,024 times as large counts as
 * 1,024 times. So the mean is exact to 2⁻²⁵ of that magnitude, and sums of whole numbers have no
 * order. Enough for 500 million rows.
 */
public final class CellCounts {
    private static final int UNIT_BITS = 24;
    private static final double LARGEST_IN_UNITS = Math.scalb(1.0, UNIT_BITS + 10);

    private final FeatureProfile profile;
    private final Map<String, Integer> index;
    private final int unitExponent;
    private final long[] cells;
    private long rows;
    private long nulls;
    private long nonFinite;
    private long sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    public CellCounts(FeatureProfile profile) {
        this.profile = profile;
        this.index = profile instanceof CategoryProfile category ? category.index() : Map.of();
        this.unitExponent =
                profile instanceof NumericProfile numeric ? unitExponent(numeric.moments()) : 0;
        this.cells = new long[profile.cells()];
    }

    /** The same counts beside another reference in the same cells. */
    private CellCounts(CellCounts counts, FeatureProfile reference) {
        profile = reference;
        index = counts.index;
        unitExponent = counts.unitExponent;
        cells = counts.cells.clone();
        rows = counts.rows;
        nulls = counts.nulls;
        nonFinite = counts.nonFinite;
        sum = counts.sum;
        min = counts.min;
        max = counts.max;
    }

    /** These counts with those of another window, in the same cells, as their reference. */
    CellCounts against(CellCounts reference) {
        return new CellCounts(this, profile.of(reference));
    }

    private static int unitExponent(Moments moments) {
        double largest = Math.max(Math.abs(moments.min()), Math.abs(moments.max()));
        // Of no reference value but 0: a unit for numbers around 1.
        return (largest > 0 ? Math.getExponent(largest) + 1 : 0) - UNIT_BITS;
    }

    /** Adds the feature's value in a row. */
    public void add(Row row) {
        FeatureColumn column = profile.column();
        if (row.isNull(column.field())) {
            addNull();
        } else if (column.isNumeric()) {
            add(ProfileBuilder.number(column, row));
        } else {
            add(ProfileBuilder.level(column, row));
        }
    }

    public void addNull() {
        rows++;
        nulls++;
    }

    /** Adds a number; NaN and infinite ones are counted by themselves. */
    public void add(double value) {
        if (!(profile instanceof NumericProfile numeric)) {
            throw new IllegalStateException(
                    profile.column().name() + " is of categories; " + value + " is none");
        }
        rows++;
        if (!Double.isFinite(value)) {
            nonFinite++;
            return;
        }
        cells[numeric.frozen().cell(value)]++;
        double units = Math.rint(Math.scalb(value, -unitExponent));
        sum += (long) Math.max(-LARGEST_IN_UNITS, Math.min(LARGEST_IN_UNITS, units));
        min = Math.min(min, value + 0.0);
        max = Math.max(max, value + 0.0);
    }

    /** Adds a level. */
    public void add(String level) {
        if (!(profile instanceof CategoryProfile category)) {
            throw new IllegalStateException(
                    profile.column().name() + " is a number; \"" + level + "\" is none");
        }
        rows++;
        cells[category.cellOf(index.get(level))]++;
    }

    /** Adds another part of the window, counted with the same profile. */
    public void merge(CellCounts other) {
        if (other.cells.length != cells.length
                || !other.profile.column().equals(profile.column())) {
            throw new IllegalArgumentException(
                    "counts of " + other.profile.column() + " for " + profile.column());
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] += other.cells[i];
        }
        rows += other.rows;
        nulls += other.nulls;
        nonFinite += other.nonFinite;
        sum += other.sum;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    public FeatureProfile profile() {
        return profile;
    }

    public long rows() {
        return rows;
    }

    public long nulls() {
        return nulls;
    }

    /** Rows with NaN or an infinite number. */
    public long nonFinite() {
        return nonFinite;
    }

    /** Rows with a value that is in a cell. */
    public long values() {
        return rows - nulls - nonFinite;
    }

    /** Rows with a level that the reference hasn't got; 0 for numbers. */
    public long unseen() {
        return profile instanceof CategoryProfile category ? cells[category.unseenCell()] : 0;
    }

    public long count(int cell) {
        return cells[cell];
    }

    /**
     * The only value that there is, for people; empty if there are several, none, or unkept ones.
     */
    public Optional<String> onlyValue() {
        if (values() == 0) {
            return Optional.empty();
        }
        if (profile instanceof CategoryProfile category) {
            for (int i = 0; i < category.levels().size(); i++) {
                if (cells[i] == values()) {
                    return Optional.of(category.levels().get(i));
                }
            }
            return Optional.empty();
        }
        return min == max ? Optional.of(String.valueOf(min)) : Optional.empty();
    }

    /** NaN without values, and for categories. */
    public double mean() {
        if (values() == 0 || profile instanceof CategoryProfile) {
            return Double.NaN;
        }
        return Math.scalb((double) sum / values(), unitExponent);
    }

    /** NaN without values, and for categories. */
    public double min() {
        return min <= max ? min : Double.NaN;
    }

    /** NaN without values, and for categories. */
    public double max() {
        return min <= max ? max : Double.NaN;
    }

    void write(DataOutput out) throws IOException {
        Compact.writeUnsigned(rows, out);
        Compact.writeUnsigned(nulls, out);
        Compact.writeUnsigned(nonFinite, out);
        if (profile instanceof NumericProfile) {
            Compact.writeSigned(sum, out);
            out.writeDouble(min);
            out.writeDouble(max);
        }
        Compact.writeCounts(cells, out);
    }

    static CellCounts read(FeatureProfile profile, DataInput in) throws IOException {
        CellCounts counts = new CellCounts(profile);
        counts.rows = Compact.readUnsigned(in);
        counts.nulls = Compact.readUnsigned(in);
        counts.nonFinite = Compact.readUnsigned(in);
        if (profile instanceof NumericProfile) {
            counts.sum = Compact.readSigned(in);
            counts.min = in.readDouble();
            counts.max = in.readDouble();
        }
        Compact.readCounts(counts.cells, in);
        return counts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CellCounts counts
                && profile.column().equals(counts.profile.column())
                && rows == counts.rows
                && nulls == counts.nulls
                && nonFinite == counts.nonFinite
                && sum == counts.sum
                && Double.compare(min, counts.min) == 0
                && Double.compare(max, counts.max) == 0
                && Arrays.equals(cells, counts.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells) * 31 + Long.hashCode(rows);
    }
}
