package io.millrace.schemas.serde;

import org.jspecify.annotations.Nullable;

/**
 * The schema registry gave no usable answer: unreachable, overloaded, refusing our credentials, or
 * not a registry at all. It says nothing about the record at hand, which must not be dead-lettered.
 */
public final class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
