package io.millrace.drift.compare;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureProfile;

import java.util.ArrayList;
import java.util.List;

/**
 * One cell of the stability index, for reports.
 *
 * @param cell which values it holds, such as (1.5, 2.0] or PT
 * @param reference rows of the reference in it
 * @param current rows of the window in it
 */
public record CellComparison(String cell, long reference, long current) {

    /** In the cells' order. Those with no row on either side are left out. */
    public static List<CellComparison> of(CellCounts counts) {
        FeatureProfile profile = counts.profile();
        long[] reference = Grouped.reference(profile);
        long[] current = Grouped.current(counts);
        List<CellComparison> cells = new ArrayList<>();
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] > 0 || current[i] > 0) {
                cells.add(new CellComparison(profile.stabilityName(i), reference[i], current[i]));
            }
        }
        return List.copyOf(cells);
    }
}
