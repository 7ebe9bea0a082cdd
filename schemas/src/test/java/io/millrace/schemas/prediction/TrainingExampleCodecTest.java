package io.millrace.schemas.prediction;

import static io.millrace.schemas.prediction.Examples.FEATURES;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

class TrainingExampleCodecTest {
    private final TrainingExampleCodec codec = new TrainingExampleCodec(FEATURES);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsWhatItWrote(int seed) throws IOException {
        LabelledPrediction example = Examples.example(new Random(seed), FEATURES);

        byte[] bytes = codec.encode(new byte[] {0, 0, 0, 0, 9}, example);

        assertThat(bytes).startsWith(0, 0, 0, 0, 9);
        assertThat(codec.decode(bytes, 5, codec.schema())).isEqualTo(example);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18})
    void writesTheBytesOfAvrosOwnWriter(int seed) throws IOException {
        LabelledPrediction example = Examples.example(new Random(seed), FEATURES);
        byte[] bytes = codec.encode(new byte[0], example);

        GenericRecord record =
                new GenericDatumReader<GenericRecord>(codec.schema())
                        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(again, null);
        new GenericDatumWriter<GenericRecord>(codec.schema()).write(record, encoder);
        encoder.flush();

        assertThat(again.toByteArray()).isEqualTo(bytes);
        assertThat(record.get("label")).isEqualTo(example.label());
        assertThat(record.get("labelled_at")).isEqualTo(example.labelledAt());
        assertThat(record.get("revision")).isEqualTo(example.revision());
        assertThat(record.get("previous_label")).isEqualTo(example.previousLabel());
        assertThat(record.get("label_origin")).hasToString(example.origin().name());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {21, 22, 23})
    void keepsThePredictionsBytesAsTheyWereServed(int seed) throws IOException {
        LabelledPrediction example = Examples.example(new Random(seed), FEATURES);
        byte[] served = new PredictionCodec(FEATURES).encode(example.prediction());

        byte[] bytes = codec.encode(new byte[0], example);

        assertThat(Arrays.copyOfRange(bytes, bytes.length - served.length, bytes.length))
                .isEqualTo(served);
    }
}
