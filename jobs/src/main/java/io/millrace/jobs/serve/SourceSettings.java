package io.millrace.jobs.serve;

import java.io.Serializable;

/**
 * One source, resolved.
 *
 * @param schema the reader's Avro schema, as text
 * @param outOfOrderness in milliseconds of event time
 * @param duplicatesWithin in milliseconds of event time; -1: every event is admitted
 * @param flushAfterIdle in milliseconds of wall-clock time; -1: never
 */
public record SourceSettings(
        String name,
        String topic,
        String schema,
        String id,
        String eventTime,
        long outOfOrderness,
        long duplicatesWithin,
        long flushAfterIdle)
        implements Serializable {

    private static final long LEAST_PATIENCE = 60_000;

    /** Waits longer for events that are behind; what's computed doesn't depend on it. */
    SourceSettings patient(int times) {
        return new SourceSettings(
                name,
                topic,
                schema,
                id,
                eventTime,
                Math.max(LEAST_PATIENCE, outOfOrderness * times),
                duplicatesWithin,
                flushAfterIdle);
    }
}
