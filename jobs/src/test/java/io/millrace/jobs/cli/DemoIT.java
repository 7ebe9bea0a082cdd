package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The first command of the README, as a new user runs it, but with fewer payments. */
class DemoIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    @Test
    void tellsTheSameStoryTwiceWhoseAccountsAddUpAndLeavesNothingRunning() throws Exception {
        List<JsonNode> story = demo("first");
        List<JsonNode> again = demo("again");

        JsonNode sum = only(story, "sum");
        assertThat(sum.get("right").asBoolean()).as(sum.toString()).isTrue();
        assertThat(facts(story, "trigger", "cause")).startsWith("FIRST");
        assertThat(facts(story, "promotion", "version")).startsWith("1");
        assertThat(only(story, "auc").get("auc").asDouble()).isGreaterThan(0.9);
        assertThat(facts(story, "alert", "rule")).as("nothing changes in these days").isEmpty();

        assertThat(facts(again, "trigger", "trigger"))
                .isEqualTo(facts(story, "trigger", "trigger"));
        assertThat(facts(again, "training", "digest"))
                .as("the same trigger gives the same bytes")
                .isEqualTo(facts(story, "training", "digest"));
        assertThat(facts(again, "training", "reason"))
                .isEqualTo(facts(story, "training", "reason"));
        assertThat(facts(again, "promotion", "effective_from"))
                .as("and takes over at the same event time")
                .isEqualTo(facts(story, "promotion", "effective_from"));
        assertThat(folder.resolve("first/.millrace/environment.json")).doesNotExist();
    }

    private List<JsonNode> demo(String name) throws Exception {
        Path where = Files.createDirectories(folder.resolve(name));
        File out = where.resolve("out").toFile();
        String[] command = {
            Path.of(System.getProperty("millrace.distribution"), "millrace").toString(),
            "demo",
            "--seed",
            "7",
            "--events",
            "24000",
            "--speed",
            "1000",
            "--json"
        };
        Process demo =
                new ProcessBuilder(command)
                        .directory(where.toFile())
                        .redirectOutput(out)
                        .redirectError(where.resolve("err").toFile())
                        .start();
        try {
            assertThat(demo.waitFor(8, TimeUnit.MINUTES)).as("ended by itself").isTrue();
        } finally {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
        assertThat(demo.exitValue())
                .as(
                        "%s%n%s%n%s",
                        Files.readString(out.toPath()),
                        Files.readString(where.resolve("err")),
                        log(where))
                .isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(out.toPath())) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /** What a demo that has failed has logged, if anything. */
    private static String log(Path where) throws IOException {
        try (Stream<Path> files = Files.walk(where)) {
            Optional<Path> log = files.filter(file -> file.endsWith("millrace.log")).findFirst();
            return log.isPresent() ? Files.readString(log.get()) : "";
        }
    }

    private static JsonNode only(List<JsonNode> story, String kind) {
        List<JsonNode> lines = of(story, kind);
        assertThat(lines).as(kind).hasSize(1);
        return lines.get(0);
    }

    private static List<String> facts(List<JsonNode> story, String kind, String name) {
        return of(story, kind).stream().map(line -> line.get(name).asText()).toList();
    }

    private static List<JsonNode> of(List<JsonNode> story, String kind) {
        return story.stream().filter(line -> line.get("kind").asText().equals(kind)).toList();
    }
}
