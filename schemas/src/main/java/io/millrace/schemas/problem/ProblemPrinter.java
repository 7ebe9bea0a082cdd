package io.millrace.schemas.problem;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Problems as a person reads them: code and message, the place, the line with the fault underlined,
 * the nearest name, what's allowed, where to read on.
 *
 * @param sources the text of a file by the name in {@link Place}, or empty if there's none to show
 * @param colour whether to write ANSI colours
 */
public record ProblemPrinter(Function<String, Optional<SourceText>> sources, boolean colour) {
    private static final int WIDEST_LINE = 120;
    private static final String RED = "\u001B[1;31m";
    private static final String YELLOW = "\u001B[1;33m";
    private static final String DIM = "\u001B[2m";
    private static final String PLAIN = "\u001B[0m";

    /** For problems of one file. */
    public static ProblemPrinter of(SourceText source, boolean colour) {
        return new ProblemPrinter(
                file -> Optional.of(source).filter(text -> text.file().equals(file)), colour);
    }

    /** All problems, one block each, and a last line that counts them. */
    public String print(List<Problem> problems) {
        StringBuilder out = new StringBuilder();
        for (Problem problem : problems) {
            print(problem, out);
            out.append('\n');
        }
        return out.append(summary(problems)).append('\n').toString();
    }

    private void print(Problem problem, StringBuilder out) {
        boolean error = problem.severity() == Problem.Severity.ERROR;
        String kind = problem.severity().name().toLowerCase(Locale.ROOT);
        String heading = painted(kind + " " + problem.code(), error ? RED : YELLOW);
        out.append(heading).append(": ").append(problem.message()).append('\n');
        out.append("  --> ").append(problem.place()).append('\n');

        String gutter = " ".repeat(Integer.toString(problem.place().line()).length());
        Optional<SourceText> source = sources.apply(problem.place().file());
        source.ifPresent(text -> printLine(problem, text, gutter, out));
        if (source.isEmpty() && problem.suggestion() != null) {
            out.append(gutter).append(" = ").append(didYouMean(problem)).append('\n');
        }
        for (String note : problem.notes()) {
            out.append(gutter).append(" = ").append(note).append('\n');
        }
        String more = "more: millrace help " + problem.code();
        out.append(painted(gutter + " = " + more, DIM)).append('\n');
    }

    /** A long line is cut on both sides, so that the fault stays in sight. */
    private void printLine(Problem problem, SourceText source, String gutter, StringBuilder out) {
        int[] line = source.line(problem.place().line()).codePoints().toArray();
        int at = Math.min(problem.place().column() - 1, line.length);
        int start = line.length <= WIDEST_LINE ? 0 : Math.max(0, at - WIDEST_LINE / 2);
        int end = Math.min(line.length, start + WIDEST_LINE);
        int marks = Math.max(1, Math.min(problem.length(), end - at));

        String shown = Quoted.printable(new String(line, start, end - start)).stripTrailing();
        String number = Integer.toString(problem.place().line());
        String underline = " ".repeat(at - start) + painted("^".repeat(marks), RED);
        String hint = problem.suggestion() == null ? "" : " " + didYouMean(problem);
        out.append(painted(number + " |", DIM)).append(' ').append(shown).append('\n');
        out.append(painted(gutter + " |", DIM)).append(' ').append(underline).append(hint);
        out.append('\n');
    }

    private static String didYouMean(Problem problem) {
        return "did you mean \"" + problem.suggestion() + "\"?";
    }

    private static String summary(List<Problem> problems) {
        long errors = problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).count();
        long warnings = problems.size() - errors;
        return counted(errors, "error")
                + (warnings == 0 ? "" : ", " + counted(warnings, "warning"));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private String painted(String text, String with) {
        return colour ? with + text + PLAIN : text;
    }
}
