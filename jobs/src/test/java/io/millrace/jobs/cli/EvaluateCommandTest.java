package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Figures of the model {@code -1 + (amount - 100) / 25}, and 0.5 for DE, -0.25 for others. */
@Timeout(120)
class EvaluateCommandTest {
    /** Margins 3.5, 0.75, 0.3 and -3.25, and one without a label. */
    private static final String ROWS =
            """
            amount,country,fraud,note
            200,DE,1,a
            150,IT,0,b
            120,DE,1,c
            50,IT,0,d
            75,FR,,e
            """;

    @TempDir Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.write(folder.resolve("fraud.model"), PublishedModels.linear("f", 2, "DE").toBytes());
        Files.writeString(folder.resolve("rows.csv"), ROWS);
    }

    private int evaluate(TestSession session, String... more) {
        String[] own = {"evaluate", "--model", "fraud.model", "--data", "rows.csv"};
        String[] arguments = new String[own.length + more.length];
        System.arraycopy(own, 0, arguments, 0, own.length);
        System.arraycopy(more, 0, arguments, own.length, more.length);
        return session.run(arguments);
    }

    private TestSession session() {
        return new TestSession(folder, Map.of());
    }

    @Test
    void tellsFiguresWithTheirIntervals() throws Exception {
        TestSession session = session();

        assertThat(evaluate(session, "--label", "fraud")).as(session.err()).isZero();

        assertThat(session.out().lines().map(line -> line.trim().replaceAll(" {2,}", " | ")))
                .startsWith(
                        "METRIC | VALUE | FROM | TO",
                        "rows | 4 | - | -",
                        "positives | 2 | - | -",
                        "accuracy | 0.7500 | 0.3006 | 0.9544")
                .anyMatch(line -> line.startsWith("auc | 0.7500 | "))
                .anyMatch(line -> line.startsWith("precision | 0.6667 | 0.2077 | 0.9385"))
                .anyMatch(line -> line.startsWith("recall | 1.0000 | 0.3424 | 1.0000"));
        assertThat(session.err()).contains("1 rows without a label are left out");
    }

    @Test
    void exitsWithOneWhenAFigureIsMissed() throws Exception {
        TestSession held = session();
        TestSession missed = session();

        assertThat(evaluate(held, "--label", "fraud", "--at-least", "auc=0.75")).isZero();
        assertThat(
                        evaluate(
                                missed,
                                "--label",
                                "fraud",
                                "--at-least",
                                "auc=0.8",
                                "--at-most",
                                "log_loss=0.1",
                                "--json"))
                .isEqualTo(ExitCode.NO);

        assertThat(missed.err())
                .contains("auc is 0.7500; at least 0.8 is asked")
                .contains("at most 0.1 is asked");
        JsonNode metrics = Json.MAPPER.readTree(missed.out()).path("metrics");
        assertThat(metrics.findValuesAsText("metric")).contains("auc", "brier", "log_loss");
    }

    @Test
    void doesNotPassWhatCannotBeComputed() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "amount,country,fraud\n200,DE,1\n");
        TestSession session = session();

        assertThat(evaluate(session, "--label", "fraud", "--at-least", "auc=0.5"))
                .isEqualTo(ExitCode.NO);

        assertThat(session.err()).contains("auc can't be computed on these rows");
    }

    @Test
    void tellsWhatIsWrongWithTheData() throws IOException {
        TestSession label = session();
        TestSession metric = session();
        TestSession column = session();
        TestSession text = session();
        TestSession model = session();

        assertThat(evaluate(label, "--label", "froud")).isEqualTo(ExitCode.USAGE);
        assertThat(evaluate(metric, "--label", "fraud", "--at-least", "auk=1"))
                .isEqualTo(ExitCode.USAGE);
        Files.writeString(folder.resolve("rows.csv"), "amounts,country,fraud\n200,DE,1\n");
        assertThat(evaluate(column, "--label", "fraud")).isEqualTo(ExitCode.USAGE);
        Files.writeString(folder.resolve("rows.csv"), "amount,country,fraud\nmuch,DE,1\n");
        assertThat(evaluate(text, "--label", "fraud")).isEqualTo(ExitCode.USAGE);
        assertThat(model.run("evaluate", "--model", "x.m", "--data", "rows.csv", "--label", "y"))
                .isEqualTo(ExitCode.USAGE);

        assertThat(label.err()).contains("no column \"froud\"", "did you mean \"fraud\"?");
        assertThat(metric.err()).contains("no metric \"auk\"", "did you mean \"auc\"?");
        assertThat(column.err()).contains("no column \"amount\"", "did you mean \"amounts\"?");
        assertThat(text.err())
                .contains("column \"amount\" of rows.csv is texts, numbers are needed")
                .contains("\"much\"");
        assertThat(model.err()).contains("there is no file x.m, and it's no version either");
    }

    @Test
    void refusesLabelsThatAreNeitherZeroNorOne() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "amount,country,fraud\n1,DE,1\n2,DE,2\n");
        TestSession session = session();

        assertThat(evaluate(session, "--label", "fraud")).isEqualTo(ExitCode.USAGE);

        assertThat(session.err()).contains("row 2 of rows.csv has the label fraud = 2.0");
    }
}
