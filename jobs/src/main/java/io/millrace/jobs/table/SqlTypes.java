package io.millrace.jobs.table;

import io.millrace.schemas.event.ValueType;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

import java.time.Instant;
import java.util.Optional;

/** Types and values of features as those of SQL. */
final class SqlTypes {

    private SqlTypes() {}

    static DataType of(ValueType type) {
        return switch (type) {
            case BOOLEAN -> DataTypes.BOOLEAN().bridgedTo(Boolean.class);
            case INTEGER -> DataTypes.BIGINT().bridgedTo(Long.class);
            case DOUBLE -> DataTypes.DOUBLE().bridgedTo(Double.class);
            case STRING -> DataTypes.STRING().bridgedTo(String.class);
            case TIMESTAMP -> DataTypes.TIMESTAMP_LTZ(3).bridgedTo(Instant.class);
        };
    }

    /**
     * The type that values of a column have here; none for arrays and so on. A decimal is a double.
     */
    static Optional<ValueType> of(DataType type) {
        return switch (type.getLogicalType().getTypeRoot()) {
            case BOOLEAN -> Optional.of(ValueType.BOOLEAN);
            case TINYINT, SMALLINT, INTEGER, BIGINT -> Optional.of(ValueType.INTEGER);
            case FLOAT, DOUBLE, DECIMAL -> Optional.of(ValueType.DOUBLE);
            case CHAR, VARCHAR -> Optional.of(ValueType.STRING);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> Optional.of(ValueType.TIMESTAMP);
            default -> Optional.empty();
        };
    }

    /** The type of a value that SQL gave. */
    static ValueType of(Object value) {
        if (value instanceof Boolean) {
            return ValueType.BOOLEAN;
        } else if (value instanceof Long) {
            return ValueType.INTEGER;
        } else if (value instanceof Double) {
            return ValueType.DOUBLE;
        } else if (value instanceof Instant) {
            return ValueType.TIMESTAMP;
        }
        return ValueType.STRING;
    }

    static Object fromSql(Object value) {
        return value instanceof Instant time ? (Object) time.toEpochMilli() : value;
    }

    static Object toSql(Object value, ValueType type) {
        return type == ValueType.TIMESTAMP ? Instant.ofEpochMilli((Long) value) : value;
    }
}
