package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.jobs.pipeline.SourceSchema;

import org.apache.avro.Schema;

import java.time.Duration;
import java.util.Optional;

/**
 * Where rows are replayed to: a source's topic, or the labels'.
 *
 * @param schemaText what is registered
 * @param idField gets the row's number, if that's wanted
 * @param timeField the field that holds the event time
 * @param outOfOrderness how far a record may be behind the newest; empty for a topic that no event
 *     time is told of
 */
record ReplayTarget(
        String topic,
        Schema schema,
        String schemaText,
        String idField,
        String timeField,
        Optional<Duration> outOfOrderness) {

    static ReplayTarget of(SourceSchema source) {
        return new ReplayTarget(
                source.source().topic().value(),
                source.schema(),
                source.text(),
                source.source().id().value(),
                source.source().eventTime().value(),
                Optional.of(source.source().outOfOrderness()));
    }

    /** Labels have no clock of their own: they wait for their predictions'. */
    static ReplayTarget of(LabelSchema labels) {
        return new ReplayTarget(
                labels.labels().topic().value(),
                labels.schema(),
                labels.text(),
                labels.labels().on().value(),
                labels.labels().eventTime().value(),
                Optional.empty());
    }
}
