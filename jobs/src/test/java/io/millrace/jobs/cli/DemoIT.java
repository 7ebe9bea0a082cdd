package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The first command of the README, as a new user runs it. */
class DemoIT {
    @TempDir Path folder;

    @Test
    void tellsAStoryWhoseAccountsAddUpAndLeavesNothingRunning() throws Exception {
        File out = folder.resolve("out").toFile();
        Process demo =
                new ProcessBuilder(
                                Path.of(System.getProperty("millrace.distribution"), "millrace")
                                        .toString(),
                                "demo",
                                "--seed",
                                "7")
                        .directory(folder.toFile())
                        .redirectOutput(out)
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        try {
            assertThat(demo.waitFor(8, TimeUnit.MINUTES)).as("ended by itself").isTrue();
        } finally {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }

        String story = Files.readString(out.toPath());
        assertThat(demo.exitValue())
                .as("%s\n%s", story, Files.readString(folder.resolve("err")))
                .isZero();
        assertThat(story)
                .contains("each record that was sent is in exactly one place")
                .contains("AUC of the served scores");
        assertThat(folder.resolve(".millrace/environment.json")).doesNotExist();
    }
}
