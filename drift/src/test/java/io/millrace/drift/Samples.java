package io.millrace.drift;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Rows and samples for tests. */
public final class Samples {
    public static final RowType NUMBER = type("x", ValueType.DOUBLE);
    public static final RowType TEXT = type("x", ValueType.STRING);

    private Samples() {}

    private static RowType type(String name, ValueType type) {
        return new RowType(List.of(new Field(name, type, true)));
    }

    public static Row row(double value) {
        Row row = new Row(1);
        row.setDouble(0, value);
        return row;
    }

    public static Row row(String level) {
        Row row = new Row(1);
        row.setText(0, level);
        return row;
    }

    /** The profile of one number "x". */
    public static ReferenceProfile profile(double... values) {
        var builder = ReferenceProfile.builder(NUMBER);
        for (double value : values) {
            builder.add(row(value), 0.5);
        }
        return builder.build();
    }

    /** The counts of one number "x". */
    public static WindowCounts window(ReferenceProfile profile, double... values) {
        WindowCounts counts = new WindowCounts(profile);
        for (double value : values) {
            counts.add(row(value), 0.5);
        }
        return counts;
    }

    public static CellCounts counts(ReferenceProfile profile, double... values) {
        return window(profile, values).features().get(0);
    }

    public static double[] draw(int size, long seed, ToDoubleFunction<SplittableRandom> one) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = one.applyAsDouble(random);
        }
        return values;
    }

    /** Standard normal, by the polar method. */
    public static double normal(SplittableRandom random) {
        while (true) {
            double x = random.nextDouble() * 2 - 1;
            double y = random.nextDouble() * 2 - 1;
            double square = x * x + y * y;
            if (square < 1 && square > 0) {
                return x * Math.sqrt(-2 * Math.log(square) / square);
            }
        }
    }
}
