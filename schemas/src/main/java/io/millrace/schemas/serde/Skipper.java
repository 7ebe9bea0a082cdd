package io.millrace.schemas.serde;

import org.apache.avro.Schema;

import java.util.HashMap;
import java.util.Map;

/**
 * Walks over one value of a writer's schema, and so proves that it is well-formed. Blocks of arrays
 * and maps are walked item by item even where their size is written in front: that size may lie.
 * Text is not checked to be UTF-8.
 */
interface Skipper {
    void skip(AvroBytes in);

    static Skipper of(Schema schema) {
        return of(schema, new HashMap<>());
    }

    /**
     * @param records by full name: a record may hold itself
     */
    private static Skipper of(Schema schema, Map<String, RecordSkipper> records) {
        return switch (schema.getType()) {
            case NULL -> in -> {};
            case BOOLEAN -> AvroBytes::readBoolean;
            case INT -> AvroBytes::readInt;
            case LONG -> AvroBytes::readLong;
            case FLOAT -> in -> in.skip(Float.BYTES);
            case DOUBLE -> in -> in.skip(Double.BYTES);
            case STRING, BYTES -> AvroBytes::skipSized;
            case FIXED -> {
                int size = schema.getFixedSize();
                yield in -> in.skip(size);
            }
            case ENUM -> {
                int symbols = schema.getEnumSymbols().size();
                yield in -> in.readIndex(symbols, "symbol");
            }
            case UNION -> {
                Skipper[] branches =
                        schema.getTypes().stream()
                                .map(branch -> of(branch, records))
                                .toArray(Skipper[]::new);
                yield in -> branches[in.readIndex(branches.length, "union branch")].skip(in);
            }
            case ARRAY -> blocks(of(schema.getElementType(), records));
            case MAP -> {
                Skipper value = of(schema.getValueType(), records);
                yield blocks(
                        in -> {
                            in.skipSized();
                            value.skip(in);
                        });
            }
            case RECORD -> record(schema, records);
        };
    }

    private static Skipper blocks(Skipper item) {
        return in -> {
            in.enter();
            for (long count = in.readBlockCount(); count != 0; count = in.readBlockCount()) {
                int end = in.blockEnd();
                for (long i = 0; i < count; i++) {
                    int start = in.position();
                    item.skip(in);
                    in.itemFrom(start);
                }
                in.checkBlockEnd(end);
            }
            in.leave();
        };
    }

    private static Skipper record(Schema schema, Map<String, RecordSkipper> records) {
        RecordSkipper known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        RecordSkipper skipper = new RecordSkipper();
        records.put(schema.getFullName(), skipper);
        skipper.fields =
                schema.getFields().stream()
                        .map(field -> of(field.schema(), records))
                        .toArray(Skipper[]::new);
        return skipper;
    }

    /** Its fields are set after it was made, since they may lead back to it. */
    final class RecordSkipper implements Skipper {
        private Skipper[] fields = {};

        @Override
        public void skip(AvroBytes in) {
            in.enter();
            for (Skipper field : fields) {
                field.skip(in);
            }
            in.leave();
        }
    }
}
