package io.millrace.drift.monitor;

import java.time.Instant;

/**
 * What windows are compared with. A segment, and a version that didn't answer in a named window,
 * has no such reference at first: its first windows are its reference then.
 *
 * @param from event time of a named window, included; epoch milliseconds
 * @param to its end, excluded
 */
public record Reference(Kind kind, long from, long to) {
    /** What the version was trained on. */
    public static final Reference TRAINING = new Reference(Kind.TRAINING, 0, 0);

    /** The window just before. */
    public static final Reference PREVIOUS = new Reference(Kind.PREVIOUS, 0, 0);

    /** What windows are compared with. */
    public enum Kind {
        TRAINING,
        PREVIOUS,
        /** What the version answered between two times. */
        NAMED
    }

    public Reference {
        if (kind == Kind.NAMED && from >= to) {
            throw new IllegalArgumentException(
                    "a reference from " + from + " to " + to + "; it ends after it begins");
        }
    }

    boolean holds(long time) {
        return kind == Kind.NAMED && time >= from && time < to;
    }

    /** For records. */
    String text() {
        return switch (kind) {
            case TRAINING -> "training";
            case PREVIOUS -> "the previous window";
            case NAMED -> Instant.ofEpochMilli(from) + " to " + Instant.ofEpochMilli(to);
        };
    }
}
