package io.millrace.jobs.cli.trial;

import io.millrace.features.Refusal;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;

import org.jspecify.annotations.Nullable;

/**
 * What the decoder made of a record.
 *
 * @param source index of its source
 * @param event null if it couldn't be decoded
 * @param refusal null if it could
 */
public record Made(int source, Coordinates at, @Nullable Event event, @Nullable Refusal refusal) {}
