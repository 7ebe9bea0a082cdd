package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.FeatureVector;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

class AvroRecordSerializerTest {
    private final SchemaRegistry registry = new InMemorySchemaRegistry();
    private final AvroRecordDeserializer<Measured> deserializer =
            new AvroRecordDeserializer<>(registry, Measured.class);

    @Test
    void givesBackWhatWasWritten() {
        var serializer = serializer();

        for (int i = 0; i < 100; i++) {
            Measured record =
                    new Measured("ț" + i, Instant.ofEpochMilli(i), i % 2 == 0 ? null : i / 3.0);

            assertThat(deserializer.deserialize(serializer.serialize(record))).isEqualTo(record);
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Prediction.class,
                FeatureVector.class,
                DeadLetter.class,
                ModelVersion.class,
                Deployment.class,
                ModelCommand.class
            })
    <T extends SpecificRecord> void losesNothingOfMillracesOwnRecords(Class<T> type)
            throws IOException {
        var writer = new AvroRecordSerializer<>(registry, "own", type);
        var reader = new AvroRecordDeserializer<>(registry, type);
        Schema schema = RecordSchemas.of(type);
        RandomAvro random = new RandomAvro(new Random(5));
        for (int i = 0; i < 100; i++) {
            GenericRecord written = random.record(schema);

            byte[] value = writer.serialize(reader.deserialize(framed(written)));

            int length = value.length - WireFormat.HEADER;
            GenericRecord read =
                    new GenericDatumReader<GenericRecord>(schema)
                            .read(
                                    null,
                                    DecoderFactory.get()
                                            .binaryDecoder(value, WireFormat.HEADER, length, null));
            assertThat(read).as("seed 5, record %d", i).isEqualTo(written);
        }
    }

    @Test
    void registersTheTextUnderTheTopicsSubject() {
        byte[] value = serializer().serialize(new Measured());

        RegisteredSchema registered = registry.latest("measured-value").orElseThrow();
        assertThat(registered.text()).isEqualTo(Measured.AVSC);
        assertThat(registered.id()).isEqualTo(WireFormat.schemaId(value));
    }

    @Test
    void refusesTextOfAnotherSchema() {
        String other = Measured.AVSC.replace("\"sensor\"", "\"probe\"");

        assertThatThrownBy(
                        () ->
                                new AvroRecordSerializer<>(
                                        registry, "measured", other, Measured.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Measured");
        assertThat(registry.subjects()).isEmpty();
    }

    @Test
    void readsWhatAnOlderAndANewerReleaseWrote() throws IOException {
        Schema older =
                new Schema.Parser()
                        .parse(
                                """
                                {"type": "record", "name": "Measured",
                                 "namespace": "io.millrace.schemas.serde", "fields": [
                                  {"name": "at", "type": {"type": "long",
                                   "logicalType": "timestamp-millis"}},
                                  {"name": "tags", "type": {"type": "map",
                                   "values": {"type": "array", "items": "int"}}},
                                  {"name": "sensor", "type": "string"}]}
                                """);
        GenericRecord record =
                new GenericRecordBuilder(older)
                        .set("at", 5L)
                        .set("tags", Map.of("a", Arrays.asList(1, 2), "b", Arrays.asList()))
                        .set("sensor", "s")
                        .build();

        Measured read = deserializer.deserialize(framed(record));

        assertThat(read).isEqualTo(new Measured("s", Instant.ofEpochMilli(5), null));
    }

    @Test
    void saysWhyAValueCannotBeRead() {
        byte[] value = serializer().serialize(new Measured("s", Instant.EPOCH, 1.0));
        byte[] longer = Arrays.copyOf(value, value.length + 1);
        byte[] shorter = Arrays.copyOf(value, value.length - 1);
        byte[] huge = {0, 0, 0, 0, 1, -2, -1, -1, -1, 15};

        assertUnreadable(null, "null");
        assertUnreadable(new byte[3], "3 bytes");
        assertUnreadable(WireFormat.frame(99, new byte[9]), "schema id 99");
        assertUnreadable(longer, "1 bytes are left over");
        assertUnreadable(shorter, "7 bytes are left, and 8 are expected");
        assertUnreadable(huge, "a length of 2147483647");
    }

    private void assertUnreadable(byte @Nullable [] value, String message) {
        assertThatThrownBy(() -> deserializer.deserialize(value))
                .isInstanceOf(AvroRecordDeserializer.UnreadableException.class)
                .hasMessageContaining("no Measured")
                .hasMessageContaining(message);
    }

    @Test
    void survivesEveryMutation() {
        Random random = new Random(11);
        byte[] value = serializer().serialize(new Measured("sensor", Instant.EPOCH, 1.0));

        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = value.clone();
            mutated[5 + random.nextInt(value.length - 5)] = (byte) random.nextInt();
            try {
                assertThat(deserializer.deserialize(mutated)).isNotNull();
            } catch (AvroRecordDeserializer.UnreadableException e) {
                assertThat(e).hasMessageStartingWith("no Measured");
            }
        }
    }

    private AvroRecordSerializer<Measured> serializer() {
        return new AvroRecordSerializer<>(registry, "measured", Measured.AVSC, Measured.class);
    }

    private byte[] framed(GenericRecord record) throws IOException {
        var bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema(), GenericData.get())
                .write(record, encoder);
        encoder.flush();
        int id = registry.register("measured-value", record.getSchema().toString());
        return WireFormat.frame(id, bytes.toByteArray());
    }
}
