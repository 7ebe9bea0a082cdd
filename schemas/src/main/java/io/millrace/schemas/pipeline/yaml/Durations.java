package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Durations such as {@code 10m}, {@code 1h30m}, {@code 7d} and {@code 500ms}. */
public final class Durations {
    /** The longest that any key takes: a year with its leap day. */
    public static final Duration LONGEST = Duration.ofDays(366);

    private record Unit(String name, long milliseconds) {}

    private static final List<Unit> UNITS =
            List.of(
                    new Unit("d", 86_400_000),
                    new Unit("h", 3_600_000),
                    new Unit("m", 60_000),
                    new Unit("s", 1_000),
                    new Unit("ms", 1));

    private Durations() {}

    /** A duration from 0 to 366 days. */
    public static ScalarKind<Duration> fromZero() {
        return new DurationKind("a duration such as 500ms, 10m or 1h30m, at most 366d", true);
    }

    /** A duration above 0, up to 366 days. */
    public static ScalarKind<Duration> aboveZero() {
        return new DurationKind(
                "a duration such as 10m, 1h30m or 7d, above 0, at most 366d", false);
    }

    /** A duration from 0 to 366 days, where {@code off} is zero. */
    public static ScalarKind<Duration> orOff() {
        ScalarKind<Duration> duration = fromZero();
        return new ScalarKind<>() {
            @Override
            public String expected() {
                return duration.expected() + ", or off";
            }

            @Override
            public Duration parse(Scalar scalar) throws Rejected {
                return scalar.text().equals("off") ? Duration.ZERO : duration.parse(scalar);
            }
        };
    }

    private record DurationKind(String expected, boolean zero) implements ScalarKind<Duration> {
        @Override
        public Duration parse(Scalar scalar) throws Rejected {
            Duration duration =
                    Durations.parse(scalar.text())
                            .orElseThrow(
                                    () ->
                                            new Rejected(
                                                    PipelineFileError.BAD_DURATION,
                                                    "isn't " + expected));
            if (duration.compareTo(LONGEST) > 0 || (duration.isZero() && !zero)) {
                throw new Rejected(
                        PipelineFileError.OUT_OF_RANGE, "is out of range", "it takes " + expected);
            }
            return duration;
        }
    }

    /**
     * What a text means; empty if it's no duration. {@code 0} needs no unit. Numbers of more than
     * 12 digits are no durations, and smaller ones beyond 366 days are cut to a millisecond more,
     * which is out of every range without an overflow.
     */
    static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        long total = 0;
        int position = 0;
        int nextUnit = 0;
        while (position < text.length()) {
            int digits = position;
            while (digits < text.length() && isDigit(text.charAt(digits))) {
                digits++;
            }
            int letters = digits;
            while (letters < text.length() && !isDigit(text.charAt(letters))) {
                letters++;
            }
            int unit = unitFrom(nextUnit, text.substring(digits, letters));
            if (unit < 0 || digits == position || digits - position > 12) {
                return Optional.empty();
            }
            long count = Long.parseLong(text.substring(position, digits));
            total += Math.min(count, LONGEST.toMillis() + 1) * UNITS.get(unit).milliseconds();
            position = letters;
            nextUnit = unit + 1;
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(total));
    }

    /** The shortest text that means a duration, such as {@code 1h30m}; {@code 0s} for zero. */
    public static String write(Duration duration) {
        StringBuilder text = new StringBuilder();
        long rest = duration.toMillis();
        for (Unit unit : UNITS) {
            long count = rest / unit.milliseconds();
            if (count > 0) {
                text.append(count).append(unit.name());
            }
            rest %= unit.milliseconds();
        }
        return text.isEmpty() ? "0s" : text.toString();
    }

    /** The larger unit comes first, so the search goes on behind the last one. */
    private static int unitFrom(int first, String name) {
        for (int i = first; i < UNITS.size(); i++) {
            if (UNITS.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
