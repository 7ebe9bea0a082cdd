package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What can be wrong with a file before it's YAML. */
class PipelineFileTest {
    @TempDir private Path directory;

    private Problem onlyProblem(Path file) {
        List<Problem> problems =
                catchThrowableOfType(
                                ProblemsException.class, () -> PipelineLoader.load(file, Map.of()))
                        .problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void tellsThatFileIsMissing() {
        Path file = directory.resolve("absent.yaml");

        Problem problem = onlyProblem(file);

        assertThat(problem.code()).isEqualTo(PipelineFileError.UNREADABLE_FILE.code());
        assertThat(problem.message()).contains("there is no such file");
        assertThat(problem.place()).isEqualTo(new Place(file.toString(), 1, 1));
    }

    @Test
    void tellsThatFileIsDirectory() {
        assertThat(onlyProblem(directory).message()).contains("it's a directory");
    }

    @Test
    void refusesTenMegabytes() throws IOException {
        Path file = directory.resolve("large.yaml");
        Files.writeString(file, "# a line of comment\n".repeat(500_000));

        Problem problem = onlyProblem(file);

        assertThat(problem.code()).isEqualTo(PipelineFileError.TOO_LARGE.code());
        assertThat(problem.message()).contains("larger than 1 MiB");
    }

    @Test
    void refusesLongText() {
        String text = "#".repeat(PipelineLoader.MOST_BYTES + 1);

        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class, () -> PipelineLoader.load("f", text, Map.of()));

        assertThat(thrown.problems())
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.TOO_LARGE.code());
    }

    @Test
    void readsFileOfTheLargestSize() throws IOException {
        Path file = directory.resolve("largest.yaml");
        String text = Files.readString(PipelineLoaderTest.GOOD);
        Files.writeString(file, text + "#".repeat(PipelineLoader.MOST_BYTES - text.length()));

        assertThat(PipelineLoader.load(file, Map.of()).sources()).hasSize(2);
    }

    @Test
    void showsWhereTextStopsBeingUtf8() throws IOException {
        Path file = directory.resolve("latin.yaml");
        Files.write(file, "version: 1\n# Grüße\n".getBytes(StandardCharsets.ISO_8859_1));

        Problem problem = onlyProblem(file);

        assertThat(problem.code()).isEqualTo(PipelineFileError.NOT_TEXT.code());
        assertThat(problem.place()).isEqualTo(new Place(file.toString(), 2, 5));
    }

    @Test
    void refusesUtf16() throws IOException {
        Path file = directory.resolve("wide.yaml");
        Files.write(file, "version: 1\n".getBytes(StandardCharsets.UTF_16));

        assertThat(onlyProblem(file).code()).isEqualTo(PipelineFileError.NOT_TEXT.code());
    }

    @Test
    void multipliesNothingThroughAliases() {
        StringBuilder text = new StringBuilder("x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String previous = "*a" + (i - 1);
            text.append("x-a" + i + ": &a" + i + " [")
                    .append(String.join(", ", java.util.Collections.nCopies(9, previous)))
                    .append("]\n");
        }

        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () -> PipelineLoader.load("f", text.toString(), Map.of()));

        assertThat(thrown.problems())
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.TOO_COMPLEX.code());
    }

    @Test
    void readsListThatContainsItself() {
        String text =
                """
                version: 1
                pipeline: p
                sources: {s: {id: i, event_time: t, expect: &a [*a]}}
                """;

        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class, () -> PipelineLoader.load("f", text, Map.of()));

        assertThat(thrown.problems())
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.WRONG_KIND.code());
    }

    @Test
    void reportsMistakeAtAnAnchorOnceHoweverOftenItIsUsed() {
        String text =
                """
                version: 1
                pipeline: p
                sources: {s: {id: i, event_time: t}}
                entities: {a: a, b: b}
                features:
                  - {entity: a, aggregate: {x: [sum]}, windows: &w [1 h]}
                  - {entity: b, aggregate: {x: [sum]}, windows: *w}
                """;

        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class, () -> PipelineLoader.load("f", text, Map.of()));

        assertThat(thrown.problems())
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.BAD_DURATION.code());
    }

    @Test
    void stopsReportingAfterThousandProblems() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append("key_").append(i).append(": ${UNSET}\n");
        }

        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () -> PipelineLoader.load("f", text.toString(), Map.of()));

        assertThat(thrown.problems()).hasSize(1_000);
    }

    @Test
    void readsManyListsAndMapsSideBySide() {
        String text =
                "version: 1\npipeline: p\nsources: {s: {id: i, event_time: t}}\nx-lists: ["
                        + "[], {}, ".repeat(500)
                        + "]\n";

        assertThat(PipelineLoader.load("f", text, Map.of()).features()).isEmpty();
    }
}
