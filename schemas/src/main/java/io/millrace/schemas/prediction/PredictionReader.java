package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads predictions through Avro's schema resolution: correct first, not made for hot paths. */
final class PredictionReader {
    private final Schema schema;
    private final RowType features;
    private final Map<Schema, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    PredictionReader(Schema schema, RowType features) {
        this.schema = schema;
        this.features = features;
    }

    ScoredEvent read(byte[] bytes, int from, Schema writer) throws IOException {
        decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, decoder);
        GenericDatumReader<GenericRecord> reader =
                readers.computeIfAbsent(writer, key -> new GenericDatumReader<>(key, schema));
        return scoredEvent(reader.read(null, decoder));
    }

    ScoredEvent scoredEvent(GenericRecord record) {
        return new ScoredEvent(
                text(record, "prediction_id"),
                text(record, "pipeline"),
                text(record, "event_id"),
                (long) record.get("event_time"),
                list(record, "entities", PredictionReader::entity),
                textOrNull(record, "model"),
                (Integer) record.get("version"),
                textOrNull(record, "digest"),
                Role.valueOf(text(record, "role")),
                (long) record.get("epoch"),
                (Double) record.get("score"),
                (Boolean) record.get("decision"),
                (Double) record.get("threshold"),
                text(record, "fingerprint"),
                list(record, "reasons", PredictionReader::reason),
                list(record, "shadow_scores", PredictionReader::shadowScore),
                row((GenericRecord) record.get("features")));
    }

    private static ScoredEvent.EntityKey entity(GenericRecord record) {
        return new ScoredEvent.EntityKey(text(record, "entity"), textOrNull(record, "key"));
    }

    private static ScoredEvent.Reason reason(GenericRecord record) {
        return new ScoredEvent.Reason(text(record, "feature"), (double) record.get("contribution"));
    }

    private static ScoredEvent.ShadowScore shadowScore(GenericRecord record) {
        return new ScoredEvent.ShadowScore(
                text(record, "digest"),
                (Integer) record.get("version"),
                (double) record.get("score"),
                (boolean) record.get("decision"));
    }

    private Row row(GenericRecord record) {
        Row row = new Row(features.size());
        for (int i = 0; i < features.size(); i++) {
            Object value = record.get(i);
            row.set(
                    i,
                    features.field(i).type(),
                    value instanceof CharSequence text ? text.toString() : value);
        }
        return row;
    }

    private static <T> List<T> list(
            GenericRecord record, String field, Function<GenericRecord, T> item) {
        List<T> items = new ArrayList<>();
        for (Object element : (List<?>) record.get(field)) {
            items.add(item.apply((GenericRecord) element));
        }
        return items;
    }

    private static String text(GenericRecord record, String field) {
        return record.get(field).toString();
    }

    private static @Nullable String textOrNull(GenericRecord record, String field) {
        Object value = record.get(field);
        return value == null ? null : value.toString();
    }
}
