package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.backfill.StagedRow;
import io.millrace.jobs.label.OfflineLabels.Answer;
import io.millrace.jobs.pipeline.LabelSchema;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Gives rows their labels, one after the other, and counts those that have none. */
final class Labelling {
    private final @Nullable LabelTable table;
    private final long knownUntil;
    private @Nullable JoinedLabel label;
    private long unlabelled;
    private long undecided;

    private Labelling(@Nullable LabelTable table, long knownUntil) {
        this.table = table;
        this.knownUntil = knownUntil;
    }

    /**
     * @param newest event time of what was read; labels are known up to that or the newest label
     */
    static Labelling of(BackfillRequest request, long newest) throws IOException {
        if (request.labels() instanceof BackfillRequest.LabelInput.None) {
            return new Labelling(null, newest);
        }
        LabelSchema schema = request.checked().labels().orElseThrow();
        LabelTable table =
                request.labels() instanceof BackfillRequest.LabelInput.File input
                        ? LabelTable.read(input.file(), schema)
                        : LabelTable.read(
                                request.kafka(),
                                request.requireEndpoints().requireRegistry(),
                                schema);
        return new Labelling(table, Math.max(newest, table.newest()));
    }

    /** Whether a row is written; then {@link #label} is its label. */
    boolean takes(StagedRow row) {
        if (table == null) {
            return true;
        }
        Answer answer = table.label(row.id(), row.time(), knownUntil);
        if (answer instanceof Answer.Labelled labelled) {
            label = LabelTable.joined(labelled);
            return true;
        }
        if (answer instanceof Answer.Undecided) {
            undecided++;
        } else {
            unlabelled++;
        }
        return false;
    }

    /** Null without labels. */
    @Nullable JoinedLabel label() {
        return label;
    }

    /** Labels that don't count, since they can't be read. */
    long unreadable() {
        return table == null ? 0 : table.unreadable();
    }

    long unlabelled() {
        return unlabelled;
    }

    long undecided() {
        return undecided;
    }
}
