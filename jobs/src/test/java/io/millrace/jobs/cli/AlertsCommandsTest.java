package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.AlertAction;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.Severity;
import io.millrace.schemas.topic.TopicKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

@Timeout(120)
class AlertsCommandsTest {
    private static final String ID = "3f9c2e1b04d83f9c2e1b04d83f9c2e1b";

    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    private static void alert(String id, AlertState state, Severity severity, long asOf) {
        log.write(
                TopicKind.DRIFT_ALERTS,
                DriftAlert.class,
                DriftAlert.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setAlertId(id)
                        .setState(state)
                        .setSeverity(severity)
                        .setRule("psi")
                        .setSubject("amount")
                        .setEpisodeStart(Instant.ofEpochMilli(4_000))
                        .setAsOf(Instant.ofEpochMilli(asOf))
                        .setValue(0.41)
                        .setThreshold(0.25)
                        .setSummary("amount moved")
                        .setEvidence(List.of("psi 0.41 of at most 0.25"))
                        .build());
    }

    private static TestSession run(int expected, String... arguments) {
        TestSession session = log.session();
        assertThat(log.run(session, arguments)).as(session.err()).isEqualTo(expected);
        return session;
    }

    private static List<AlertCommand> written() {
        return log.written(TopicKind.ALERT_COMMANDS, AlertCommand.class);
    }

    @Test
    void listsWhatIsOpenTheMostUrgentFirst() {
        alert(ID, AlertState.FIRING, Severity.WARNING, 6_000);
        alert("77aa00bb11cc", AlertState.FIRING, Severity.WARNING, 5_000);
        alert("77aa00bb11cc", AlertState.FIRING, Severity.CRITICAL, 7_000);
        alert("0000000000aa", AlertState.FIRING, Severity.CRITICAL, 7_000);
        alert("0000000000aa", AlertState.RESOLVED, Severity.CRITICAL, 8_000);

        List<String> lines = run(0, "alerts", "list").out().lines().toList();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("77aa00bb11cc  firing  critical  psi");
        assertThat(lines.get(2)).startsWith("3f9c2e1b04d8  firing  warning");
        assertThat(run(0, "alerts", "list", "--all").out()).contains("resolved");
        assertThat(run(0, "alerts", "list", "--json").out()).contains(ID).contains("schemaVersion");
    }

    @Test
    void saysWhenNothingIsOpen() {
        assertThat(run(0, "alerts", "list").err()).contains("no alert is open");

        alert(ID, AlertState.FIRING, Severity.WARNING, 6_000);
        alert(ID, AlertState.RESOLVED, Severity.WARNING, 6_000);

        TestSession session = run(0, "alerts", "list");
        assertThat(session.err()).contains("no alert is open; 1 are over: alerts list --all");
        assertThat(session.out()).isEmpty();
    }

    @Test
    void showsEvidenceHistoryAndWhatPeopleSaid() {
        alert(ID, AlertState.FIRING, Severity.WARNING, 6_000);
        alert(ID, AlertState.FIRING, Severity.CRITICAL, 7_000);
        run(0, "alerts", "ack", "3f9c2e", "--reason", "looking at it");
        run(0, "alerts", "silence", "--alert", ID, "--for", "2h", "--reason", "known");

        String shown = run(0, "alerts", "show", "3f9c2e").out();
        String json = run(0, "alerts", "show", "3f9c2e", "--json").out();

        assertThat(shown)
                .contains(ID + "  firing critical")
                .contains("psi 0.41 of at most 0.25")
                .contains("1970-01-01T00:00:06Z  firing warning")
                .contains("looking at it")
                .contains(": known");
        assertThat(json)
                .contains("\"reason\" : \"looking at it\"")
                .contains("\"severity\" : \"critical\"");
    }

    @Test
    void acknowledgesOnce() {
        alert(ID, AlertState.FIRING, Severity.WARNING, 6_000);

        run(0, "alerts", "ack", "3f9c2e", "--reason", "mine");
        TestSession second = run(0, "alerts", "ack", "3f9c2e", "--reason", "again");

        assertThat(second.err()).contains("looks at it already: mine");
        assertThat(written()).hasSize(1);
        AlertCommand command = written().get(0);
        assertThat(command.getAction()).isEqualTo(AlertAction.ACKNOWLEDGE);
        assertThat(command.getAlertId()).isEqualTo(ID);
        assertThat(command.getActor()).isEqualTo(System.getProperty("user.name"));
        assertThat(command.getCommandId()).matches("[0-9a-f]{32}");
        assertThat(run(0, "alerts", "list").out()).contains("acknowledged by");
    }

    @Test
    void silencesForAWhileAndEndsIt() {
        alert(ID, AlertState.FIRING, Severity.WARNING, 6_000);
        Instant before = Instant.now();

        run(0, "alerts", "silence", "--rule", "psi", "--for", "2h", "--reason", "sale");

        AlertCommand silence = written().get(0);
        assertThat(silence.getRule()).isEqualTo("psi");
        assertThat(silence.getAlertId()).isNull();
        assertThat(Duration.between(before, Objects.requireNonNull(silence.getUntilWallClock())))
                .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
        assertThat(run(0, "alerts", "list").out()).contains("silenced until");
        assertThat(run(0, "alerts", "silences").out()).contains("sale");

        run(0, "alerts", "unsilence", silence.getCommandId(), "--reason", "done");

        assertThat(run(0, "alerts", "list").out()).doesNotContain("silenced until");
        assertThat(run(0, "alerts", "silences").err()).contains("nothing is silenced");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silence --for 2h --reason r | which alerts? name --alert ID, --rule RULE",
                "silence --rule psi --reason r | until when? name one of --for DURATION",
                "silence --rule psi --for 91d --reason r | within 90 days",
                "silence --rule psi --until 2001-01-01 --reason r | ends after now",
                "silence --rule psi --for soon --reason r | is no duration above 0",
                "silence --rule psi --for 1h | Missing required option: '--reason=TEXT'",
                "silence --alert 0000000 --for 1h --reason r | there is no alert",
                "ack 0000000 --reason r | there is no alert \"0000000\"",
                "unsilence 0000000 --reason r | there is no silence \"0000000\"",
                "show 0000000 | there is no alert \"0000000\""
            })
    void saysWhatIsWrong(String arguments, String message) {
        alert(ID, AlertState.FIRING, Severity.WARNING, 6_000);
        String[] all =
                Stream.concat(Stream.of("alerts"), Arrays.stream(arguments.trim().split(" ")))
                        .toArray(String[]::new);

        assertThat(run(ExitCode.USAGE, all).err()).contains(message);
        assertThat(written()).isEmpty();
    }
}
