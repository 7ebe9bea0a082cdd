/**
 * The serve job: from raw events to predictions.
 *
 * <p>Read {@link io.millrace.jobs.serve.ServeJob} first: one statement a stage, in the order in
 * which an event passes them. Each stage is one operator class of that name; an event that doesn't
 * become a prediction leaves its stage by the side output {@code ELSEWHERE}, already encoded for
 * its topic, so that every source record ends in exactly one of predictions, dead letters, late
 * events and duplicates.
 */
@NullMarked
package io.millrace.jobs.serve;

import org.jspecify.annotations.NullMarked;
