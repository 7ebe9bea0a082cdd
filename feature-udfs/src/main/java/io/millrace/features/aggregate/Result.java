package io.millrace.features.aggregate;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

/** Where an answer goes: one feature of an event. */
public final class Result {
    private Row row = new Row(0);
    private int feature;
    private long overflows;
    private @Nullable String refusal;

    /** Directs the next answer. */
    public Result to(Row newRow, int newFeature) {
        row = newRow;
        feature = newFeature;
        return this;
    }

    public void setNothing() {
        row.setNull(feature);
    }

    public void setLong(long value) {
        row.setLong(feature, value);
    }

    /** An infinite value becomes null, and is counted. */
    public void setDouble(double value) {
        if (Double.isInfinite(value)) {
            overflows++;
            row.setNull(feature);
        } else {
            row.setDouble(feature, value);
        }
    }

    /** A field's value as it was. */
    public void set(ValueType type, long word, @Nullable String text) {
        switch (type) {
            case BOOLEAN -> row.setBoolean(feature, word != 0);
            case INTEGER, TIMESTAMP -> row.setLong(feature, word);
            case DOUBLE -> row.setDouble(feature, Double.longBitsToDouble(word));
            case STRING -> row.set(feature, type, text);
        }
    }

    /** Says that the event can't be answered. */
    public void refuse(String reason) {
        row.setNull(feature);
        refusal = refusal == null ? reason : refusal;
    }

    /** Whether an answer was refused since {@link #takeRefusal}. */
    public boolean isRefused() {
        return refusal != null;
    }

    /** Why the first answer was refused, or null; forgets it. */
    public @Nullable String takeRefusal() {
        String taken = refusal;
        refusal = null;
        return taken;
    }

    /** How many results were beyond a double's range. */
    public long overflows() {
        return overflows;
    }
}
