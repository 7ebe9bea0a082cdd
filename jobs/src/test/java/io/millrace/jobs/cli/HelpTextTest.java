package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The help of every command, compared with {@code src/test/resources/help.txt}, so that a review
 * sees each change of what users read. After a wanted change: run with {@code
 * -Dmillrace.golden=write}.
 */
class HelpTextTest {
    private static final Path GOLDEN = Path.of("src/test/resources/help.txt");

    @TempDir Path folder;

    @Test
    void saysWhatTheGoldenFileSays() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String command : commands(root(), "")) {
            text.append("$ millrace").append(command).append(" --help\n");
            text.append(help(command)).append("\n");
        }

        if ("write".equals(System.getProperty("millrace.golden"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, text);
        }

        assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void hasExamplesInEveryHelp() {
        for (String command : commands(root(), "")) {
            assertThat(help(command)).as(command).contains("Examples:\n  ").contains("  millrace");
        }
    }

    private String help(String command) {
        TestSession session = new TestSession();
        List<String> words = new ArrayList<>(List.of(command.trim().split(" ")));
        words.removeIf(String::isEmpty);
        words.add("--help");
        assertThat(session.run(words.toArray(String[]::new))).as(command).isZero();
        assertThat(session.err()).as(command).isEmpty();
        return session.out().lines().map(String::stripTrailing).reduce("", (a, b) -> a + b + "\n");
    }

    private static CommandLine root() {
        return MillraceCommand.commandLine(new TestSession().session());
    }

    private static List<String> commands(CommandLine line, String name) {
        List<String> names = new ArrayList<>(List.of(name));
        line.getSubcommands()
                .forEach((sub, child) -> names.addAll(commands(child, name + " " + sub)));
        return names;
    }
}
