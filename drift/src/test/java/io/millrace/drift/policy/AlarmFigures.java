package io.millrace.drift.policy;

import io.millrace.drift.Samples;
import io.millrace.drift.compare.DriftSettings;
import io.millrace.drift.compare.WindowComparison;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Prints the tables of false alarms and of found shifts in the module's README: 100 features, of
 * which 40 are normal, 30 log-normal, 15 whole numbers and 15 categories, all independent. The
 * arguments are factors for the number of windows and runs; 1 is what the README has.
 */
final class AlarmFigures {
    private static final int FEATURES = 100;
    private static final int SHIFTED = 34;
    private static final int REFERENCE_ROWS = 10_000;
    private static final double LOG_NORMAL_DEVIATION =
            Math.sqrt((Math.exp(0.25) - 1) * Math.exp(0.25));

    private final ReferenceProfile profile;
    private final WindowComparison comparison = new WindowComparison(DriftSettings.STANDARD);

    private AlarmFigures(long seed) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            fields.add(new Field("f" + i, i < 85 ? ValueType.DOUBLE : ValueType.STRING, true));
        }
        SplittableRandom random = new SplittableRandom(seed);
        ProfileBuilder builder = ReferenceProfile.builder(new RowType(fields));
        for (int row = 0; row < REFERENCE_ROWS; row++) {
            Row values = new Row(FEATURES);
            for (int i = 0; i < FEATURES; i++) {
                if (i < 85) {
                    values.setDouble(i, number(i, 0, random));
                } else {
                    values.setText(i, level(random));
                }
            }
            builder.add(values, random.nextDouble());
        }
        profile = builder.build();
    }

    private static double number(int feature, double shift, SplittableRandom random) {
        // Shifted features are the even ones of the first 68: normal and log-normal.
        double moved = feature % 2 == 0 && feature < 2 * SHIFTED ? shift : 0;
        if (feature < 40) {
            return Samples.normal(random) + moved;
        }
        if (feature < 70) {
            return Math.exp(Samples.normal(random) / 2) + moved * LOG_NORMAL_DEVIATION;
        }
        return random.nextInt(12);
    }

    private static String level(SplittableRandom random) {
        return "level" + Math.min(random.nextInt(12), random.nextInt(12));
    }

    private WindowVerdict window(int rows, double shift, SplittableRandom random) {
        WindowCounts window = new WindowCounts(profile);
        for (int i = 0; i < FEATURES; i++) {
            CellCounts counts = window.features().get(i);
            for (int row = 0; row < rows; row++) {
                if (i < 85) {
                    counts.add(number(i, shift, random));
                } else {
                    counts.add(level(random));
                }
            }
        }
        return comparison.compare(window);
    }

    private void falseAlarms(int rows, int windows) {
        SplittableRandom random = new SplittableRandom(rows);
        AlertBook book = new AlertBook(new ModelVersion("p", "m", "d"));
        int ofModel = 0;
        int ofFeatures = 0;
        int drifting = 0;
        for (int n = 0; n < windows; n++) {
            WindowVerdict verdict = window(rows, 0, random);
            drifting += verdict.shareDrifting() > 0 ? 1 : 0;
            for (Alert alert : book.window(n, n + 1, verdict)) {
                if (alert.state() == Alert.State.FIRING) {
                    boolean model = alert.rule().equals(AlertBook.SHARE_OF_FEATURES);
                    ofModel += model ? 1 : 0;
                    ofFeatures += model ? 0 : 1;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %,d | %,d | %d | %d | %.2f %% |%n",
                rows,
                windows,
                ofModel,
                ofFeatures,
                100.0 * drifting / windows);
    }

    private void found(double shift, int runs) {
        int[] within = new int[6];
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            AlertBook book = new AlertBook(new ModelVersion("p", "m", "d"));
            for (int n = 0; n < within.length; n++) {
                boolean alarmed =
                        book.window(n, n + 1, window(1000, shift, random)).stream()
                                .anyMatch(
                                        alert -> alert.rule().equals(AlertBook.SHARE_OF_FEATURES));
                if (alarmed) {
                    for (int later = n; later < within.length; later++) {
                        within[later]++;
                    }
                    break;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %.2f | %.1f %% | %.1f %% | %.1f %% |%n",
                shift,
                100.0 * within[1] / runs,
                100.0 * within[3] / runs,
                100.0 * within[5] / runs);
    }

    public static void main(String[] arguments) {
        double factor = arguments.length == 0 ? 1 : Double.parseDouble(arguments[0]);
        AlarmFigures figures = new AlarmFigures(7);
        for (double shift : new double[] {0.1, 0.25, 0.5, 1}) {
            figures.found(shift, (int) (200 * factor));
        }
        figures.falseAlarms(300, (int) (3000 * factor));
        figures.falseAlarms(1000, (int) (2000 * factor));
        figures.falseAlarms(10_000, (int) (300 * factor));
        figures.falseAlarms(100_000, (int) (30 * factor));
        figures.falseAlarms(1_000_000, (int) Math.ceil(4 * factor));
    }
}
