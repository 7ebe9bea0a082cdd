package io.millrace.drift.compare;

import java.util.Locale;

/** Numbers for people, the same on every machine. */
public final class Figures {
    private Figures() {}

    /** Four significant digits, such as 0.1235, 1.234e-09 or 12350; a dash for NaN. */
    public static String of(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size < 1e-3 || size >= 1e7) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        int decimals = size < 1 ? 4 : size < 100 ? 2 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** With commas, such as 45,312. */
    public static String of(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** In percent, such as 12.3 %. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
