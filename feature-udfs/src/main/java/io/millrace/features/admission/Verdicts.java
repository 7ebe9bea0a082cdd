package io.millrace.features.admission;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;

/** Hears what became of each event. */
public interface Verdicts {

    void admitted(Event event);

    /**
     * @param firstTime event time of the event that had the id first
     * @param first where that one stands
     */
    void duplicate(Event event, long firstTime, Coordinates first);
}
