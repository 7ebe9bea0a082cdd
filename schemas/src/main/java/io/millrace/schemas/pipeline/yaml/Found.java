package io.millrace.schemas.pipeline.yaml;

import java.util.Map;
import java.util.Optional;

/** What was read of a section. */
public final class Found {
    private final Value section;
    private final Map<String, Value> written;
    private final Map<String, Object> values;
    private final boolean unknownKeys;
    private final boolean complete;

    Found(
            Value section,
            Map<String, Value> written,
            Map<String, Object> values,
            boolean unknownKeys,
            boolean complete) {
        this.section = section;
        this.written = written;
        this.values = values;
        this.unknownKeys = unknownKeys;
        this.complete = complete;
    }

    /** Whether every key that's written could be read and every required key is there. */
    public boolean complete() {
        return complete;
    }

    /** Whether there were keys besides those that the section has. */
    public boolean hasUnknownKeys() {
        return unknownKeys;
    }

    /** The section itself. */
    public Value section() {
        return section;
    }

    /** What's written for a key, right or wrong. */
    public Optional<Value> written(Key<?> key) {
        return Optional.ofNullable(written.get(key.name()));
    }

    /** The value of a key; empty if it's left out or wrong. */
    @SuppressWarnings("unchecked") // put there by the key's own kind
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key.name()));
    }

    /**
     * The value of a key that's required or has a default.
     *
     * @throws IllegalStateException if the section isn't complete
     */
    public <T> T get(Key<T> key) {
        return find(key).orElseGet(() -> defaultOf(key));
    }

    private <T> T defaultOf(Key<T> key) {
        String text =
                key.defaultText()
                        .orElseThrow(() -> new IllegalStateException(key.name() + " is missing"));
        if (!(key.kind() instanceof ScalarKind<T> kind)) {
            throw new IllegalStateException(key.name() + " has no default");
        }
        try {
            return kind.parse(new Scalar(text, true, section.home().place()));
        } catch (Rejected e) {
            throw new IllegalStateException("the default of " + key.name() + " is wrong", e);
        }
    }
}
