package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.Place;

/**
 * A stretch of one line.
 *
 * @param length in characters, at least 1
 */
public record Span(Place place, int length) {}
