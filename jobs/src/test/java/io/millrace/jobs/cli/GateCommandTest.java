package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A model that likes large amounts against one that likes small ones. */
@Timeout(120)
class GateCommandTest {
    @TempDir Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.write(folder.resolve("up.model"), PublishedModels.linear("f", 2, "DE").toBytes());
        Files.write(folder.resolve("down.model"), PublishedModels.linear("g", -2, "DE").toBytes());
        Files.writeString(
                folder.resolve("rows.csv"),
                "amount,country,fraud\n200,DE,1\n150,DE,0\n120,DE,1\n50,DE,0\n");
    }

    private TestSession gate(int expected, String... more) {
        TestSession session = new TestSession(folder, Map.of());
        String[] own = {"gate", "--data", "rows.csv", "--label", "fraud"};
        String[] arguments = new String[own.length + more.length];
        System.arraycopy(own, 0, arguments, 0, own.length);
        System.arraycopy(more, 0, arguments, own.length, more.length);
        assertThat(session.run(arguments)).as(session.err()).isEqualTo(expected);
        return session;
    }

    @Test
    void passesWhatIsBetterThanTheChampion() {
        TestSession session =
                gate(ExitCode.DONE, "--candidate", "up.model", "--champion", "down.model");

        assertThat(session.out()).isEqualTo("passed: auc 0.7500 on the 4 rows, champion 0.2500\n");
        assertThat(session.err()).contains("they were trained on different feature sets");
    }

    @Test
    void refusesWhatIsWorseThanTheChampion() throws Exception {
        TestSession session =
                gate(
                        ExitCode.NO,
                        "--candidate",
                        "down.model",
                        "--champion",
                        "up.model",
                        "--at-least",
                        "0.2",
                        "--json");

        JsonNode verdict = Json.MAPPER.readTree(session.out()).path("verdict").get(0);
        assertThat(verdict.path("verdict").asText()).isEqualTo("refused");
        assertThat(verdict.path("candidate").asDouble()).isEqualTo(0.25);
        assertThat(verdict.path("champion").asDouble()).isEqualTo(0.75);
        assertThat(verdict.path("reason").asText()).endsWith("the champion's at least is asked");
    }

    @Test
    void refusesWhatMissesTheFloorOrTheMargin() {
        String[] floor = {"--candidate", "up.model", "--at-least", "0.8"};
        String[] margin = {
            "--candidate", "up.model", "--champion", "up.model", "--beat-champion-by", "0.01"
        };

        assertThat(gate(ExitCode.NO, floor).out()).contains("at least 0.8 is asked");
        assertThat(gate(ExitCode.NO, margin).out())
                .contains("0.01 more than the champion's is asked");
    }

    @Test
    void comparesAccuracyWithTheMajorityToo() {
        assertThat(gate(ExitCode.DONE, "--candidate", "up.model", "--metric", "accuracy").out())
                .isEqualTo("passed: accuracy 0.7500 on the 4 rows, majority 0.5000\n");
    }

    @Test
    void tellsASettingThatCannotBe() {
        assertThat(gate(ExitCode.USAGE, "--candidate", "up.model", "--at-least", "2").err())
                .contains("atLeast is 2.0");
    }
}
