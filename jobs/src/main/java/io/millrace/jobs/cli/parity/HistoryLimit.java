package io.millrace.jobs.cli.parity;

import io.millrace.features.ReplayNeed;
import io.millrace.jobs.cli.backfill.BackfillRequest;
import io.millrace.jobs.cli.backfill.TopicReach;
import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.jobs.serve.ServePreparation;
import io.millrace.jobs.serve.SourceSettings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * From which event time on a vector can be computed again: where all that its features look back at
 * is still in the sources' topics.
 *
 * @param from epoch milliseconds; MIN_VALUE: every vector, MAX_VALUE: none
 * @param notes for each source that's shortened
 */
record HistoryLimit(long from, List<String> notes) {
    HistoryLimit {
        notes = List.copyOf(notes);
    }

    /** Looks at the sources' topics. */
    static HistoryLimit of(BackfillRequest request) throws IOException {
        List<SourceSettings> sources = ServePreparation.sources(request.checked());
        List<Long> reaches = new ArrayList<>();
        for (int source = 0; source < sources.size(); source++) {
            reaches.add(TopicReach.of(request, source));
        }
        List<String> topics = sources.stream().map(SourceSettings::topic).toList();
        return of(request.checked().plan().replayNeeds(), topics, reaches);
    }

    /**
     * @param reaches from when on each topic holds everything, as {@link TopicReach} says it
     */
    static HistoryLimit of(List<ReplayNeed> needs, List<String> topics, List<Long> reaches) {
        long from = Long.MIN_VALUE;
        List<String> notes = new ArrayList<>();
        for (ReplayNeed need : needs) {
            long reach = reaches.get(need.source());
            boolean isRead = need.source() == 0 || need.needsBeginning() || need.reachMillis() > 0;
            if (reach == TopicReach.ALL || !isRead) {
                continue;
            }
            boolean none = need.needsBeginning() || reach == Long.MAX_VALUE;
            from = Math.max(from, none ? Long.MAX_VALUE : reach + need.reachMillis());
            String holds =
                    reach == Long.MAX_VALUE
                            ? "holds nothing any more"
                            : "no longer holds what's before " + TypedText.time(reach);
            String so =
                    need.needsBeginning()
                            ? String.join(", ", need.fromBeginning())
                                    + " may depend on any earlier event, so no vector can be"
                                    + " computed again"
                            : none
                                    ? "no vector can be computed again"
                                    : "vectors before "
                                            + TypedText.time(reach + need.reachMillis())
                                            + " can't be computed again";
            notes.add("topic " + topics.get(need.source()) + " " + holds + ": " + so);
        }
        return new HistoryLimit(from, notes);
    }

    boolean reaches(ServedVector vector) {
        return vector.key().time() >= from;
    }
}
