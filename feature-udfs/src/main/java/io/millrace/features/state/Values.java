package io.millrace.features.state;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

/** One event's part in an entity's features: where it stands, its columns, its conditions. */
public final class Values {
    public long time;
    public int partition;
    public long offset;
    public final long[] words;
    public final @Nullable String[] texts;
    public final boolean[] present;

    /** Which conditions it meets. */
    public final boolean[] holds;

    public Values(int columns, int conditions) {
        words = new long[columns];
        texts = new @Nullable String[columns];
        present = new boolean[columns];
        holds = new boolean[conditions];
    }

    /** Takes a column from a row. */
    public void set(int column, ValueType type, Row row, int field) {
        present[column] = !row.isNull(field);
        words[column] =
                switch (type) {
                    case DOUBLE -> Double.doubleToRawLongBits(row.getDouble(field));
                    case BOOLEAN -> row.getBoolean(field) ? 1 : 0;
                    default -> row.getLong(field);
                };
        texts[column] = type == ValueType.STRING ? row.getText(field) : null;
    }
}
