package io.millrace.drift.profile;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.List;

/**
 * What is profiled: a feature, or the model's score.
 *
 * @param name the feature's; {@link #SCORE} for the model's score
 * @param type BOOLEAN and STRING are categories, INTEGER and DOUBLE numbers; there are no others
 * @param field its index in the rows of features; -1 for the score, which isn't in them
 */
public record FeatureColumn(String name, ValueType type, int field) {
    /** The name under which the model's score is profiled. No feature can have it. */
    public static final String SCORE = "$score";

    public FeatureColumn {
        if (type == ValueType.TIMESTAMP) {
            throw new IllegalArgumentException(
                    "\""
                            + name
                            + "\" is a TIMESTAMP: points in time always move, so they have no"
                            + " reference; BOOLEAN, STRING, INTEGER and DOUBLE do");
        }
        if (name.equals(SCORE) != (field < 0)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" at field " + field + "; only " + SCORE + " is at -1");
        }
    }

    /** The features that can be profiled (all but points in time), and the score at the end. */
    public static List<FeatureColumn> of(RowType features) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            Field field = features.field(i);
            if (field.type() != ValueType.TIMESTAMP) {
                columns.add(new FeatureColumn(field.name(), field.type(), i));
            }
        }
        columns.add(new FeatureColumn(SCORE, ValueType.DOUBLE, -1));
        return List.copyOf(columns);
    }

    public boolean isNumeric() {
        return type.isNumeric();
    }

    public boolean isScore() {
        return field < 0;
    }
}
