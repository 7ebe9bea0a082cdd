package io.millrace.schemas.problem;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One mistake in a user's file.
 *
 * @param code the numbered error, such as {@code MR-2104}, which {@code millrace help} explains
 * @param severity whether it stops the pipeline
 * @param message what was wrong, with the value that was found
 * @param place where it stands
 * @param length how many characters to underline, at least 1
 * @param suggestion the nearest valid name, or null
 * @param notes what's allowed, what to do; one line each
 */
public record Problem(
        String code,
        Severity severity,
        String message,
        Place place,
        int length,
        @Nullable String suggestion,
        List<String> notes) {

    /** Whether a problem stops the pipeline. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public Problem {
        if (length < 1) {
            throw new IllegalArgumentException("length is " + length + ", at least 1 is needed");
        }
        notes = List.copyOf(notes);
    }

    public static Problem error(
            String code, String message, Place place, int length, String... notes) {
        return new Problem(code, Severity.ERROR, message, place, length, null, List.of(notes));
    }

    public static Problem warning(
            String code, String message, Place place, int length, String... notes) {
        return new Problem(code, Severity.WARNING, message, place, length, null, List.of(notes));
    }

    /** The same problem with "did you mean". */
    public Problem suggesting(@Nullable String nearest) {
        return new Problem(code, severity, message, place, length, nearest, notes);
    }

    @Override
    public String toString() {
        return severity.name().toLowerCase(java.util.Locale.ROOT)
                + " "
                + code
                + " "
                + place
                + ": "
                + message
                + (suggestion == null ? "" : " (did you mean \"" + suggestion + "\"?)");
    }
}
