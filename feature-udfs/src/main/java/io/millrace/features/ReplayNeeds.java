package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Stream;
import io.millrace.features.EntityPlan.Track;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Finds out what a replay of each source needs. */
final class ReplayNeeds {

    private ReplayNeeds() {}

    static List<ReplayNeed> of(FeaturePlan.Parts parts) {
        List<ReplayNeed> needs = new ArrayList<>();
        for (int source = 0; source < parts.sources().size(); source++) {
            needs.add(of(parts, source));
        }
        return List.copyOf(needs);
    }

    private static ReplayNeed of(FeaturePlan.Parts parts, int source) {
        long reach = 0;
        TreeSet<Integer> fromBeginning = new TreeSet<>();
        for (EntityPlan entity : parts.entities()) {
            for (Stream stream : entity.streams()) {
                if (stream.source() == source) {
                    reach = Math.max(reach, stream.longestWindow());
                }
            }
            for (Track track : entity.tracks()) {
                if (track.source() == source) {
                    boolean isDated =
                            parts.changes().get(source).map(ChangePlan::dated).orElse(false);
                    reach = Math.max(reach, reach(track, isDated, fromBeginning));
                }
            }
        }
        List<String> names =
                fromBeginning.stream().map(i -> parts.features().field(i).name()).toList();
        return new ReplayNeed(source, reach, names);
    }

    /**
     * @param isDated whether rows have times of their own: the change that made a row that's in a
     *     window may be any time before it
     */
    private static long reach(Track track, boolean isDated, TreeSet<Integer> fromBeginning) {
        long longest = 0;
        for (Measure measure : track.measures()) {
            long own = new RangeBounds(track.ranges().get(measure.range())).history();
            if (own == Long.MAX_VALUE || isDated) {
                fromBeginning.add(measure.feature());
            } else {
                longest = Math.max(longest, own);
            }
        }
        return longest;
    }
}
