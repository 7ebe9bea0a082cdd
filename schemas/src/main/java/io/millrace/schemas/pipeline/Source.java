package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A topic of events, or of another pipeline's features.
 *
 * @param featuresOf the pipeline whose published features are read; empty for events
 * @param topic its Kafka topic
 * @param schema an {@code .avsc} file relative to the pipeline file; without it the newest version
 *     of the registry's subject {@code <topic>-value} is the reader's schema
 * @param id field that holds the event's id
 * @param eventTime field that holds the event's time: a timestamp, or a long of epoch milliseconds
 * @param outOfOrderness how much an event may be behind the newest of its partition (default 0)
 * @param duplicatesWithin event time in which a repeated id is a duplicate (default 1 h; 0 turns it
 *     off)
 * @param flushAfterIdle wall-clock quiet after which waiting events are answered; off by default
 * @param expect checks at the door, in the file's order
 * @param changes how its records change rows; empty: each record is an event of its own
 */
public record Source(
        Text name,
        Optional<Text> featuresOf,
        Text topic,
        Optional<Text> schema,
        Text id,
        Text eventTime,
        Duration outOfOrderness,
        Duration duplicatesWithin,
        Optional<Duration> flushAfterIdle,
        List<Rule> expect,
        Optional<Changes> changes) {

    public Source {
        expect = List.copyOf(expect);
    }

    /** One whose records are events of their own. */
    public Source(
            Text name,
            Text topic,
            Optional<Text> schema,
            Text id,
            Text eventTime,
            Duration outOfOrderness,
            Duration duplicatesWithin,
            Optional<Duration> flushAfterIdle,
            List<Rule> expect) {
        this(
                name,
                Optional.empty(),
                topic,
                schema,
                id,
                eventTime,
                outOfOrderness,
                duplicatesWithin,
                flushAfterIdle,
                expect,
                Optional.empty());
    }
}
