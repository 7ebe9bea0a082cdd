package io.millrace.registry;

import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

/**
 * Who answers an event.
 *
 * @param digest SHA-256 of the version's artefact; null if no version answers (roles NONE and
 *     FALLBACK)
 * @param version its number, from 1; null if it has none yet
 */
public record Route(@Nullable String digest, @Nullable Integer version, Role role) {
    static final Route NONE = new Route(null, null, Role.NONE);
    static final Route FALLBACK = new Route(null, null, Role.FALLBACK);
}
