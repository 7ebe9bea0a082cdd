package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What's found before anything is sent. */
class ReplayCommandTest {
    private static final Path ELEC2 = Path.of("examples/elec2/pipeline.yaml").toAbsolutePath();

    @TempDir Path folder;

    @Test
    void feedsEitherASourceOrTheLabels() {
        TestSession session = session();

        assertThat(session.run("replay", "--labels", "--source", "prices", "--csv", "a.csv"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("--labels and --source exclude each other");
    }

    @Test
    void tellsThatAPipelineHasNoLabels() throws IOException {
        Path pipeline = folder.resolve("pipeline.yaml");
        Files.writeString(
                pipeline,
                """
                version: 1
                pipeline: quiet
                sources: {prices: {schema: prices.avsc, id: id, event_time: at}}
                """);
        Files.copy(ELEC2.resolveSibling("prices.avsc"), folder.resolve("prices.avsc"));
        TestSession session = session();

        assertThat(session.run("replay", "--labels", "--csv", "a.csv")).isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("the pipeline has no labels");
    }

    @Test
    void readsLabelsByTheirOwnSchema() throws IOException {
        Files.writeString(folder.resolve("moves.csv"), "class\nUP\nDOWN\n");
        TestSession session = session();

        assertThat(replayMoves(session)).isEqualTo(ExitCode.NO);
        assertThat(session.err()).contains("moves.csv:2:1").contains("class").contains("\"UP\"");
    }

    /** Then it goes on to Kafka, which isn't there. */
    @Test
    void readsCellsByWhatTheyStandFor() throws IOException {
        Files.writeString(folder.resolve("moves.csv"), "class\nUP\nDOWN\n");
        TestSession session = session();

        assertThat(replayMoves(session, "--map", "class:UP=1,DOWN=0"))
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(session.err()).doesNotContain("UP");
    }

    private static int replayMoves(TestSession session, String... more) {
        String[] all = {
            "replay",
            "--labels",
            "-f",
            ELEC2.toString(),
            "--csv",
            "moves.csv",
            "--number",
            "--start",
            "1996-05-08",
            "--step",
            "30m",
            "--bootstrap",
            "127.0.0.1:1",
            "--registry",
            "http://127.0.0.1:1",
            "--timeout",
            "1s"
        };
        String[] arguments = java.util.Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, arguments, all.length, more.length);
        return session.run(arguments);
    }

    private TestSession session() {
        return new TestSession(folder, Map.of());
    }
}
