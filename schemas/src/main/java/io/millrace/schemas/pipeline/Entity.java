package io.millrace.schemas.pipeline;

import java.util.List;

/**
 * What features are about.
 *
 * @param name such as {@code account}
 * @param keys the fields that identify it together, in every source that has features of it; one at
 *     least
 */
public record Entity(Text name, List<Text> keys) {
    public Entity {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("the entity " + name + " has no key");
        }
    }

    /** One that a single field identifies. */
    public Entity(Text name, Text key) {
        this(name, List.of(key));
    }

    /** The first of its fields: events of one entity have it in common. */
    public Text key() {
        return keys.get(0);
    }
}
