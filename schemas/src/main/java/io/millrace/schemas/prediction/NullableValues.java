package io.millrace.schemas.prediction;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.apache.avro.io.BinaryEncoder;

import java.io.IOException;
import java.util.Objects;

/** A row's values as the nullable fields that {@link FeatureSchemas} gives them. */
final class NullableValues {
    /** Where null and the value stand in every union. */
    private static final int NULL = 0;

    private static final int VALUE = 1;

    private NullableValues() {}

    static ValueType[] types(RowType type) {
        return type.fields().stream().map(Field::type).toArray(ValueType[]::new);
    }

    static void write(Row row, ValueType[] types, BinaryEncoder encoder) throws IOException {
        for (int i = 0; i < types.length; i++) {
            if (row.isNull(i)) {
                encoder.writeIndex(NULL);
                continue;
            }
            encoder.writeIndex(VALUE);
            switch (types[i]) {
                case BOOLEAN -> encoder.writeBoolean(row.getBoolean(i));
                case INTEGER, TIMESTAMP -> encoder.writeLong(row.getLong(i));
                case DOUBLE -> encoder.writeDouble(row.getDouble(i));
                case STRING -> encoder.writeString(Objects.requireNonNull(row.getText(i)));
            }
        }
    }
}
