package io.millrace.schemas.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class ProblemPrinterTest {
    private static final SourceText SOURCE =
            new SourceText(
                    "pipeline.yaml",
                    "version: 1\r\nentities:\r\n  account: acount_id\r\n\tx: 😀 y\u001B");

    private final ProblemPrinter printer = ProblemPrinter.of(SOURCE, false);

    private static Problem problem(int line, int column, int length, String... notes) {
        Place place = new Place("pipeline.yaml", line, column);
        return Problem.error("MR-2104", "unknown column \"acount_id\"", place, length, notes);
    }

    @Test
    void showsPlaceLineUnderlineNearestNameAndNotes() {
        Problem problem = problem(3, 12, 9, "transactions has: account_id, amount");

        assertThat(printer.print(List.of(problem.suggesting("account_id"))))
                .isEqualTo(
                        """
                        error MR-2104: unknown column "acount_id"
                          --> pipeline.yaml:3:12
                        3 |   account: acount_id
                          |            ^^^^^^^^^ did you mean "account_id"?
                          = transactions has: account_id, amount
                          = more: millrace help MR-2104

                        1 error
                        """);
    }

    @Test
    void underlinesByCharacterBehindTabsAndEmoji() {
        assertThat(printer.print(List.of(problem(4, 7, 1))))
                .contains("4 |  x: 😀 y·\n  |       ^\n");
    }

    @Test
    void countsErrorsAndWarnings() {
        Problem error = problem(1, 1, 1);
        Problem warning =
                new Problem(
                        "MR-2999",
                        Problem.Severity.WARNING,
                        "odd",
                        new Place("pipeline.yaml", 2, 1),
                        1,
                        null,
                        List.of());

        String text = printer.print(List.of(error, error, warning));

        assertThat(text).contains("warning MR-2999: odd").endsWith("\n2 errors, 1 warning\n");
    }

    @Test
    void doesWithoutTheSourceOfAnotherFile() {
        ProblemPrinter blind = new ProblemPrinter(file -> Optional.empty(), false);

        assertThat(blind.print(List.of(problem(3, 12, 9).suggesting("account_id"))))
                .startsWith(
                        """
                        error MR-2104: unknown column "acount_id"
                          --> pipeline.yaml:3:12
                          = did you mean "account_id"?
                          = more: millrace help MR-2104
                        """);
    }

    @Test
    void staysWithinTheLineWhateverTheLength() {
        assertThat(printer.print(List.of(problem(1, 10, 500)))).contains("  |          ^\n");
        assertThat(printer.print(List.of(problem(1, 11, 1)))).contains("  |           ^\n");
        assertThat(printer.print(List.of(problem(99, 70, 3)))).contains("99 | \n   | ^\n");
    }

    @Test
    void cutsLongLinesAroundTheFault() {
        SourceText wide =
                new SourceText("pipeline.yaml", "a".repeat(500) + "BAD" + "a".repeat(500));

        String text = ProblemPrinter.of(wide, false).print(List.of(problem(1, 501, 3)));

        String[] lines = text.split("\n", -1);
        assertThat(lines[2]).hasSizeLessThan(130);
        assertThat(lines[2].indexOf("BAD")).isEqualTo(lines[3].indexOf("^^^"));
    }

    @Test
    void coloursOnlyWhenAsked() {
        List<Problem> problems = List.of(problem(3, 12, 9));

        assertThat(printer.print(problems)).doesNotContain("\u001B");
        assertThat(ProblemPrinter.of(SOURCE, true).print(problems))
                .contains("\u001B[1;31merror MR-2104\u001B[0m: unknown column");
    }
}
