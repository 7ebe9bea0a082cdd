package io.millrace.schemas.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * A text file by lines, with lines and columns counted as in {@link Place}: from 1, in characters
 * (code points). A line ends with LF, CR LF or CR; a byte order mark at the start is left out.
 */
public final class SourceText {
    private final String file;
    private final String text;
    private final List<String> lines;
    // Asked for again and again; a file may be one line of a megabyte.
    private final int[] widths;

    /**
     * @param file the name that places have
     */
    public SourceText(String file, String text) {
        this.file = file;
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = split(this.text);
        this.widths =
                lines.stream().mapToInt(line -> line.codePointCount(0, line.length())).toArray();
    }

    public String file() {
        return file;
    }

    /** The whole text without a byte order mark. */
    public String text() {
        return text;
    }

    /** How many lines there are, at least 1. */
    public int lineCount() {
        return lines.size();
    }

    /**
     * A line without its end.
     *
     * @param number from 1; lines that don't exist are empty
     */
    public String line(int number) {
        return number < 1 || number > lines.size() ? "" : lines.get(number - 1);
    }

    /** The number of characters in a line. */
    public int width(int number) {
        return number < 1 || number > widths.length ? 0 : widths[number - 1];
    }

    /** The place of the character at an index of {@link #text()}. */
    public Place placeOf(int index) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < index; i++) {
            if (endsLine(text, i)) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(file, line, text.codePointCount(lineStart, index) + 1);
    }

    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (endsLine(text, i)) {
                boolean afterReturn =
                        i > start && text.charAt(i) == '\n' && text.charAt(i - 1) == '\r';
                lines.add(text.substring(start, afterReturn ? i - 1 : i));
                start = i + 1;
            }
        }
        lines.add(text.substring(start));
        return lines;
    }

    private static boolean endsLine(String text, int index) {
        char c = text.charAt(index);
        boolean beforeLineFeed = index + 1 < text.length() && text.charAt(index + 1) == '\n';
        return c == '\n' || (c == '\r' && !beforeLineFeed);
    }
}
