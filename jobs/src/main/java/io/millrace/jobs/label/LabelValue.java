package io.millrace.jobs.label;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

/** What a field of a label record says; labels are of a binary task. */
public final class LabelValue {

    private LabelValue() {}

    /**
     * 1 or 0; NaN if the field holds neither.
     *
     * @param fields whose first is the label
     */
    public static double of(Row fields, ValueType type) {
        if (fields.isNull(0)) {
            return Double.NaN;
        }
        double value =
                switch (type) {
                    case BOOLEAN -> fields.getBoolean(0) ? 1 : 0;
                    case INTEGER -> fields.getLong(0);
                    case DOUBLE -> fields.getDouble(0);
                    case STRING, TIMESTAMP -> Double.NaN;
                };
        return value == 0 || value == 1 ? value : Double.NaN;
    }
}
