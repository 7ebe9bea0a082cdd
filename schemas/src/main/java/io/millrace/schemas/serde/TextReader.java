package io.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Reads a value as text. */
interface TextReader {
    String read(AvroBytes in);

    /**
     * The reader of a writer's type, or null if it isn't text. Bytes are read as UTF-8, as Avro's
     * rules of resolution have it.
     *
     * @param reader the reader's type: if it's an enum, symbols that it lacks become its default,
     *     or are refused
     */
    static @Nullable TextReader of(Schema writer, Schema reader, String field) {
        String logical = RowTypes.logicalName(writer);
        return switch (writer.getType()) {
            case STRING -> AvroBytes::readText;
            case BYTES -> logical.equals("decimal") ? null : AvroBytes::readText;
            case ENUM -> symbols(writer.getEnumSymbols(), enumOf(reader), field);
            case FIXED -> logical.equals("uuid") ? in -> in.readUuid().toString() : null;
            default -> null;
        };
    }

    private static @Nullable Schema enumOf(Schema reader) {
        List<Schema> types = reader.isUnion() ? reader.getTypes() : List.of(reader);
        return types.stream()
                .filter(type -> type.getType() == Schema.Type.ENUM)
                .findFirst()
                .orElse(null);
    }

    private static TextReader symbols(List<String> written, @Nullable Schema reader, String field) {
        @Nullable String[] symbols = new @Nullable String[written.size()];
        for (int i = 0; i < symbols.length; i++) {
            String symbol = written.get(i);
            symbols[i] =
                    reader == null || reader.hasEnumSymbol(symbol)
                            ? symbol
                            : reader.getEnumDefault();
        }
        return in -> {
            int index = in.readIndex(symbols.length, "symbol");
            String symbol = symbols[index];
            if (symbol == null) {
                throw new MalformedException(
                        Decoding.Code.INCOMPATIBLE_TYPE,
                        "the symbol " + written.get(index) + " isn't known, and there's no default",
                        field);
            }
            return symbol;
        };
    }
}
