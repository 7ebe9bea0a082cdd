package io.millrace.jobs.cli.trial;

import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.Decoding;
import io.millrace.schemas.serde.EventDecoder;
import io.millrace.schemas.serde.EventLayout;
import io.millrace.schemas.serde.InMemorySchemaRegistry;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Makes a source's events as they'd come from its topic: values are encoded with a producer's
 * schema, and decoded as serve does. A field that's left out is one that the producer's schema
 * doesn't have; every other one may be null there, whatever the pipeline's schema says.
 */
public final class EventMaker {
    private final int source;
    private final String topic;
    private final RowType fields;
    private final int featureCount;
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final EventDecoder decoder;
    private final Map<List<String>, Schema> writers = new HashMap<>();
    private final Map<Schema, Integer> ids = new HashMap<>();

    /**
     * @param source index of the source in the pipeline
     */
    public EventMaker(FeaturePlan plan, int source, SourceSchema schema) {
        this(
                source,
                schema.source().topic().value(),
                schema.schema(),
                EventLayout.of(
                        schema.schema(),
                        plan.sources().get(source),
                        schema.source().id().value(),
                        schema.source().eventTime().value()),
                plan.features().size());
    }

    /** Makes labels, which have an id and a time as events do, and one field: the label. */
    public EventMaker(LabelSchema labels) {
        this(
                0,
                labels.labels().topic().value(),
                labels.schema(),
                EventLayout.of(
                        labels.schema(),
                        new RowType(List.of(labelField(labels))),
                        labels.labels().on().value(),
                        labels.labels().eventTime().value()),
                0);
    }

    private EventMaker(
            int source, String topic, Schema schema, EventLayout layout, int featureCount) {
        this.source = source;
        this.topic = topic;
        this.fields = RowTypes.of(schema);
        this.featureCount = featureCount;
        this.decoder = new EventDecoder(registry, layout);
    }

    /** The field that holds the label. */
    public static Field labelField(LabelSchema labels) {
        RowType all = RowTypes.of(labels.schema());
        return all.field(all.index(labels.labels().value().value()));
    }

    /**
     * The fields that an event may be given: all of the source's schema that a pipeline can use.
     */
    public RowType fields() {
        return fields;
    }

    /**
     * An event of values by field, boxed as in a row.
     *
     * @param offset where the record stands in its topic
     * @param timestamp the record's Kafka timestamp, in epoch milliseconds
     */
    public Made make(Map<String, @Nullable Object> values, long offset, long timestamp) {
        return make(record(values), offset, OptionalLong.of(timestamp));
    }

    /** A record of values by field, as a producer that knows only these fields would send it. */
    public GenericRecord record(Map<String, @Nullable Object> values) {
        Schema writer =
                writers.computeIfAbsent(List.copyOf(values.keySet()), names -> writer(names));
        GenericRecord record = new GenericData.Record(writer);
        values.forEach(record::put);
        return record;
    }

    /**
     * An event of a record of any producer's schema.
     *
     * @param timestamp the record's Kafka timestamp; if it's empty, the event's own time
     */
    public Made make(GenericRecord record, long offset, OptionalLong timestamp) {
        byte[] value = encode(record);
        Decoding decoding = decoder.decode(value);
        if (decoding instanceof Decoding.Failed failed) {
            Refusal why = new Refusal(failed.code().rule(), failed.field(), failed.message());
            Coordinates at = new Coordinates(topic, 0, offset, timestamp.orElse(0));
            return new Made(source, at, null, why);
        }
        Decoding.Decoded good = (Decoding.Decoded) decoding;
        Coordinates at = new Coordinates(topic, 0, offset, timestamp.orElse(good.time()));
        Row features = new Row(featureCount);
        Event event =
                new Event(source, good.id(), good.time(), at, null, value, good.fields(), features);
        return new Made(source, at, event, null);
    }

    private byte[] encode(GenericRecord record) {
        int id =
                ids.computeIfAbsent(
                        record.getSchema(), schema -> registry.register(topic, schema.toString()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return WireFormat.frame(id, bytes.toByteArray());
    }

    private Schema writer(List<String> names) {
        List<Schema.Field> written = new ArrayList<>();
        for (String name : names) {
            Schema type = avro(fields.field(fields.index(name)).type());
            written.add(
                    new Schema.Field(
                            name, Schema.createUnion(Schema.create(Schema.Type.NULL), type)));
        }
        return Schema.createRecord("Given", null, "io.millrace.trial", false, written);
    }

    private static Schema avro(ValueType type) {
        return switch (type) {
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case INTEGER -> Schema.create(Schema.Type.LONG);
            case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
            case STRING -> Schema.create(Schema.Type.STRING);
            case TIMESTAMP ->
                    LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        };
    }
}
