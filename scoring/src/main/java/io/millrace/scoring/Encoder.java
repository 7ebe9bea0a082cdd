package io.millrace.scoring;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Turns rows into columns of numbers, the same way in training and in serving. */
public final class Encoder {
    private final ValueType[] types;
    private final int[] fields;
    private final Transform[] transforms;
    private final int[] firstColumns;
    private final List<Map<String, Integer>> levels;
    private final int columns;

    private final EvenDoubles evenDoubles;
    private final int[] standardised;
    private final int[] plain;
    private final int[] affine;
    private final int[] texts;

    /**
     * @param types of the inputs
     * @param fields where each input stands in the rows
     * @param transforms one for each input, fit for its type
     */
    public Encoder(List<ValueType> types, int[] fields, List<Transform> transforms) {
        this.types = types.toArray(new ValueType[0]);
        this.fields = fields.clone();
        this.transforms = transforms.toArray(new Transform[0]);
        firstColumns = new int[fields.length];
        int next = 0;
        for (int input = 0; input < fields.length; input++) {
            firstColumns[input] = next;
            next += this.transforms[input].columns();
        }
        columns = next;
        evenDoubles = evenDoubles(inputs(this::isEven));
        standardised =
                inputs(i -> this.transforms[i] instanceof Transform.Standardise && !isEven(i));
        plain = inputs(i -> this.transforms[i] instanceof Transform.Plain);
        affine = inputs(i -> this.transforms[i] instanceof Transform.Affine);
        texts = inputs(i -> this.transforms[i] instanceof Transform.OneHot);
        levels = transforms.stream().map(Encoder::slots).toList();
    }

    private boolean isEven(int input) {
        return types[input] == ValueType.DOUBLE
                && transforms[input] instanceof Transform.Standardise standardise
                && standardise.unit() == 0
                && !standardise.missingColumn();
    }

    private EvenDoubles evenDoubles(int[] inputs) {
        return new EvenDoubles(
                Arrays.stream(inputs).map(input -> fields[input]).toArray(),
                Arrays.stream(inputs).map(input -> firstColumns[input]).toArray(),
                Arrays.stream(inputs)
                        .mapToObj(input -> transforms[input])
                        .toArray(Transform.Standardise[]::new));
    }

    private int[] inputs(IntPredicate which) {
        return IntStream.range(0, types.length).filter(which).toArray();
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
        evenDoubles.encode(row, into);
        for (int input : standardised) {
            standardise(number(row, input), input, into);
        }
        for (int input : plain) {
            into[firstColumns[input]] = Transform.Plain.cut(number(row, input));
        }
        for (int input : affine) {
            into[firstColumns[input]] =
                    ((Transform.Affine) transforms[input]).of(number(row, input));
        }
        for (int input : texts) {
            encodeText(row.getText(fields[input]), input, into);
        }
    }

    private void standardise(double number, int input, double[] into) {
        Transform.Standardise transform = (Transform.Standardise) transforms[input];
        double x = Transform.Standardise.bent(number, transform.unit());
        int column = firstColumns[input];
        into[column] = Transform.Standardise.scaled(x, transform.centre(), 1 / transform.scale());
        if (transform.missingColumn()) {
            into[column + 1] = Double.isNaN(number) ? 1 : 0;
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

    private void encodeText(@Nullable String text, int input, double[] into) {
        Transform.OneHot oneHot = (Transform.OneHot) transforms[input];
        int column = firstColumns[input];
        Arrays.fill(into, column, column + oneHot.columns(), 0);
        into[column + slot(text, input, oneHot)] = 1;
    }

    private int slot(@Nullable String text, int input, Transform.OneHot oneHot) {
        if (text == null) {
            return oneHot.missing();
        }
        Integer level = levels.get(input).get(text);
        return level == null ? oneHot.other() : level;
    }
}
