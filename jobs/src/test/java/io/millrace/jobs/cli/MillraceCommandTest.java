package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

class MillraceCommandTest {
    private final TestSession session = new TestSession();

    @Test
    void namesTheNearestCommand() {
        assertThat(session.run("chekc")).isEqualTo(64);

        assertThat(session.err())
                .contains("unknown command \"chekc\"")
                .contains("did you mean \"check\"?");
        assertThat(session.out()).isEmpty();
    }

    @Test
    void namesTheNearestOption() {
        assertThat(session.run("topics", "list", "--boostrap", "h:1")).isEqualTo(64);

        assertThat(session.err())
                .contains("unknown option \"--boostrap\"")
                .contains("did you mean \"--bootstrap\"?")
                .contains("see millrace topics list --help");
    }

    @Test
    void refusesAFormatThatDoesNotExist() {
        assertThat(session.run("version", "-o", "xml")).isEqualTo(64);

        assertThat(session.err()).contains("xml").contains("table, json, jsonl, csv");
    }

    @Test
    void showsHelpOnStandardErrorWithoutACommand() {
        assertThat(session.run()).isEqualTo(64);

        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("Usage: millrace");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q version --json", "version --json -q", "version -o json"})
    void takesSharedOptionsBeforeAndAfterTheCommand(String line) {
        assertThat(session.run(line.split(" "))).isZero();

        assertThat(session.out()).startsWith("{\n  \"schemaVersion\" : 1");
    }

    @Test
    void showsAStackTraceOnlyWhenAsked() {
        session.run("status");
        assertThat(session.err()).doesNotContain("\tat io.millrace");

        session.run("status", "-v");
        assertThat(session.err()).contains("\tat io.millrace");
    }

    @Test
    void saysPlainlyThatNothingRuns() {
        assertThat(session.run("topics", "list")).isEqualTo(69);

        assertThat(session.err())
                .contains("error: no environment runs in")
                .contains("millrace demo")
                .contains("MILLRACE_BOOTSTRAP");
    }

    @Test
    void saysPlainlyThatNoBrokerAnswers() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(session.run("topics", "list", "--bootstrap", "127.0.0.1:" + free)).isEqualTo(69);

        assertThat(session.err())
                .contains("no Kafka broker answers at 127.0.0.1:" + free)
                .contains("Connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "host:", "host:port", ":9092", "h:70000"})
    void refusesWhatIsNoAddress(String address) {
        assertThat(session.run("status", "--bootstrap", address)).isEqualTo(64);

        assertThat(session.err()).contains("HOST:PORT");
    }

    @Test
    void needsTheScriptForAnEnvironmentOnThisMachine() {
        assertThat(session.run("demo", "--parallelism", "0")).isEqualTo(64);

        assertThat(session.err()).contains("--parallelism is 0");
    }

    @Test
    void refusesTwoPipelineFiles() {
        assertThat(session.run("dev", "a.yaml", "-f", "b.yaml")).isEqualTo(64);

        assertThat(session.err()).contains("a.yaml").contains("b.yaml");
    }

    @Test
    void colorsOnlyATerminalThatWantsIt() {
        assertThat(errorOn(Map.of(), "out", "err")).contains("\u001b[");
        assertThat(errorOn(Map.of(), "out")).doesNotContain("\u001b[");
        assertThat(errorOn(Map.of("NO_COLOR", "1"), "out", "err")).doesNotContain("\u001b[");
        assertThat(errorOn(Map.of("TERM", "dumb"), "out", "err")).doesNotContain("\u001b[");
    }

    private static String errorOn(Map<String, String> environment, String... terminals) {
        TestSession session = new TestSession(Path.of("/"), environment, terminals);
        session.run("topics", "list");
        return session.err();
    }

    @Test
    void printsAScriptForEachShell() {
        assertThat(session.run("completion", "zsh")).isZero();

        assertThat(session.out()).startsWith("autoload").contains("_complete_millrace");
    }

    @Test
    void tellsVersions() {
        assertThat(session.run("version", "-o", "csv")).isZero();

        assertThat(session.out())
                .contains("millrace,")
                .doesNotContain("unknown")
                .doesNotContain("$");
    }
}
