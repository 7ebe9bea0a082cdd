package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code labels}. */
final class LabelsSection implements Kind<Labels> {
    private final Key<Text> from;
    private final Key<Text> schema =
            Key.optional(
                    "schema",
                    TextKind.SCHEMA_FILE,
                    "the registry's newest version of `<from>-value`",
                    "the reader's Avro schema, relative to the pipeline file");
    private final Key<Text> on =
            Key.required("on", TextKind.FIELD, "the field that holds the id of the label's event");
    private final Key<Text> value =
            Key.required(
                    "value",
                    TextKind.FIELD,
                    "the field that holds the label: a boolean, or a number; 1 or 0 for a binary"
                            + " model");
    private final Key<Text> eventTime =
            Key.required(
                    "event_time",
                    TextKind.FIELD,
                    "the field that holds the event time at which the label was known: a timestamp,"
                            + " or a long of epoch milliseconds");
    private final Key<Duration> within =
            Key.required(
                    "within",
                    Durations.aboveZero(),
                    "how much later than its event a label may be known and still count: the"
                            + " horizon");
    private final Key<Long> otherwise =
            Key.optional(
                    "otherwise",
                    Numbers.whole(0, 1),
                    "no label",
                    "the label at the horizon of an event that none came for");
    private final Key<Duration> outOfOrderness =
            Key.withDefault(
                    "out_of_orderness",
                    Durations.fromZero(),
                    "0s",
                    "how much later than its own time a label may arrive and still keep its place");

    final Section section;

    LabelsSection(OwnTopics ownTopics) {
        from = Key.required("from", ownTopics.topic(), "their Kafka topic");
        section =
                new Section(
                        "labels",
                        List.of(
                                from,
                                schema,
                                on,
                                value,
                                eventTime,
                                within,
                                otherwise,
                                outOfOrderness),
                        Set.of());
    }

    @Override
    public String expected() {
        return "a map with the keys from, on, value, event_time and within";
    }

    @Override
    public Optional<Labels> read(Value written) {
        return section.read(written).filter(Found::complete).map(this::labels);
    }

    private Labels labels(Found found) {
        return new Labels(
                found.get(from),
                found.find(schema),
                found.get(on),
                found.get(value),
                found.get(eventTime),
                found.get(within),
                found.find(otherwise).map(Long::doubleValue),
                found.get(outOfOrderness));
    }
}
