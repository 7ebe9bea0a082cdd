package io.millrace.jobs.serve;

import io.millrace.schemas.event.Event;

/**
 * Lateness is decided once, at admission. Whoever sees a late event where there can't be one fails
 * loudly: an answer that looks right would be worse.
 */
final class OnTime {

    private OnTime() {}

    /**
     * After admission.
     *
     * @throws IllegalStateException if the event is behind the watermark
     */
    static void check(Event event, long watermark) {
        if (event.time() <= watermark) {
            throw new IllegalStateException(
                    behind(event, watermark)
                            + ", although it was admitted as on time: this is a bug, please report"
                            + " it");
        }
    }

    /**
     * A replay goes by the recorded late events, which were left out before, so none may be late
     * here.
     *
     * @throws IllegalStateException if the run is a replay
     */
    static void refuseInReplay(ServeSettings settings, Event event, long watermark) {
        if (settings.replay() != null) {
            throw new IllegalStateException(
                    behind(event, watermark)
                            + ", but the live run answered it: the replay reads the partitions less"
                            + " evenly. Run it again with a larger --out-of-orderness");
        }
    }

    private static String behind(Event event, long watermark) {
        return "event %s at %s has time %d, not after the watermark %d"
                .formatted(event.id(), event.at(), event.time(), watermark);
    }
}
