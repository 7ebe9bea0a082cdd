package io.millrace.features;

import org.jspecify.annotations.Nullable;

/**
 * Why an event becomes a dead letter.
 *
 * @param rule the expectation or the feature that refused it, such as {@code amount between [0.0,
 *     100000.0]}
 * @param field the field that was looked at, or null if it wasn't a single one
 * @param message what was wrong, with the value, and what's allowed
 */
public record Refusal(String rule, @Nullable String field, String message) {}
