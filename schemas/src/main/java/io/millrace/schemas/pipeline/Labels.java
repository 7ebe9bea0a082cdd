package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * Labels that come later than the events that they're about, on a topic of their own.
 *
 * @param topic their Kafka topic
 * @param schema an {@code .avsc} file relative to the pipeline file; without it the newest version
 *     of the registry's subject {@code <topic>-value} is the reader's schema
 * @param on field that holds the id of the event that the label is about
 * @param value field that holds the label: a boolean or a number; a binary task's is 1 or 0
 * @param eventTime field that holds the event time at which the label was known
 * @param within how much later than its event a label may be known and still count: the horizon,
 *     above zero
 * @param otherwise the label of an event for which none came within the horizon; without it such an
 *     event has no label
 * @param outOfOrderness how much later than its own time a label may arrive and still keep its
 *     place
 */
public record Labels(
        Text topic,
        Optional<Text> schema,
        Text on,
        Text value,
        Text eventTime,
        Duration within,
        Optional<Double> otherwise,
        Duration outOfOrderness) {

    public Labels {
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("within is " + within + ", it has to be above 0");
        }
        if (outOfOrderness.isNegative()) {
            throw new IllegalArgumentException(
                    "outOfOrderness is " + outOfOrderness + ", at least 0 is needed");
        }
        if (otherwise.filter(label -> !Double.isFinite(label)).isPresent()) {
            throw new IllegalArgumentException("otherwise is " + otherwise + ", it isn't finite");
        }
    }
}
