package io.millrace.schemas.pipeline;

import io.millrace.schemas.problem.Place;

/**
 * An expectation with its consequence.
 *
 * @param place where {@code otherwise} stands, or its entry if it's left out
 */
public record Rule(Expectation expectation, Otherwise otherwise, Place place) {}
