package io.millrace.schemas.serde;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Pairs of schemas that Avro can resolve, and records of the writer's. */
final class RandomAvro {
    private static final Schema NULL = Schema.create(Schema.Type.NULL);

    private final Random random;
    private int names;

    /** A name has one meaning within a schema. */
    private Schema writtenKind = enumOf("A", "B", "C");

    RandomAvro(Random random) {
        this.random = random;
    }

    /** Two schemas of one record. */
    record Pair(Schema writer, Schema reader) {}

    Pair pair() {
        writtenKind = random.nextBoolean() ? enumOf("A", "B", "C") : enumOf("X", "C", "A");
        List<Schema.Field> written = new ArrayList<>();
        List<Schema.Field> read = new ArrayList<>();
        add(written, read, "id", random.nextBoolean() ? string() : integer());
        add(written, read, "at", timestamp());
        int fields = random.nextInt(12);
        for (int i = 0; i < fields; i++) {
            String name = "f" + i;
            Schema wide = usable();
            boolean nullable = random.nextInt(3) == 0;
            Schema readerType = nullable ? optional(wide) : wide;
            if (random.nextInt(6) == 0) {
                read.add(withDefault(name, readerType, wide));
                continue;
            }
            Schema narrow = narrower(wide);
            Schema writerType = nullable && random.nextBoolean() ? optional(narrow) : narrow;
            String writtenName = name;
            Schema.Field readerField = new Schema.Field(name, readerType);
            if (random.nextInt(6) == 0) {
                writtenName = "old_" + name;
                readerField.addAlias(writtenName);
            }
            written.add(new Schema.Field(writtenName, writerType));
            read.add(readerField);
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            written.add(new Schema.Field("extra" + i, anything(3)));
        }
        Collections.shuffle(written, random);
        Collections.shuffle(read, random);
        return new Pair(
                Schema.createRecord("Event", null, "w", false, written),
                Schema.createRecord("Event", null, "w", false, read));
    }

    private void add(
            List<Schema.Field> written, List<Schema.Field> read, String name, Schema type) {
        written.add(new Schema.Field(name, random.nextInt(4) == 0 ? branches(type) : type));
        read.add(new Schema.Field(name, type));
    }

    private static Schema branches(Schema type) {
        return Schema.createUnion(List.of(type));
    }

    private Schema optional(Schema type) {
        return random.nextBoolean()
                ? Schema.createUnion(List.of(NULL, type))
                : Schema.createUnion(List.of(type, NULL));
    }

    private Schema.Field withDefault(String name, Schema type, Schema wide) {
        Object value =
                type.isUnion() && type.getTypes().get(0).getType() == Schema.Type.NULL
                        ? Schema.Field.NULL_DEFAULT_VALUE
                        : switch (wide.getType()) {
                            case BOOLEAN -> true;
                            case INT -> 7;
                            case LONG -> 70_001L;
                            case FLOAT -> 1.5f;
                            case DOUBLE -> -2.5;
                            case ENUM -> wide.getEnumSymbols().get(1);
                            default -> "țeava";
                        };
        return new Schema.Field(name, type, null, value);
    }

    /** A type that a pipeline can use. */
    private Schema usable() {
        return switch (random.nextInt(8)) {
            case 0 -> Schema.create(Schema.Type.BOOLEAN);
            case 1 -> Schema.create(Schema.Type.INT);
            case 2 -> Schema.create(Schema.Type.LONG);
            case 3 -> Schema.create(Schema.Type.FLOAT);
            case 4 -> Schema.create(Schema.Type.DOUBLE);
            case 5 -> timestamp();
            case 6 -> enumOf("A", "B", "C");
            default -> string();
        };
    }

    private static Schema enumOf(String... symbols) {
        return Schema.createEnum("Kind", null, "w", List.of(symbols), "A");
    }

    private Schema string() {
        return Schema.create(Schema.Type.STRING);
    }

    private Schema integer() {
        return Schema.create(random.nextBoolean() ? Schema.Type.INT : Schema.Type.LONG);
    }

    private Schema timestamp() {
        Schema type = Schema.create(Schema.Type.LONG);
        return switch (random.nextInt(4)) {
            case 0 -> LogicalTypes.timestampMillis().addToSchema(type);
            case 1 -> LogicalTypes.timestampMicros().addToSchema(type);
            case 2 -> LogicalTypes.timestampNanos().addToSchema(type);
            default -> type;
        };
    }

