package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.Place;

/**
 * A single value as it was written.
 *
 * @param text after substitution of variables
 * @param typed whether it may be read as a number or the like: it's unquoted, or came from a
 *     variable
 * @param place of the text's first character, behind a quote
 */
public record Scalar(String text, boolean typed, Place place) {}
