package io.millrace.jobs.cli.parity;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A vector as any feature set may have written it.
 *
 * @param fingerprint of that feature set
 * @param values Boolean, Long, Double or String by feature, in the writer's order
 */
record NamedVector(String fingerprint, Map<String, @Nullable Object> values) {
    NamedVector {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
