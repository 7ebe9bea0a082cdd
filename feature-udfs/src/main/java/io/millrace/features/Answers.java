package io.millrace.features;

import io.millrace.schemas.event.Event;

/** Where an {@link EntityEngine} puts events that are done. */
public interface Answers {

    /**
     * The entity's features are in {@link Event#features()}; or it's an event of another source,
     * which has been taken in and goes on to the next entity.
     */
    void answered(Event event);

    /** The event can't be answered: a dead letter. */
    void refused(Event event, Refusal refusal);
}
