package io.millrace.registry.lifecycle;

import org.jspecify.annotations.Nullable;

/** A command can't be followed; the message says why, and what can. Thrown within a command. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable KnownVersion version;

    Refusal(String reason) {
        this(reason, null);
    }

    Refusal(String reason, @Nullable KnownVersion version) {
        super(reason, null, false, false);
        this.version = version;
    }

    /** The version that it's about, if it's about one. */
    @Nullable KnownVersion version() {
        return version;
    }
}
