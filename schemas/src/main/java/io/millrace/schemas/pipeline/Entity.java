package io.millrace.schemas.pipeline;

/**
 * What features are about.
 *
 * @param name such as {@code account}
 * @param key the field that identifies it, in every source that has features of it
 */
public record Entity(Text name, Text key) {}
