package io.millrace.schemas.problem;

/** Text from a file as a message shows it: quoted, in one line, short, harmless to a terminal. */
public final class Quoted {
    private static final int MOST_CHARACTERS = 60;

    private Quoted() {}

    /** The text in double quotes; what's beyond 60 characters is left out. */
    public static String of(String text) {
        int characters = text.codePointCount(0, text.length());
        int end =
                characters <= MOST_CHARACTERS
                        ? text.length()
                        : text.offsetByCodePoints(0, MOST_CHARACTERS);
        return '"' + printable(text.substring(0, end)) + (end < text.length() ? "…" : "") + '"';
    }

    /** The same text with tabs as spaces and other control characters as {@code ·}. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(printable(c)));
        return shown.toString();
    }

    private static int printable(int c) {
        if (c == '\t') {
            return ' ';
        }
        int type = Character.getType(c);
        boolean hidden =
                type == Character.CONTROL
                        || type == Character.FORMAT
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR
                        || type == Character.SURROGATE;
        return hidden ? '·' : c;
    }
}
