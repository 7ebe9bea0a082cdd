package io.millrace.scoring;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns rows into columns of numbers, the same way in training and in serving. */
public final class Encoder {
    private final ValueType[] types;
    private final int[] fields;
    private final Transform[] transforms;
    private final int[] firstColumns;
    private final double[] centres;
    private final double[] factors;
    private final List<Map<String, Integer>> levels;
    private final int columns;

    /**
     * @param types of the inputs
     * @param fields where each input stands in the rows
     * @param transforms one for each input, fit for its type
     */
    public Encoder(List<ValueType> types, int[] fields, List<Transform> transforms) {
        this.types = types.toArray(new ValueType[0]);
        this.fields = fields.clone();
        this.transforms = transforms.toArray(new Transform[0]);
        int inputs = this.types.length;
        firstColumns = new int[inputs];
        centres = new double[inputs];
        factors = new double[inputs];
        levels = transforms.stream().map(Encoder::slots).toList();
        int next = 0;
        for (int input = 0; input < inputs; input++) {
            firstColumns[input] = next;
            next += this.transforms[input].columns();
            if (this.transforms[input] instanceof Transform.Standardise standardise) {
                centres[input] = standardise.centre();
                factors[input] = 1 / standardise.scale();
            }
        }
        columns = next;
    }

    private static Map<String, Integer> slots(Transform transform) {
        Map<String, Integer> slots = new HashMap<>();
        if (transform instanceof Transform.OneHot oneHot) {
            for (String level : oneHot.levels()) {
                slots.put(level, slots.size());
            }
        }
        return slots;
    }

    public int columns() {
        return columns;
    }

    /** Overwrites the columns with the row's. Allocates nothing. */
    public void encode(Row row, double[] into) {
        for (int input = 0; input < types.length; input++) {
            Transform transform = transforms[input];
            int column = firstColumns[input];
            if (transform instanceof Transform.Standardise standardise) {
                double z = (number(row, input) - centres[input]) * factors[input];
                boolean missing = Double.isNaN(z);
                into[column] = missing ? 0 : cut(z, Transform.Standardise.BOUND);
                if (standardise.missingColumn()) {
                    into[column + 1] = missing ? 1 : 0;
                }
            } else if (transform instanceof Transform.OneHot oneHot) {
                Arrays.fill(into, column, column + oneHot.columns(), 0);
                into[column + slot(row, input, oneHot)] = 1;
            } else {
                into[column] = cut(number(row, input), Transform.Plain.BOUND);
            }
        }
    }

    /** The number, NaN if it's missing. */
    private double number(Row row, int input) {
        int field = fields[input];
        if (row.isNull(field)) {
            return Double.NaN;
        }
        return switch (types[input]) {
            case DOUBLE -> row.getDouble(field);
            case BOOLEAN -> row.getBoolean(field) ? 1 : 0;
            default -> row.getLong(field);
        };
    }

    private int slot(Row row, int input, Transform.OneHot oneHot) {
        String text = row.getText(fields[input]);
        if (text == null) {
            return oneHot.missing();
        }
        Integer level = levels.get(input).get(text);
        return level == null ? oneHot.other() : level;
    }

    private static double cut(double x, double bound) {
        return Math.max(-bound, Math.min(bound, x));
    }
}
