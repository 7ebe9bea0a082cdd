package io.millrace.jobs.examples.cardfraud;

import java.time.Instant;
import java.util.Optional;

/** How people live and steal: one way until the world changes, and another from then on. */
enum Era {
    BEFORE,
    AFTER;

    /** The era of each instant. */
    record Calendar(Optional<Instant> changeAt) {

        /**
         * @param time epoch milliseconds
         */
        Era at(long time) {
            return changeAt.isPresent() && time >= changeAt.get().toEpochMilli() ? AFTER : BEFORE;
        }
    }
}
