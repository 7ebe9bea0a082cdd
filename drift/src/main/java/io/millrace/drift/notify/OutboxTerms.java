package io.millrace.drift.notify;

import io.millrace.schemas.avro.Severity;

/**
 * What one webhook wants to be told.
 *
 * @param atLeast less urgent alerts aren't told
 * @param repeatEvery milliseconds after the last word of an alert that goes on; 0 for never
 * @param keepAlive whether repeats go on when somebody has acknowledged the alert, since the
 *     receiver would take silence for its end
 * @param giveUpAfter milliseconds for which one message is tried, above 0
 */
public record OutboxTerms(Severity atLeast, long repeatEvery, boolean keepAlive, long giveUpAfter) {

    public OutboxTerms {
        if (repeatEvery < 0 || giveUpAfter <= 0) {
            throw new IllegalArgumentException(
                    "repeatEvery is %d ms, giveUpAfter %d ms; at least 0 and above 0 are needed"
                            .formatted(repeatEvery, giveUpAfter));
        }
    }
}
