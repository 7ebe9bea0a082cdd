package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.event.RowType;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Training examples as Avro. The prediction is the record's last field, so its bytes follow the
 * label's as they were served. Not safe for use by several threads: buffers are reused.
 */
public final class TrainingExampleCodec {
    private final Schema schema;
    private final PredictionCodec predictions;
    private final PredictionReader reader;
    private final Map<Schema, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    private @Nullable BinaryDecoder decoder;

    public TrainingExampleCodec(RowType features) {
        schema = TrainingExampleSchema.of(features);
        predictions = new PredictionCodec(features);
        reader = new PredictionReader(predictions.schema(), features);
    }

    /** What {@link #encode} writes. */
    public Schema schema() {
        return schema;
    }

    /** The example as Avro binary behind a prefix, such as a wire format's header. */
    public byte[] encode(byte[] prefix, LabelledPrediction example) {
        ScoredEvent prediction = example.prediction();
        try {
            bytes.reset();
            bytes.write(prefix);
            encoder.writeString(prediction.pipeline());
            encoder.writeString(prediction.eventId());
            encoder.writeLong(prediction.eventTime());
            encoder.writeDouble(example.label());
            encoder.writeEnum(example.origin().ordinal());
            encoder.writeLong(example.labelledAt());
            encoder.writeInt(example.revision());
            Double previous = example.previousLabel();
            encoder.writeIndex(previous == null ? 0 : 1);
            if (previous != null) {
                encoder.writeDouble(previous);
            }
            encoder.flush();
            bytes.write(predictions.encode(prediction));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /**
     * Reads an example that was written with this or another version of the schema: features that
     * this feature set doesn't have are left out, those that the writer didn't have are null.
     *
     * @param from where the Avro binary begins
     * @param writer the schema that it was written with
     * @throws IOException if the bytes end too early
     * @throws org.apache.avro.AvroRuntimeException if the bytes or the schemas don't fit
     */
    public LabelledPrediction decode(byte[] bytes, int from, Schema writer) throws IOException {
        decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, decoder);
        GenericRecord record =
                readers.computeIfAbsent(writer, key -> new GenericDatumReader<>(key, schema))
                        .read(null, decoder);
        return new LabelledPrediction(
                (double) record.get("label"),
                LabelOrigin.valueOf(record.get("label_origin").toString()),
                (long) record.get("labelled_at"),
                (int) record.get("revision"),
                (Double) record.get("previous_label"),
                reader.scoredEvent((GenericRecord) record.get("prediction")));
    }
}
