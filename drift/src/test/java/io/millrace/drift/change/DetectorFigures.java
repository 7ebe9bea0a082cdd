package io.millrace.drift.change;

import io.millrace.drift.change.ChangeDetector.Kind;

import java.util.Locale;

/** Prints the table of delays and false alarms in the module's README. */
final class DetectorFigures {
    private static final double[][] RISES = {{0.02, 0.95}, {0.1, 0.4}, {0.25, 0.35}};
    private static final double[] RATES = {0.02, 0.1, 0.25, 0.5};
    private static final int STREAMS = 50;
    private static final int BEFORE = 2000;
    private static final int AFTER = 3000;

    private DetectorFigures() {}

    public static void main(String[] arguments) {
        for (Kind kind : Kind.values()) {
            StringBuilder line = new StringBuilder("| " + kind.text() + " |");
            for (double[] rise : RISES) {
                line.append(' ').append(delay(kind, rise[0], rise[1])).append(" |");
            }
            for (double rate : RATES) {
                line.append(' ').append(falseAlarms(kind, rate)).append(" /");
            }
            System.out.println(line);
        }
    }

    private static String delay(Kind kind, double from, double to) {
        int found = 0;
        int early = 0;
        long sum = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            double[] errors =
                    ChangeDetectorTest.concat(
                            ChangeDetectorTest.errors(seed, from, BEFORE),
                            ChangeDetectorTest.errors(seed + 1000, to, AFTER));
            ChangeDetector detector = kind.create();
            boolean alarmed = false;
            for (int i = 0; i < errors.length && !alarmed; i++) {
                boolean alarm = detector.add(errors[i]);
                early += alarm && i < BEFORE ? 1 : 0;
                alarmed = alarm && i >= BEFORE;
                if (alarmed) {
                    found++;
                    sum += i - BEFORE + 1;
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "%d of %d, %.0f, %d early",
                found,
                STREAMS,
                (double) sum / Math.max(1, found),
                early);
    }

    private static int falseAlarms(Kind kind, double rate) {
        int alarms = 0;
        for (int seed = 0; seed < 20; seed++) {
            ChangeDetector detector = kind.create();
            for (double error : ChangeDetectorTest.errors(seed + 5000, rate, 200_000)) {
                alarms += detector.add(error) ? 1 : 0;
            }
        }
        return alarms;
    }
}
