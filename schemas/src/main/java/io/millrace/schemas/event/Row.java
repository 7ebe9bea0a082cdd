package io.millrace.schemas.event;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * Typed values without boxing: a 64-bit word for each field (text beside it), and a null flag.
 *
 * <p>Which accessor belongs to a field is said by its {@link RowType}; a row doesn't check. New
 * rows are all null. Not safe for use by several threads.
 */
public final class Row {
    private final long[] words;
    private final boolean[] present;

    /** Null until there's a text: feature sets seldom have one. */
    private @Nullable String @Nullable [] texts;

    public Row(int size) {
        words = new long[size];
        present = new boolean[size];
    }

    public int size() {
        return words.length;
    }

    public boolean isNull(int field) {
        return !present[field];
    }

    /** The value of an INTEGER or TIMESTAMP field; 0 when null. */
    public long getLong(int field) {
        return words[field];
    }

    /** The value of a DOUBLE field; 0 when null. */
    public double getDouble(int field) {
        return Double.longBitsToDouble(words[field]);
    }

    /** The value of a BOOLEAN field; false when null. */
    public boolean getBoolean(int field) {
        return words[field] != 0;
    }

    /** The value of a STRING field; null when null. */
    public @Nullable String getText(int field) {
        return texts == null ? null : texts[field];
    }

    public void setNull(int field) {
        present[field] = false;
        words[field] = 0;
        if (texts != null) {
            texts[field] = null;
        }
    }

    public void setLong(int field, long value) {
        present[field] = true;
        words[field] = value;
    }

    public void setDouble(int field, double value) {
        present[field] = true;
        words[field] = Double.doubleToRawLongBits(value);
    }

    public void setBoolean(int field, boolean value) {
        present[field] = true;
        words[field] = value ? 1 : 0;
    }

    public void setText(int field, String value) {
        present[field] = true;
        if (texts == null) {
            texts = new @Nullable String[words.length];
        }
        texts[field] = value;
    }

    /** Takes over the value of a field of another row, of the same type. */
    public void copy(int field, Row from, int fromField) {
        words[field] = from.words[fromField];
        String text = from.getText(fromField);
        if (text != null) {
            setText(field, text);
        } else if (texts != null) {
            texts[field] = null;
        }
        present[field] = from.present[fromField];
    }

    public void clear() {
        Arrays.fill(present, false);
        Arrays.fill(words, 0);
        if (texts != null) {
            Arrays.fill(texts, null);
        }
    }

    /** The value as Boolean, Long, Double or String, or null. Boxes: not for hot paths. */
    public @Nullable Object get(int field, ValueType type) {
        if (!present[field]) {
            return null;
        }
        return switch (type) {
            case BOOLEAN -> getBoolean(field);
            case INTEGER, TIMESTAMP -> getLong(field);
            case DOUBLE -> getDouble(field);
            case STRING -> getText(field);
        };
    }

    /** Sets a Boolean, Long, Double or String, or null. Boxes: not for hot paths. */
    public void set(int field, ValueType type, @Nullable Object value) {
        if (value == null) {
            setNull(field);
            return;
        }
        switch (type) {
            case BOOLEAN -> setBoolean(field, (Boolean) value);
            case INTEGER, TIMESTAMP -> setLong(field, (Long) value);
            case DOUBLE -> setDouble(field, (Double) value);
            case STRING -> setText(field, (String) value);
        }
    }

    /** Equal bits: NaN equals NaN of the same bits, 0.0 doesn't equal -0.0. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Row row)
                || !Arrays.equals(words, row.words)
                || !Arrays.equals(present, row.present)) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (!Objects.equals(getText(i), row.getText(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = Arrays.hashCode(words);
        for (int i = 0; i < words.length; i++) {
            hash = hash * 31 + Objects.hashCode(getText(i));
        }
        return hash;
    }
}
