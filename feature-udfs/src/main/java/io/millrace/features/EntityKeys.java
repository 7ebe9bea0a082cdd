package io.millrace.features;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Reads an entity's key of one source's events.
 *
 * <p>The key of a single field is its value as text. That of several has a {@code |} between them,
 * and in each a {@code \} before every {@code |} and {@code \}: so different parts never give the
 * same key, and it's read with ease. It's in predictions and partitions the state, so it never
 * changes.
 */
final class EntityKeys {
    private static final char SEPARATOR = '|';
    private static final char ESCAPE = '\\';

    private final int[] fields;
    private final ValueType[] types;

    EntityKeys(List<String> names, RowType source) {
        fields = names.stream().mapToInt(source::index).toArray();
        types =
                names.stream()
                        .map(n -> source.field(source.index(n)).type())
                        .toArray(ValueType[]::new);
    }

    /** Null if a field is, or if there's none. */
    @Nullable String of(Row row) {
        if (fields.length == 0 || isNull(row)) {
            return null;
        }
        if (fields.length == 1) {
            return part(row, 0);
        }
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                key.append(SEPARATOR);
            }
            appendEscaped(part(row, i), key);
        }
        return key.toString();
    }

    private boolean isNull(Row row) {
        for (int field : fields) {
            if (row.isNull(field)) {
                return true;
            }
        }
        return false;
    }

    private String part(Row row, int index) {
        return String.valueOf(row.get(fields[index], types[index]));
    }

    private static void appendEscaped(String part, StringBuilder key) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == SEPARATOR || c == ESCAPE) {
                key.append(ESCAPE);
            }
            key.append(c);
        }
    }
}
