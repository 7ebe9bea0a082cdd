package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.schemas.problem.ErrorCatalogue;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemPrinter;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.problem.SourceText;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Whatever the text, there's a pipeline or there are problems with places in the file. */
class PipelineFuzzTest {
    private static final int FILES = 1_000;
    private static final String[] SNIPPETS = {
        "",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "  ",
        ":",
        ": ",
        "- ",
        "-",
        ",",
        "[",
        "]",
        "{",
        "}",
        "#",
        " #",
        "&a",
        "&a ",
        "*a",
        "*long",
        "<<: ",
        "!",
        "!!str ",
        "!x ",
        "|",
        "|2\n",
        ">-\n",
        "'",
        "\"",
        "\\",
        "%",
        "@",
        "`",
        "?",
        "? ",
        "---",
        "\n---\n",
        "\n...\n",
        "%YAML 1.2\n",
        "$",
        "$$",
        "${",
        "${A}",
        "${A:-b}",
        "}",
        "~",
        "null",
        "true",
        "NO",
        "0",
        "-1",
        "1e999",
        ".nan",
        "5%",
        "7d",
        "0s",
        "\uFEFF",
        "\u0000",
        "\u0007",
        "\u0085",
        "\u2028",
        "ä",
        "😀",
        "\uD83D",
        "\uDE00",
        "x-",
        "version",
        "features:",
        "\\x41",
        "(((((",
        "aggregate",
        "derive: d",
        "windows: [1d]"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void givesPipelineOrProblemsWithPlaces(long seed) throws IOException {
        Random random = new Random(seed);
        String good = Files.readString(PipelineLoaderTest.GOOD);

        for (int i = 0; i < FILES; i++) {
            String text = good;
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                text = edit(text, random);
            }
            check(text, "seed " + seed + ", file " + i + ":\n" + text);
        }
    }

    private static void check(String text, String about) {
        try {
            List<Problem> problems = load(text);
            SourceText source = new SourceText("f", text);
            for (Problem problem : problems) {
                Place place = problem.place();
                assertThat(place.line()).as(about).isBetween(1, source.lineCount());
                assertThat(place.column()).as(about).isBetween(1, source.width(place.line()) + 1);
                assertThat(ErrorCatalogue.find(problem.code())).as(about).isPresent();
            }
            assertThat(ProblemPrinter.of(source, false).print(problems)).as(about).isNotBlank();
            assertThat(load(text)).as(about).isEqualTo(problems);
        } catch (RuntimeException | StackOverflowError e) {
            fail(about, e);
        }
    }

    private static List<Problem> load(String text) {
        try {
            PipelineLoader.load("f", text, Map.of("A", "a"));
            return List.of();
        } catch (ProblemsException e) {
            assertThat(e.problems()).isNotEmpty();
            return e.problems();
        }
    }

    private static String edit(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, from) + snippet(random) + text.substring(from);
            case 2 -> text.substring(0, from) + snippet(random) + text.substring(to);
            case 3 -> withLinesMoved(text, random);
            default -> withTokensSwapped(text, random);
        };
    }

    private static String snippet(Random random) {
        return SNIPPETS[random.nextInt(SNIPPETS.length)];
    }

    /** Lines swapped, doubled, or put at another depth. */
    private static String withLinesMoved(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int one = random.nextInt(lines.size());
        int other = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> Collections.swap(lines, one, other);
            case 1 -> lines.add(other, lines.get(one));
            default -> lines.set(one, " ".repeat(random.nextInt(4)) + lines.get(one).strip());
        }
        return String.join("\n", lines);
    }

    private static String withTokensSwapped(String text, Random random) {
        String[] tokens = text.split("(?<=[ ,:\\n])", -1);
        int one = random.nextInt(tokens.length);
        tokens[one] = tokens[random.nextInt(tokens.length)];
        return String.join("", tokens);
    }
}
