package io.millrace.drift.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
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
        return rounded(value, size < 1 ? 4 : size < 100 ? 2 : 0);
    }

    /** As {@code String.format} writes it, in a tenth of its time: a window has thousands. */
    private static String rounded(double value, int decimals) {
        return new BigDecimal(Double.toString(value))
                .setScale(decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }

    /** With commas, such as 45,312. */
    public static String of(long count) {
        String digits = Long.toString(Math.abs(count));
        StringBuilder text = new StringBuilder(count < 0 ? "-" : "");
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % 3 == 0) {
                text.append(',');
            }
            text.append(digits.charAt(i));
        }
        return text.toString();
    }

    /** In percent, such as 12.3 %. */
    public static String percent(double share) {
        double percent = share * 100;
        return Double.isFinite(percent)
                ? rounded(percent, 1) + " %"
                : String.format(Locale.ROOT, "%.1f %%", percent);
    }
}
