package io.millrace.drift.compare;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureProfile;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/** Counts as arrays: in frozen cells, or grouped to those of the stability index. */
final class Grouped {
    private Grouped() {}

    static long[] reference(FeatureProfile profile) {
        return grouped(profile, profile::count);
    }

    static long[] current(CellCounts counts) {
        return grouped(counts.profile(), counts::count);
    }

    static long[] all(int cells, IntToLongFunction count) {
        long[] all = new long[cells];
        Arrays.setAll(all, count);
        return all;
    }

    private static long[] grouped(FeatureProfile profile, IntToLongFunction count) {
        int[] groups = profile.stabilityGroups();
        long[] grouped = new long[Arrays.stream(groups).max().orElse(-1) + 1];
        for (int i = 0; i < groups.length; i++) {
            grouped[groups[i]] += count.applyAsLong(i);
        }
        return grouped;
    }
}
