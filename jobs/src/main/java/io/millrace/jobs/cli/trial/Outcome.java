package io.millrace.jobs.cli.trial;

import io.millrace.features.Refusal;
import io.millrace.schemas.event.Event;

import org.jspecify.annotations.Nullable;

/**
 * What became of an event.
 *
 * @param event null if the record couldn't be decoded; with its features, if it was answered
 * @param refusal of a dead letter, or of what stops the job
 * @param stage at which a dead letter was refused, such as {@code expectations}
 * @param limit of a late event the watermark, of a duplicate the first one's event time, in epoch
 *     milliseconds
 */
public record Outcome(
        Verdict verdict,
        @Nullable Event event,
        @Nullable Refusal refusal,
        String stage,
        long limit) {

    /** Where an event went. */
    public enum Verdict {
        /** On to its features; events of other sources than the main one are taken in. */
        ADMITTED,
        /** Its id was there before. */
        DUPLICATE,
        /** The watermark had passed its time. */
        LATE,
        /** It was refused. */
        DEAD_LETTER,
        /** The job fails at it; what follows is tried as if the record weren't there. */
        STOP
    }

    static Outcome admitted(Event event) {
        return new Outcome(Verdict.ADMITTED, event, null, "", 0);
    }

    static Outcome duplicate(Event event, long firstTime) {
        return new Outcome(Verdict.DUPLICATE, event, null, "", firstTime);
    }

    static Outcome late(Event event, long watermark) {
        return new Outcome(Verdict.LATE, event, null, "", watermark);
    }

    static Outcome deadLetter(@Nullable Event event, Refusal refusal, String stage) {
        return new Outcome(Verdict.DEAD_LETTER, event, refusal, stage, 0);
    }

    static Outcome stop(Event event, Refusal refusal) {
        return new Outcome(Verdict.STOP, event, refusal, "expectations", 0);
    }

    /** Why it isn't admitted, for people; empty if it is. */
    public String reason() {
        return switch (verdict) {
            case ADMITTED -> "";
            case DUPLICATE -> "its id was had first by an event at " + TypedText.time(limit);
            case LATE -> "the watermark was at " + TypedText.time(limit);
            case DEAD_LETTER, STOP ->
                    refusal == null
                            ? stage
                            : "rule %s (%s): %s"
                                    .formatted(refusal.rule(), stage, refusal.message());
        };
    }
}
