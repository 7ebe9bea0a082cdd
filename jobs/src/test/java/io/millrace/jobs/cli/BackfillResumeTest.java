package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.Main;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A backfill whose process is killed, and started again. */
class BackfillResumeTest {
    private static final long SEED = 4;

    @TempDir Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void goesOnAfterItWasKilledAndGivesTheSameBytes() throws Exception {
        BackfillShop.writeDefinitions(folder);
        BackfillShop.parquet(folder.resolve("sales.parquet"), BackfillShop.random(20_000, SEED));
        Path work = folder.resolve(".killed.parquet.backfill");

        Process child = start("killed.parquet");
        try {
            while (!hasCheckpoint(work)) {
                assertThat(child.waitFor(20, TimeUnit.MILLISECONDS))
                        .as("it has ended by itself: %s", log())
                        .isFalse();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve("killed.parquet")).doesNotExist();
        assertThat(Files.readString(work.resolve("run.json"))).doesNotContain("answered");

        TestSession second = new TestSession(folder, Map.of());
        assertThat(second.run(arguments("killed.parquet", "2"))).as(second.err()).isZero();
        TestSession whole = new TestSession(folder, Map.of());
        assertThat(whole.run(arguments("whole.parquet", "1"))).as(whole.err()).isZero();

        assertThat(second.err()).contains("going on with what an earlier run has left");
        assertThat(Files.readAllBytes(folder.resolve("killed.parquet")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole.parquet")));
        assertThat(work).doesNotExist();
    }

    @Test
    void leavesNothingUnderTheFinalNameWhenItIsInterrupted() throws IOException {
        BackfillShop.writeDefinitions(folder);
        BackfillShop.csv(folder.resolve("sales.csv"), BackfillShop.random(500, SEED));
        TestSession first = new TestSession(folder, Map.of());
        Session session = first.session();
        session.interruption().ask();

        int exitCode =
                MillraceCommand.run(
                        session, "backfill", "--input", "sales=sales.csv", "--output", "out.csv");

        assertThat(exitCode).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(folder.resolve("out.csv")).doesNotExist();
        assertThat(first.err()).contains("the same command goes on");
    }

    private static String[] arguments(String output, String parallelism) {
        return new String[] {
            "backfill",
            "--input",
            "sales=sales.parquet",
            "--output",
            output,
            "--parallelism",
            parallelism,
            "--checkpoint-every",
            "100ms"
        };
    }

    private Process start(String output) throws IOException {
        String[] arguments = arguments(output, "2");
        String[] java = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--add-opens",
            "java.base/java.util=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()
        };
        return new ProcessBuilder(Stream.concat(Stream.of(java), Stream.of(arguments)).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "child.log"))
                .start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("child.log"));
    }

    private static boolean hasCheckpoint(Path work) throws IOException {
        Path checkpoints = work.resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.anyMatch(path -> path.endsWith("_metadata"));
        } catch (java.io.UncheckedIOException e) {
            return false; // A checkpoint was dropped meanwhile.
        }
    }
}
