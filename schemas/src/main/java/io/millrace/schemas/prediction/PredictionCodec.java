package io.millrace.schemas.prediction;

import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Predictions as Avro, written field by field straight onto the encoder: every event passes here,
 * and a generic writer would look up each field and box each feature.
 *
 * <p>The order of the statements is the order of the schema's fields; a test compares the bytes
 * with those of Avro's generic writer. Not safe for use by several threads: buffers are reused.
 */
public final class PredictionCodec {
    /** Where null and the value stand in every nullable field's union. */
    private static final int NULL = 0;

    private static final int VALUE = 1;

    private final Schema schema;
    private final ValueType[] types;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    private final PredictionReader reader;

    public PredictionCodec(RowType features) {
        schema = PredictionSchema.of(features);
        types = NullableValues.types(features);
        reader = new PredictionReader(schema, features);
    }

    /** What {@link #encode} writes. */
    public Schema schema() {
        return schema;
    }

    /** The prediction as Avro binary. */
    public byte[] encode(ScoredEvent prediction) {
        return encode(new byte[0], prediction);
    }

    /**
     * The prediction as Avro binary behind a prefix, such as a wire format's header.
     *
     * @throws IllegalArgumentException if the features aren't as many as the feature set has
     */
    public byte[] encode(byte[] prefix, ScoredEvent prediction) {
        if (prediction.features().size() != types.length) {
            throw new IllegalArgumentException(
                    "the row has "
                            + prediction.features().size()
                            + " features, the feature set "
                            + types.length);
        }
        try {
            encoder.flush(); // what a failed call may have left behind goes, too
            bytes.reset();
            bytes.write(prefix);
            writeHead(prediction);
            writeAnswer(prediction);
            NullableValues.write(prediction.features(), types, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /**
     * Reads a prediction that was written with this or another version of the schema: features that
     * this feature set doesn't have are left out, those that the writer didn't have are null.
     *
     * @param from where the Avro binary begins
     * @param writer the schema that it was written with
     * @throws IOException if the bytes end too early
     * @throws org.apache.avro.AvroRuntimeException if the bytes or the schemas don't fit
     */
    public ScoredEvent decode(byte[] bytes, int from, Schema writer) throws IOException {
        return reader.read(bytes, from, writer);
    }

    private void writeHead(ScoredEvent prediction) throws IOException {
        encoder.writeString(prediction.predictionId());
        encoder.writeString(prediction.pipeline());
        encoder.writeString(prediction.eventId());
        encoder.writeLong(prediction.eventTime());
        List<ScoredEvent.EntityKey> entities = prediction.entities();
        encoder.writeArrayStart();
        encoder.setItemCount(entities.size());
        for (int i = 0; i < entities.size(); i++) {
            encoder.startItem();
            encoder.writeString(entities.get(i).entity());
            writeText(entities.get(i).key());
        }
        encoder.writeArrayEnd();
    }

    private void writeAnswer(ScoredEvent prediction) throws IOException {
        writeText(prediction.model());
        writeVersion(prediction.version());
        writeText(prediction.digest());
        encoder.writeEnum(prediction.role().ordinal());
        encoder.writeLong(prediction.epoch());
        writeNumber(prediction.score());
        Boolean decision = prediction.decision();
        encoder.writeIndex(decision == null ? NULL : VALUE);
        if (decision != null) {
            encoder.writeBoolean(decision);
        }
        writeNumber(prediction.threshold());
        encoder.writeString(prediction.fingerprint());
        writeReasons(prediction.reasons());
        writeShadowScores(prediction.shadowScores());
    }

    private void writeReasons(List<ScoredEvent.Reason> reasons) throws IOException {
        encoder.writeArrayStart();
        encoder.setItemCount(reasons.size());
        for (int i = 0; i < reasons.size(); i++) {
            encoder.startItem();
            encoder.writeString(reasons.get(i).feature());
            encoder.writeDouble(reasons.get(i).contribution());
        }
        encoder.writeArrayEnd();
    }

    private void writeShadowScores(List<ScoredEvent.ShadowScore> scores) throws IOException {
        encoder.writeArrayStart();
        encoder.setItemCount(scores.size());
        for (int i = 0; i < scores.size(); i++) {
            encoder.startItem();
            encoder.writeString(scores.get(i).digest());
            writeVersion(scores.get(i).version());
            encoder.writeDouble(scores.get(i).score());
            encoder.writeBoolean(scores.get(i).decision());
        }
        encoder.writeArrayEnd();
    }

    private void writeText(@Nullable String text) throws IOException {
        encoder.writeIndex(text == null ? NULL : VALUE);
        if (text != null) {
            encoder.writeString(text);
        }
    }

    private void writeVersion(@Nullable Integer version) throws IOException {
        encoder.writeIndex(version == null ? NULL : VALUE);
        if (version != null) {
            encoder.writeInt(version);
        }
    }

    private void writeNumber(@Nullable Double number) throws IOException {
        encoder.writeIndex(number == null ? NULL : VALUE);
        if (number != null) {
            encoder.writeDouble(number);
        }
    }
}
