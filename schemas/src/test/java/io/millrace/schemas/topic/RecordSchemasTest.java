package io.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.InMemorySchemaRegistry;

import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class RecordSchemasTest {
    private static final Path AVRO = Path.of("src/main/avro");

    /** One for each .avsc file. */
    static List<Class<? extends SpecificRecord>> records() throws Exception {
        List<Class<? extends SpecificRecord>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(AVRO)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".avsc", "");
                Class<?> type = Class.forName("io.millrace.schemas.avro." + name);
                classes.add(type.asSubclass(SpecificRecord.class));
            }
        }
        return classes;
    }

    @ParameterizedTest
    @MethodSource("records")
    void explainsEveryRecordAndField(Class<? extends SpecificRecord> record) {
        for (Schema schema : named(RecordSchemas.of(record))) {
            assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank().endsWith(".");
            if (schema.getType() == Schema.Type.RECORD) {
                for (Schema.Field field : schema.getFields()) {
                    assertThat(field.doc()).as(name(schema, field)).isNotBlank().endsWith(".");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void namesFieldsInSnakeCase(Class<? extends SpecificRecord> record) {
        for (Schema schema : named(RecordSchemas.of(record))) {
            if (schema.getType() == Schema.Type.RECORD) {
                assertThat(schema.getFields())
                        .as(schema.getFullName())
                        .allSatisfy(f -> assertThat(f.name()).matches("[a-z]+(_[a-z]+)*"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void givesNullableFieldsTheDefaultNullAndEnumsADefault(Class<? extends SpecificRecord> record) {
        for (Schema schema : named(RecordSchemas.of(record))) {
            if (schema.getType() == Schema.Type.ENUM) {
                assertThat(schema.getEnumDefault()).as(schema.getFullName()).isNotNull();
                continue;
            }
            for (Schema.Field field : schema.getFields()) {
                if (field.schema().isUnion()) {
                    assertThat(field.schema().getTypes().get(0).getType())
                            .as(name(schema, field))
                            .isEqualTo(Schema.Type.NULL);
                    assertThat(field.defaultVal())
                            .as(name(schema, field))
                            .isEqualTo(JsonProperties.NULL_VALUE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void stampsTimesInMilliseconds(Class<? extends SpecificRecord> record) {
        for (Schema schema : named(RecordSchemas.of(record))) {
            if (schema.getType() != Schema.Type.RECORD) {
                continue;
            }
            for (Schema.Field field : schema.getFields()) {
                if (field.name().matches(".*(time|timestamp|watermark|effective_from|window_.*)")) {
                    Schema type =
                            field.schema().isUnion()
                                    ? field.schema().getTypes().get(1)
                                    : field.schema();
                    assertThat(type.getProp("logicalType"))
                            .as(name(schema, field))
                            .isEqualTo("timestamp-millis");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void isCompleteInItselfAndFreeOfJavaTypes(Class<? extends SpecificRecord> record) {
        String text = RecordSchemas.of(record).toString();

        assertThat(text).doesNotContain("avro.java.string");
        assertThat(new Schema.Parser().parse(text)).isEqualTo(RecordSchemas.of(record));
    }

    @ParameterizedTest
    @MethodSource("records")
    void fitsTheGeneratedClass(Class<? extends SpecificRecord> record) {
        Schema generated = SpecificData.get().getSchema(record);
        Schema published = RecordSchemas.of(record);

        assertThat(compatibility(generated, published)).isEqualTo("COMPATIBLE");
        assertThat(compatibility(published, generated)).isEqualTo("COMPATIBLE");
    }

    @ParameterizedTest
    @MethodSource("records")
    void canBeWrittenThroughTheRegistry(Class<? extends SpecificRecord> record) {
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        String text = RecordSchemas.of(record).toString();

        assertThatCode(() -> new AvroRecordSerializer<>(registry, "topic", text, record))
                .doesNotThrowAnyException();
    }

    @Test
    void comesBackThroughTheRegistryAsItWas() {
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        Switch stamped =
                new Switch(
                        Deployment.newBuilder()
                                .setPipeline("p")
                                .setModel("fraud")
                                .setEpoch(3)
                                .setChampion(new ModelReference("ab".repeat(32), 2))
                                .setArms(List.of(new Arm("cd".repeat(32), null, 500, 0)))
                                .setActor("ana")
                                .build(),
                        Instant.ofEpochMilli(Long.MIN_VALUE + 1),
                        17L);

        byte[] value =
                new AvroRecordSerializer<>(
                                registry,
                                "p.switches",
                                RecordSchemas.of(Switch.class).toString(),
                                Switch.class)
                        .serialize(stamped);

        assertThat(new AvroRecordDeserializer<>(registry, Switch.class).deserialize(value))
                .isEqualTo(stamped);
    }

    @Test
    void buildsRecordsWithDefaultsWithoutTrustingThemInTheWholeJvm() {
        ModelEvent event =
                ModelEvent.newBuilder().setPipeline("p").setModel("m").setJob("serve").build();
        Lineage lineage = Lineage.newBuilder().build();

        assertThat(event.getType()).isEqualTo(ModelEventType.UNKNOWN);
        assertThat(ModelEvent.newBuilder(event).build()).isEqualTo(event);
        assertThat(lineage.getData()).isEmpty();
        assertThat(lineage.getParameters()).isEmpty();
        assertThat(ClassSecurityValidator.getGlobal()).isSameAs(ClassSecurityValidator.DEFAULT);
    }

    @Test
    void coversEveryTopicsRecord() throws Exception {
        assertThat(records()).hasSize(22).contains(DeadLetter.class);
    }

    @Test
    void refusesARecordThatIsOnlyAPartOfAnother() {
        assertThatThrownBy(() -> RecordSchemas.of(Arm.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Arm has no .avsc file of its own");
    }

    @Test
    void endsEachFileWithALineBreak() throws IOException {
        try (Stream<Path> files = Files.list(AVRO)) {
            assertThat(files).allSatisfy(f -> assertThat(Files.readString(f)).endsWith("}\n"));
        }
    }

    private static String compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType()
                .toString();
    }

    private static String name(Schema schema, Schema.Field field) {
        return schema.getName() + "." + field.name();
    }

    /** Every record and enum in a schema. */
    private static List<Schema> named(Schema schema) {
        List<Schema> found = new ArrayList<>();
        collect(schema, found);
        return found;
    }

    private static void collect(Schema schema, List<Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                found.add(schema);
                schema.getFields().forEach(field -> collect(field.schema(), found));
            }
            case ENUM -> found.add(schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(type -> collect(type, found));
            default -> {}
        }
    }
}
