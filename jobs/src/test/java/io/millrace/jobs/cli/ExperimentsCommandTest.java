package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(120)
class ExperimentsCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    private static void trial(
            String run, int step, int trial, int depth, int rows, @Nullable Double auc) {
        write(
                base(run, Integer.toString(step), depth, rows, auc)
                        .setTrial(trial)
                        .setFolds(3)
                        .setNote(auc == null ? "too few rows" : "")
                        .build());
    }

    private static void candidate(String run, double auc, double brier, String data) {
        write(
                base(run, "candidate", 6, 320, auc)
                        .setMetrics(Map.of("auc", auc, "brier", brier))
                        .setDataDigest(data.repeat(64))
                        .setChosen(true)
                        .setVersionDigest("c".repeat(64))
                        .build());
    }

    private static Experiment.Builder base(
            String run, String step, int depth, int rows, @Nullable Double auc) {
        return Experiment.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setRun(run)
                .setStep(step)
                .setAlgorithm("xgboost")
                .setParameters(Map.of("trees", "100", "depth", Integer.toString(depth)))
                .setSeed(7)
                .setRows(rows)
                .setMetric("auc")
                .setValue(auc)
                .setDataDigest("d".repeat(64))
                .setFingerprint("f")
                .setAsOf(Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static void write(Experiment experiment) {
        log.write(TopicKind.EXPERIMENTS, Experiment.class, experiment);
    }

    private static void search() {
        trial("run-a", 0, 0, 6, 100, 0.7);
        trial("run-a", 1, 1, 9, 100, 0.99);
        trial("run-a", 2, 2, 3, 100, null);
        trial("run-a", 3, 0, 6, 300, 0.8);
        trial("run-a", 4, 1, 9, 300, 0.75);
        candidate("run-a", 0.81, 0.2, "d");
        candidate("run-b", 0.79, 0.1, "e");
        candidate("run-b", 0.79, 0.1, "e");
    }

    private static List<String> column(TestSession session, String name) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonNode row : Json.MAPPER.readTree(session.out()).path("experiments")) {
            values.add(row.path(name).asText());
        }
        return values;
    }

    @Test
    void listsEachStepOnceInOrder() throws Exception {
        search();
        TestSession table = log.session();
        TestSession json = log.session();
        TestSession candidates = log.session();

        assertThat(log.run(table, "experiments", "list", "--run", "run-a")).isZero();
        assertThat(log.run(json, "experiments", "list", "--json")).isZero();
        assertThat(log.run(candidates, "experiments", "list", "--candidates", "--json")).isZero();

        assertThat(table.out())
                .startsWith("RUN    STEP       TRIAL  ALGORITHM  SETTINGS")
                .contains("run-a  2              2  xgboost    depth=3 trees=100")
                .contains("too few rows")
                .doesNotContain("run-b");
        assertThat(column(json, "step"))
                .containsExactly("0", "1", "2", "3", "4", "candidate", "candidate");
        assertThat(column(candidates, "run")).containsExactly("run-a", "run-b");
    }

    @Test
    void ranksCandidatesByAnyFigureAndTrialsOnTheMostRows() throws Exception {
        search();
        TestSession byGate = log.session();
        TestSession byBrier = log.session();
        TestSession trials = log.session();

        assertThat(log.run(byGate, "experiments", "best", "--json")).isZero();
        assertThat(log.run(byBrier, "experiments", "best", "--metric", "brier", "--json")).isZero();
        assertThat(log.run(trials, "experiments", "best", "--run", "run-a", "-n", "1", "--json"))
                .isZero();

        assertThat(column(byGate, "run")).containsExactly("run-a", "run-b");
        assertThat(column(byBrier, "run")).containsExactly("run-b", "run-a");
        assertThat(column(trials, "step")).containsExactly("3");
    }

    @Test
    void comparesSettingsDataAndFigures() throws Exception {
        search();
        TestSession candidates = log.session();
        TestSession trials = log.session();

        assertThat(log.run(candidates, "experiments", "compare", "run-a", "run-b")).isZero();
        assertThat(
                        log.run(
                                trials,
                                "experiments",
                                "compare",
                                "run-a/0",
                                "run-a/candidate",
                                "--json"))
                .isZero();

        assertThat(candidates.err()).contains("they're of different examples");
        assertThat(candidates.out())
                .containsPattern("brier +0.2000 +0.1000")
                .containsPattern("data +dddddddddddd +eeeeeeeeeeee");
        assertThat(trials.err()).doesNotContain("different");
        JsonNode first = Json.MAPPER.readTree(trials.out()).path("comparison").get(0);
        assertThat(first.path("what").asText()).isEqualTo("algorithm");
        assertThat(first.path("run-a/0").asText()).isEqualTo("xgboost");
    }

    @Test
    void saysWhichRunsStepsAndFiguresThereAre() throws Exception {
        TestSession nothing = log.session();
        assertThat(log.run(nothing, "experiments", "list", "--run", "x")).isEqualTo(ExitCode.USAGE);
        search();
        TestSession run = log.session();
        TestSession many = log.session();
        TestSession step = log.session();
        TestSession figure = log.session();

        assertThat(log.run(run, "experiments", "compare", "run-c", "run-a"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(log.run(many, "experiments", "list", "--run", "run")).isEqualTo(ExitCode.USAGE);
        assertThat(log.run(step, "experiments", "compare", "run-a/9", "run-a"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(log.run(figure, "experiments", "best", "--metric", "brie"))
                .isEqualTo(ExitCode.USAGE);

        assertThat(nothing.err()).contains("nothing was trained yet");
        assertThat(run.err()).contains("there is no run \"run-c\"").contains("did you mean");
        assertThat(many.err()).contains("begins 2 runs").contains("[run-a, run-b]");
        assertThat(step.err()).contains("no step \"9\"").contains("[0, 1, 2, 3, 4, candidate]");
        assertThat(figure.err()).contains("did you mean \"brier\"?");
    }
}
