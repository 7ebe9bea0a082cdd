package io.millrace.jobs.alert;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Variables of a test. Operators are serialised, so they're found by a name. */
final class HeldVariables implements Variables {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Lookup> HELD = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    /** A variable's value; null if it isn't set. */
    interface Lookup {
        @Nullable String of(String name);
    }

    HeldVariables(Lookup lookup) {
        HELD.put(name, lookup);
    }

    @Override
    public @Nullable String get(String variable) {
        Lookup lookup = HELD.get(name);
        return lookup == null ? null : lookup.of(variable);
    }
}
