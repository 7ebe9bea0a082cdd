package io.millrace.drift.compare;

import io.millrace.drift.Samples;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Prints what counting and comparing cost, for the README. */
final class SpeedFigures {
    private static final int FEATURES = 200;
    private static final int ROWS = 10_000;
    private static final int VALUES = 1 << 20;

    /** The thread's own time: what else the machine does doesn't count. */
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private SpeedFigures() {}

    public static void main(String[] arguments) throws IOException {
        ReferenceProfile profile = profile();
        WindowCounts window = window(profile);
        System.out.printf(
                "counting a value in %d cells: %.1f ns (a copy of the values: %.2f ns)%n",
                profile.features().get(0).cells(), counting(profile), copying());
        System.out.printf(
                "a window of %d features compared: %.2f ms%n", FEATURES, comparing(window));
        System.out.printf(
                "a feature's counts: %d bytes of cells in memory, %.0f written; %d rows%n",
                8 * profile.features().get(0).cells(),
                (double) bytes(window) / window.features().size(),
                window.rows());
    }

    private static RowType type() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            fields.add(new Field("f" + i, ValueType.DOUBLE, true));
        }
        return new RowType(fields);
    }

    private static Row row(SplittableRandom random) {
        Row row = new Row(FEATURES);
        for (int i = 0; i < FEATURES; i++) {
            row.setDouble(i, Samples.normal(random));
        }
        return row;
    }

    private static ReferenceProfile profile() {
        SplittableRandom random = new SplittableRandom(1);
        ProfileBuilder builder = ReferenceProfile.builder(type());
        for (int i = 0; i < ROWS; i++) {
            builder.add(row(random), random.nextDouble());
        }
        return builder.build();
    }

    private static WindowCounts window(ReferenceProfile profile) {
        SplittableRandom random = new SplittableRandom(2);
        WindowCounts window = new WindowCounts(profile);
        for (int i = 0; i < ROWS; i++) {
            window.add(row(random), random.nextDouble());
        }
        return window;
    }

    /** Nanoseconds a value: the median of rounds over a million random ones. */
    private static double counting(ReferenceProfile profile) {
        double[] values = values();
        CellCounts counts = new CellCounts(profile.features().get(0));
        double[] rounds = new double[60];
        for (int round = 0; round < rounds.length; round++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            for (double value : values) {
                counts.add(value);
            }
            rounds[round] = (double) (CLOCK.getCurrentThreadCpuTime() - start) / values.length;
        }
        return median(rounds);
    }

    private static double copying() {
        double[] values = values();
        double[] into = new double[values.length];
        double[] rounds = new double[60];
        for (int round = 0; round < rounds.length; round++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            for (int i = 0; i < values.length; i++) {
                into[i] = values[i] + round;
            }
            rounds[round] = (double) (CLOCK.getCurrentThreadCpuTime() - start) / values.length;
        }
        return median(rounds);
    }

    private static double[] values() {
        return Samples.draw(VALUES, 3, Samples::normal);
    }

    /** Milliseconds: the median. */
    private static double comparing(WindowCounts window) {
        WindowComparison comparison = new WindowComparison(DriftSettings.STANDARD);
        double[] rounds = new double[60];
        for (int round = 0; round < rounds.length; round++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            comparison.compare(window);
            rounds[round] = (CLOCK.getCurrentThreadCpuTime() - start) / 1e6;
        }
        return median(rounds);
    }

    /** Of the later half, when the compiler is done. */
    private static double median(double[] rounds) {
        double[] later = Arrays.copyOfRange(rounds, rounds.length / 2, rounds.length);
        Arrays.sort(later);
        return later[later.length / 2];
    }

    private static int bytes(WindowCounts window) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        window.write(new DataOutputStream(bytes));
        return bytes.size();
    }
}
