package io.millrace.drift.profile;

import io.millrace.drift.codec.Compact;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature of categories as it was in the reference: a cell for each of the most frequent levels,
 * one for the others together, and one for levels that the reference hasn't got.
 *
 * <p>When there are others, a level that isn't among the kept ones is counted to them: whether it
 * is new can't be told, since the others' names aren't kept.
 *
 * @param levels the kept ones, the most frequent first, equally frequent ones by their text
 * @param counts rows of the reference for each level, then for OTHER, then (0) for UNSEEN
 */
public record CategoryProfile(
        FeatureColumn column, long rows, long nulls, List<String> levels, long[] counts)
        implements FeatureProfile {

    /** So many levels have a cell of their own. */
    public static final int LEVELS_KEPT = 254;

    public CategoryProfile {
        levels = List.copyOf(levels);
        counts = counts.clone();
        if (counts.length != levels.size() + 2) {
            throw new IllegalArgumentException(
                    counts.length + " counts for " + levels.size() + " levels, OTHER and UNSEEN");
        }
    }

    static CategoryProfile of(FeatureColumn column, long nulls, Map<String, Long> rowsByLevel) {
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(rowsByLevel.entrySet());
        sorted.sort(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()));
        int kept = Math.min(LEVELS_KEPT, sorted.size());
        long[] counts = new long[kept + 2];
        long rows = nulls;
        for (int i = 0; i < sorted.size(); i++) {
            counts[Math.min(i, kept)] += sorted.get(i).getValue();
            rows += sorted.get(i).getValue();
        }
        List<String> levels = sorted.subList(0, kept).stream().map(Map.Entry::getKey).toList();
        return new CategoryProfile(column, rows, nulls, levels, counts);
    }

    @Override
    public long[] counts() {
        return counts.clone();
    }

    public boolean hasOthers() {
        return counts[levels.size()] > 0;
    }

    /** The cell of levels that the reference hasn't got. */
    public int unseenCell() {
        return levels.size() + 1;
    }

    /** The cell of each kept level. */
    Map<String, Integer> index() {
        Map<String, Integer> index = new HashMap<>();
        levels.forEach(level -> index.put(level, index.size()));
        return index;
    }

    /** The cell of a level whose own one is given, or null if it hasn't got one. */
    int cellOf(@Nullable Integer kept) {
        return kept != null ? kept : hasOthers() ? levels.size() : unseenCell();
    }

    @Override
    public long nonFinite() {
        return 0;
    }

    @Override
    public int cells() {
        return counts.length;
    }

    @Override
    public long count(int cell) {
        return counts[cell];
    }

    @Override
    public String cellName(int cell) {
        return cell < levels.size() ? levels.get(cell) : cell == levels.size() ? "OTHER" : "UNSEEN";
    }

    @Override
    public int[] stabilityGroups() {
        int[] groups = new int[cells()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = i;
        }
        return groups;
    }

    @Override
    public String stabilityName(int group) {
        return cellName(group);
    }

    @Override
    public CategoryProfile of(CellCounts window) {
        long[] rowsByCell = new long[cells()];
        for (int i = 0; i < rowsByCell.length; i++) {
            rowsByCell[i] = window.count(i);
        }
        return new CategoryProfile(column, window.rows(), window.nulls(), levels, rowsByCell);
    }

    @Override
    public boolean isConstant() {
        return levels.size() <= 1 && !hasOthers();
    }

    @Override
    public int constantCell() {
        return isConstant() && !levels.isEmpty() ? 0 : -1;
    }

    void write(DataOutput out) throws IOException {
        Compact.writeUnsigned(rows, out);
        Compact.writeUnsigned(nulls, out);
        Compact.writeUnsigned(levels.size(), out);
        for (String level : levels) {
            Compact.writeText(level, out);
        }
        Compact.writeCounts(counts, out);
    }

    static CategoryProfile read(FeatureColumn column, DataInput in) throws IOException {
        long rows = Compact.readUnsigned(in);
        long nulls = Compact.readUnsigned(in);
        int size = Compact.readSize(in);
        List<String> levels = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            levels.add(Compact.readText(in));
        }
        long[] counts = new long[size + 2];
        Compact.readCounts(counts, in);
        return new CategoryProfile(column, rows, nulls, levels, counts);
    }
}