    /** A type that Avro promotes to the given one. */
    private Schema narrower(Schema wide) {
        if (wide.getLogicalType() != null) {
            return wide;
        }
        Schema.Type[] types =
                switch (wide.getType()) {
                    case LONG -> new Schema.Type[] {Schema.Type.INT, Schema.Type.LONG};
                    case DOUBLE ->
                            new Schema.Type[] {
                                Schema.Type.INT,
                                Schema.Type.LONG,
                                Schema.Type.FLOAT,
                                Schema.Type.DOUBLE
                            };
                    case STRING -> new Schema.Type[] {Schema.Type.STRING, Schema.Type.BYTES};
                    default -> new Schema.Type[0];
                };
        if (wide.getType() == Schema.Type.ENUM) {
            return writtenKind;
        }
        return types.length == 0 ? wide : Schema.create(types[random.nextInt(types.length)]);
    }

    /** Any type at all, for fields that nobody reads. */
    private Schema anything(int depth) {
        int kind = random.nextInt(depth == 0 ? 10 : 15);
        return switch (kind) {
            case 0 -> NULL;
            case 1 -> Schema.create(Schema.Type.BYTES);
            case 2 -> Schema.createFixed("Fixed" + names++, null, "w", random.nextInt(20));
            case 3 -> LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES));
            case 4 -> Schema.createEnum("Enum" + names++, null, "w", List.of("P", "Q"));
            case 10 -> Schema.createArray(anything(depth - 1));
            case 11 -> Schema.createMap(anything(depth - 1));
            case 12 -> nested(depth);
            case 13 -> list();
            case 14 -> Schema.createUnion(List.of(NULL, nested(depth), string(), integer()));
            default -> usablePrimitive();
        };
    }

    private Schema usablePrimitive() {
        Schema type = usable();
        return type.getType() == Schema.Type.ENUM ? string() : type;
    }

    private Schema nested(int depth) {
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.add(new Schema.Field("n" + i, anything(depth - 1)));
        }
        return Schema.createRecord("Nested" + names++, null, "w", false, fields);
    }

    /** A record that holds itself. */
    private Schema list() {
        String name = "List" + names++;
        return SchemaBuilder.record(name)
                .namespace("w")
                .fields()
                .requiredInt("head")
                .name("tail")
                .type()
                .unionOf()
                .nullType()
                .and()
                .type(name)
                .endUnion()
                .noDefault()
                .endRecord();
    }

    GenericRecord record(Schema schema) {
        return (GenericRecord) Objects.requireNonNull(value(schema, 6));
    }

    private @Nullable Object value(Schema schema, int depth) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> time(schema);
            case FLOAT -> (float) random.nextGaussian();
            case DOUBLE -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case STRING -> text();
            case BYTES -> ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
            case FIXED -> {
                byte[] bytes = new byte[schema.getFixedSize()];
                random.nextBytes(bytes);
                yield new GenericData.Fixed(schema, bytes);
            }
            case ENUM -> {
                List<String> symbols = schema.getEnumSymbols();
                yield new GenericData.EnumSymbol(
                        schema, symbols.get(random.nextInt(symbols.size())));
            }
            case UNION -> {
                List<Schema> types = schema.getTypes();
                yield value(
                        depth <= 0 ? types.get(0) : types.get(random.nextInt(types.size())),
                        depth - 1);
            }
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(schema.getElementType(), depth - 1));
                }
                yield new GenericData.Array<>(schema, items);
            }
            case MAP -> {
                Map<String, @Nullable Object> items = new HashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.put(text(), value(schema.getValueType(), depth - 1));
                }
                yield items;
            }
            case RECORD -> {
                GenericRecord record = new GenericData.Record(schema);
                for (Schema.Field field : schema.getFields()) {
                    record.put(field.pos(), value(field.schema(), depth - 1));
                }
                yield record;
            }
        };
    }

    /** A number that is a time between 1970 and 2200 in its schema's unit, or milliseconds. */
    private long time(Schema schema) {
        long millis = (long) (random.nextDouble() * 7_258_118_400_000L);
        TimestampUnit unit = TimestampUnit.of(schema);
        if (unit == TimestampUnit.NANOS) {
            return millis * 1_000_000 + random.nextInt(1_000_000);
        }
        return unit == TimestampUnit.MICROS ? millis * 1_000 + random.nextInt(1_000) : millis;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(10); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 0x1F600 + random.nextInt(50);
                        case 1 -> 0xFFFD;
                        case 2 -> 0xE0 + random.nextInt(500);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }

    /** In Avro's binary form; half of the time with the sizes of blocks written out. */
    byte[] bytes(GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder =
                random.nextBoolean()
                        ? EncoderFactory.get().binaryEncoder(bytes, null)
                        : EncoderFactory.get().blockingBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
