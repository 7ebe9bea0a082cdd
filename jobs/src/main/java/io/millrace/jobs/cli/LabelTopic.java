package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.schemas.pipeline.Labels;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The topic that a pipeline's labels come on, in the user's own schema. */
final class LabelTopic {
    /** The header that says who labelled; and the field, if the schema has one. */
    static final String ANNOTATOR = "millrace-annotator";

    private static final String ANNOTATOR_FIELD = "annotator";

    private final ModelLog log;
    private final LabelSchema label;

    /**
     * A label that's there.
     *
     * @param value 0 or 1
     * @param annotator empty if nobody says
     */
    record Known(double value, String annotator, long writtenAt) {}

    LabelTopic(ModelLog log, CheckedPipeline checked) {
        this.log = log;
        this.label =
                checked.labels()
                        .orElseThrow(
                                () ->
                                        CommandFailure.usage(
                                                "the pipeline has no labels; declare labels: in its"
                                                        + " file"));
    }

    static CheckedPipeline requireFile(Optional<CheckedPipeline> checked) {
        return checked.orElseThrow(
                () ->
                        CommandFailure.usage(
                                "labels are written in the schema that the pipeline's file names,"
                                        + " and there's no pipeline.yaml here",
                                "name the pipeline's file with -f"));
    }

    Labels labels() {
        return label.labels();
    }

    private String topic() {
        return labels().topic().value();
    }

    /** Events that have a label, of whatever origin. */
    Set<String> eventIds() {
        Set<String> ids = new TreeSet<>();
        RecordJson json = log.json();
        log.read(
                topic(),
                record -> id(json.value(record.value())).ifPresent(ids::add),
                new Progress.Silent());
        return ids;
    }

    /** The labels of one event, in the order in which they were written. */
    List<Known> of(String eventId) {
        List<Known> found = new ArrayList<>();
        RecordJson json = log.json();
        log.read(
                topic(),
                record -> {
                    JsonNode value = json.value(record.value());
                    if (id(value).filter(eventId::equals).isPresent()) {
                        JsonNode given = value.get(labels().value().value());
                        var header = record.headers().lastHeader(ANNOTATOR);
                        found.add(
                                new Known(
                                        given.isBoolean()
                                                ? given.booleanValue() ? 1 : 0
                                                : given.asDouble(),
                                        header == null
                                                ? ""
                                                : new String(
                                                        header.value(), StandardCharsets.UTF_8),
                                        record.timestamp()));
                    }
                },
                new Progress.Silent());
        found.sort(java.util.Comparator.comparingLong(Known::writtenAt));
        return found;
    }

    private Optional<String> id(JsonNode value) {
        JsonNode id = value.get(labels().on().value());
        return id == null || id.isNull() ? Optional.empty() : Optional.of(id.asText());
    }

    /** A label as a record of the topic. */
    ProducerRecord<byte[], byte[]> record(
            SchemaRegistry schemas, String eventId, boolean yes, Instant at, String annotator) {
        Schema schema = label.schema();
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field, eventId, yes, at, annotator));
        }
        ReplayTarget target = ReplayTarget.of(label);
        int id = schemas.register(SchemaRegistry.valueSubject(target.topic()), target.schemaText());
        ProducerRecord<byte[], byte[]> made =
                new RecordMaker(target, id, Optional.of(target.idField())).make(record);
        made.headers().add(ANNOTATOR, annotator.getBytes(StandardCharsets.UTF_8));
        return made;
    }

    private Object value(
            Schema.Field field, String eventId, boolean yes, Instant at, String annotator) {
        Schema type = withoutNull(field.schema());
        if (field.name().equals(labels().on().value())) {
            return switch (type.getType()) {
                case INT -> Integer.valueOf(eventId);
                case LONG -> Long.valueOf(eventId);
                default -> eventId;
            };
        }
        if (field.name().equals(labels().value().value())) {
            return switch (type.getType()) {
                case BOOLEAN -> yes;
                case INT -> yes ? 1 : 0;
                case LONG -> yes ? 1L : 0L;
                case FLOAT -> yes ? 1f : 0f;
                default -> yes ? 1.0 : 0.0;
            };
        }
        if (field.name().equals(labels().eventTime().value())) {
            LogicalType logical = type.getLogicalType();
            boolean micros = logical != null && logical.getName().equals("timestamp-micros");
            return at.toEpochMilli() * (micros ? 1_000 : 1);
        }
        if (field.name().equals(ANNOTATOR_FIELD) && type.getType() == Schema.Type.STRING) {
            return annotator;
        }
        try {
            return GenericData.get().getDefaultValue(field);
        } catch (AvroRuntimeException e) {
            throw new CommandFailure(
                            ExitCode.NO,
                            "the labels' schema has the field \""
                                    + field.name()
                                    + "\" without a default, and label set doesn't know it",
                            "give it a default, or write labels by a producer of your own")
                    .causedBy(e);
        }
    }

    private static Schema withoutNull(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(schema)
                : schema;
    }
}
