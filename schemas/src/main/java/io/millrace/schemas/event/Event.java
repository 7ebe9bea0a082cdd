package io.millrace.schemas.event;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;

/**
 * A decoded event on its way through serve.
 *
 * <p>Fields don't change; features are filled in by the stages that the event passes.
 *
 * @param source index of its source in the pipeline
 * @param id the event's id, never empty
 * @param time event time in epoch milliseconds
 * @param key the record's raw key, or null
 * @param value the record's raw value, as it came
 * @param fields of the source's {@link RowType}
 * @param features of the feature set's {@link RowType}
 * @param takesBack where the record stands whose row isn't in force any more: the event takes it
 *     out of the features, and {@code fields} are the row's; null for an event that adds
 */
public record Event(
        int source,
        String id,
        long time,
        Coordinates at,
        byte @Nullable [] key,
        byte[] value,
        Row fields,
        Row features,
        @Nullable Coordinates takesBack) {

    /** One that adds. */
    public Event(
            int source,
            String id,
            long time,
            Coordinates at,
            byte @Nullable [] key,
            byte[] value,
            Row fields,
            Row features) {
        this(source, id, time, at, key, value, fields, features, null);
    }

    /** By (event time, partition, offset): the order in which events of one entity are taken. */
    public static final Comparator<Event> ORDER =
            Comparator.comparingLong(Event::time)
                    .thenComparing((Event event) -> event.at().topic())
                    .thenComparingInt(event -> event.at().partition())
                    .thenComparingLong(event -> event.at().offset());
}
