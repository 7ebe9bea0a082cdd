package io.millrace.jobs.cli.parity;

import java.util.Locale;

/** Why a served vector isn't the one that's computed again. */
public enum Cause {
    /** Serve has taken in events that it has recorded as late. */
    LATE("late events were taken in"),
    /** Serve has taken in events that it has recorded as duplicates. */
    DUPLICATE("duplicates were taken in"),
    /** The same features with other edges. */
    EDGE("the features had other edges"),
    /** Another feature set. */
    FEATURE_SET("it was another feature set"),
    /** The same definitions in a release that computes them otherwise. */
    VERSION("it was another version of the engine"),
    /** Nothing explains it: a bug, or somebody has changed a topic. */
    UNEXPLAINED("nothing explains it");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    /** A short sentence for people. */
    public String words() {
        return words;
    }

    /** As it's in JSON. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
