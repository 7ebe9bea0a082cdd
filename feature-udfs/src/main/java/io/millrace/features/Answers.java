package io.millrace.features;

import io.millrace.schemas.event.Event;

/** Where an {@link EntityEngine} puts events that are done. */
public interface Answers {

    /** The entity's features are in {@link Event#features()}. */
    void answered(Event event);

    /** The event can't be answered: a dead letter. */
    void refused(Event event, Refusal refusal);
}
