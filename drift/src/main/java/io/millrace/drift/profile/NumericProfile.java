package io.millrace.drift.profile;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A numeric feature as it was in the reference.
 *
 * @param rows of the reference
 * @param notANumber rows with NaN
 * @param infinite rows with an infinite number
 * @param moments of the finite values
 * @param frozen the cells that windows are counted in
 * @param stability the cells of the population stability index; {@code frozen} is finer
 * @param counts rows of the reference in each frozen cell
 */
public record NumericProfile(
        FeatureColumn column,
        long rows,
        long nulls,
        long notANumber,
        long infinite,
        Moments moments,
        NumericCells frozen,
        NumericCells stability,
        long[] counts)
        implements FeatureProfile {

    public NumericProfile {
        counts = counts.clone();
        if (counts.length != frozen.size()) {
            throw new IllegalArgumentException(
                    counts.length + " counts for " + frozen.size() + " cells");
        }
    }

    /**
     * Of the rows' values. Deterministic whatever the rows' order.
     *
     * @param sorted the finite values, rising
     */
    static NumericProfile of(
            FeatureColumn column,
            long nulls,
            long notANumber,
            long infinite,
            double[] sorted,
            int distinctKept) {
        CellPlan plan = new CellPlan(sorted, distinctKept);
        NumericCells frozen = plan.frozenCells();
        long[] counts = new long[frozen.size()];
        for (double value : sorted) {
            counts[frozen.cell(value)]++;
        }
        return new NumericProfile(
                column,
                nulls + notANumber + infinite + sorted.length,
                nulls,
                notANumber,
                infinite,
                Moments.of(sorted),
                frozen,
                plan.stabilityCells(),
                counts);
    }

    @Override
    public long[] counts() {
        return counts.clone();
    }

    @Override
    public long nonFinite() {
        return notANumber + infinite;
    }

    @Override
    public int cells() {
        return frozen.size();
    }

    @Override
    public long count(int cell) {
        return counts[cell];
    }

    @Override
    public String cellName(int cell) {
        return frozen.name(cell);
    }

    @Override
    public int[] stabilityGroups() {
        return frozen.groups(stability);
    }

    @Override
    public String stabilityName(int group) {
        return stability.name(group);
    }

    @Override
    public NumericProfile of(CellCounts window) {
        long[] rowsByCell = new long[cells()];
        for (int i = 0; i < rowsByCell.length; i++) {
            rowsByCell[i] = window.count(i);
        }
        return new NumericProfile(
                column,
                window.rows(),
                window.nulls(),
                window.nonFinite(),
                0,
                new Moments(window.min(), window.max(), window.mean(), moments.standardDeviation()),
                frozen,
                stability,
                rowsByCell);
    }

    @Override
    public boolean isConstant() {
        return values() == 0 || moments.min() == moments.max();
    }

    @Override
    public int constantCell() {
        return isConstant() && values() > 0 ? frozen.cell(moments.min()) : -1;
    }

    void write(DataOutput out) throws IOException {
        Compact.writeUnsigned(rows, out);
        Compact.writeUnsigned(nulls, out);
        Compact.writeUnsigned(notANumber, out);
        Compact.writeUnsigned(infinite, out);
        moments.write(out);
        frozen.write(out);
        stability.write(out);
        Compact.writeCounts(counts, out);
    }

    static NumericProfile read(FeatureColumn column, DataInput in) throws IOException {
        long rows = Compact.readUnsigned(in);
        long nulls = Compact.readUnsigned(in);
        long notANumber = Compact.readUnsigned(in);
        long infinite = Compact.readUnsigned(in);
        Moments moments = Moments.read(in);
        NumericCells frozen = NumericCells.read(in);
        NumericCells stability = NumericCells.read(in);
        long[] counts = new long[frozen.size()];
        Compact.readCounts(counts, in);
        return new NumericProfile(
                column, rows, nulls, notANumber, infinite, moments, frozen, stability, counts);
    }
}
