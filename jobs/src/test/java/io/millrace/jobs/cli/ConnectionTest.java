package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ConnectionTest {
    private static final Map<String, String> VARIABLES =
            Map.of("MILLRACE_BOOTSTRAP", "env:1", "MILLRACE_REGISTRY", "http://env");

    @TempDir Path folder;

    @Test
    void prefersTheOptionToTheVariable() {
        Endpoints found = resolve(folder, VARIABLES, "--bootstrap", "flag:1");

        assertThat(found.bootstrap()).isEqualTo("flag:1");
        assertThat(found.registry().orElseThrow().urls()).containsExactly("http://env");
    }

    @Test
    void findsWhatRunsInAFolderAbove() throws IOException {
        write(ProcessHandle.current().pid());
        Path below = Files.createDirectories(folder.resolve("a/b"));

        Endpoints found = resolve(below, Map.of());

        assertThat(found.bootstrap()).isEqualTo("127.0.0.1:9");
        assertThat(found.registry().orElseThrow().urls()).containsExactly("http://127.0.0.1:8");
        assertThat(found.local()).isPresent();
    }

    @Test
    void prefersTheVariableToWhatRuns() throws IOException {
        write(ProcessHandle.current().pid());

        assertThat(resolve(folder, VARIABLES).bootstrap()).isEqualTo("env:1");
    }

    @Test
    void saysThatTheEnvironmentHasEnded() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        write(ended.pid());

        assertThatThrownBy(() -> resolve(folder, Map.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("has ended")
                .extracting(failure -> ((CommandFailure) failure).exitCode())
                .isEqualTo(69);
    }

    @Test
    void forgetsAnEnvironmentThatIsRemoved() throws IOException {
        write(ProcessHandle.current().pid());
        LocalEnvironment.remove(folder);

        assertThat(LocalEnvironment.find(folder)).isEmpty();
    }

    @Test
    void readsClientPropertiesFromAFile() throws IOException {
        Files.writeString(folder.resolve("c.properties"), "security.protocol=SSL\n");

        Endpoints found = resolve(folder, VARIABLES, "--config", "c.properties");

        assertThat(found.clientSettings()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void refusesAClientPropertiesFileThatIsNotThere() {
        assertThatThrownBy(() -> resolve(folder, VARIABLES, "--config", "none"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("none");
    }

    private void write(long pid) throws IOException {
        new LocalEnvironment(pid, "127.0.0.1:9", "http://127.0.0.1:8", "http://127.0.0.1:7", "p")
                .write(folder);
    }

    private static Endpoints resolve(
            Path folder, Map<String, String> variables, String... options) {
        Connection connection = CommandLine.populateCommand(new Connection(), options);
        return connection.resolve(new TestSession(folder, variables).session());
    }
}
