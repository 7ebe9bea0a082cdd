package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.train.FrozenExamples;
import io.millrace.scoring.train.Reproduction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

@Timeout(180)
class TrainCommandTest {
    private static final String HEADER = "id,at,amount,country,is_fraud\n";

    @TempDir Path folder;

    /** A payment a minute; large ones abroad are frauds more often. */
    private static List<String> rows() {
        Random random = new Random(5);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            double amount = 100 * random.nextDouble();
            boolean abroad = random.nextInt(4) == 0;
            boolean fraud = amount + (abroad ? 40 : 0) + 20 * random.nextGaussian() > 110;
            rows.add(
                    "p%d,%s,%s,%s,%s"
                            .formatted(
                                    i,
                                    Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * i),
                                    i % 17 == 0 ? "" : Double.toString(amount),
                                    abroad ? "FR" : "DE",
                                    i % 100 == 7 ? "" : fraud ? "1" : "0"));
        }
        return rows;
    }

    private TestSession train(int expected, String... more) {
        TestSession session = new TestSession(folder, Map.of());
        String[] arguments = new String[more.length + 1];
        arguments[0] = "train";
        System.arraycopy(more, 0, arguments, 1, more.length);
        assertThat(session.run(arguments)).as(session.err()).isEqualTo(expected);
        return session;
    }

    private static JsonNode result(TestSession session) throws IOException {
        return Json.MAPPER.readTree(session.out()).path("trainings").get(0);
    }

    @Test
    void trainsFromAFileWithoutAnyCluster() throws Exception {
        Files.writeString(folder.resolve("rows.csv"), HEADER + String.join("\n", rows()) + "\n");

        TestSession session =
                train(
                        ExitCode.DONE,
                        "--input",
                        "rows.csv",
                        "--label",
                        "is_fraud",
                        "--without",
                        "id",
                        "--trials",
                        "4",
                        "--seed",
                        "3",
                        "--name",
                        "fraud",
                        "--into",
                        "out",
                        "--json");

        JsonNode row = result(session);
        assertThat(row.path("gate").asText()).isEqualTo("passed");
        assertThat(row.path("value").asDouble()).isGreaterThan(0.85);
        assertThat(row.path("held_out").asInt()).isEqualTo(297);
        assertThat(session.err())
                .contains("rows are in the order of at; the newest are held out")
                .contains("15 rows without a label are left out");
        ModelArtifact artifact =
                ModelArtifact.load(Files.readAllBytes(folder.resolve("out/fraud.model")));
        assertThat(artifact.digest()).isEqualTo(row.path("digest").asText());
        assertThat(artifact.inputs().fields())
                .extracting(field -> field.name())
                .containsExactly("amount", "country");
        assertThat(Files.readString(folder.resolve("out/card.md")))
                .startsWith("# Model card: fraud\n")
                .contains("Events from 2026-01-01T00:00:00Z to 2026-01-02T00:59:00Z")
                .contains("## Permutation importance");
        JsonNode card = Json.MAPPER.readTree(folder.resolve("out/card.json").toFile());
        assertThat(card.path("trials").size()).isGreaterThanOrEqualTo(4);
        List<String> experiments = Files.readAllLines(folder.resolve("out/experiments.jsonl"));
        assertThat(experiments).hasSize(card.path("trials").size() + 1);
        assertThat(Json.MAPPER.readTree(experiments.get(0)).path("step").asText()).isEqualTo("0");
    }

    /** Their time is what counts. */
    @Test
    void givesTheSameModelWhateverTheOrderOfTheFile() throws Exception {
        List<String> rows = rows();
        Files.writeString(folder.resolve("a.csv"), HEADER + String.join("\n", rows) + "\n");
        Collections.shuffle(rows, new Random(9));
        Files.writeString(folder.resolve("b.csv"), HEADER + String.join("\n", rows) + "\n");
        String[] options = {
            "--label", "is_fraud", "--without", "id", "--algorithm", "xgboost", "--json", "--into"
        };

        List<String> digests = new ArrayList<>();
        for (String file : List.of("a", "b")) {
            List<String> arguments = new ArrayList<>(List.of("--input", file + ".csv"));
            arguments.addAll(Arrays.asList(options));
            arguments.add(file);
            TestSession session = train(ExitCode.DONE, arguments.toArray(String[]::new));
            digests.add(result(session).path("digest").asText());
        }

        assertThat(digests.get(0)).isEqualTo(digests.get(1));
    }

    @Test
    void takesModelAndFeaturesOfAPipelineFile() throws Exception {
        Files.writeString(folder.resolve("rows.csv"), HEADER + String.join("\n", rows()) + "\n");
        writePipeline("shop", 0.999);

        TestSession session =
                train(
                        ExitCode.NO,
                        "--input",
                        "rows.csv",
                        "--label",
                        "is_fraud",
                        "-f",
                        "pipeline.yaml",
                        "--into",
                        "out",
                        "--json");

        assertThat(result(session).path("gate").asText()).isEqualTo("refused");
        assertThat(session.err()).contains("at least 0.999 is asked");
        ModelArtifact artifact =
                ModelArtifact.load(Files.readAllBytes(folder.resolve("out/fraud.model")));
        assertThat(artifact.inputs().fields()).extracting(f -> f.name()).containsExactly("amount");
        assertThat(artifact.fingerprint()).isEqualTo(fingerprint());
        assertThat(Files.readString(folder.resolve("out/card.md")))
                .contains("| amount | double | The event's own amount. |");
    }

    @Test
    void saysWhatIsWrongWithTheOptionsOrTheFile() throws Exception {
        Files.writeString(folder.resolve("rows.csv"), HEADER + String.join("\n", rows()) + "\n");
        Files.writeString(
                folder.resolve("few.csv"), HEADER + String.join("\n", rows().subList(0, 9)));
        Files.createDirectories(folder.resolve("there"));
        Files.writeString(folder.resolve("there/card.md"), "a card");
        String[] file = {"--input", "rows.csv", "--label", "is_fraud", "--into", "x"};

        assertThat(train(ExitCode.USAGE, "--label", "x").err()).contains("name one with --input");
        assertThat(train(ExitCode.USAGE, "--input", "rows.csv").err()).contains("--label");
        assertThat(train(ExitCode.USAGE, "--input", "rows.csv", "--label", "is_fraud").err())
                .contains("name a folder with --into");
        assertThat(train(ExitCode.USAGE, with(file, "--from", "2026-01-01")).err())
                .contains("name one source");
        assertThat(train(ExitCode.USAGE, with(file, "--publish")).err())
                .contains("--publish needs");
        assertThat(train(ExitCode.USAGE, with(file, "--without", "nobody")).err())
                .contains("has no column \"nobody\"");
        assertThat(train(ExitCode.USAGE, with(file, "--trials", "1")).err())
                .contains("auto searches");
        assertThat(
                        train(
                                        ExitCode.USAGE,
                                        "--input",
                                        "rows.csv",
                                        "--label",
                                        "is_fraud",
                                        "--into",
                                        "there")
                                .err())
                .contains("--overwrite");
        assertThat(
                        train(
                                        ExitCode.NO,
                                        "--input",
                                        "few.csv",
                                        "--label",
                                        "is_fraud",
                                        "--algorithm",
                                        "xgboost",
                                        "--into",
                                        "x")
                                .err())
                .contains("nothing was trained: only 7 rows to learn from");
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    private void writePipeline(String name, double floor) throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                version: 1
                pipeline: %s
                sources: {sales: {schema: sale.avsc, id: id, event_time: at}}
                features:
                  - fields: [amount]
                model:
                  name: fraud
                  trainer: {algorithm: logistic_regression, seed: 4}
                  gate: {metric: auc, at_least: %s}
                """
                        .formatted(name, floor));
        Files.writeString(
                folder.resolve("sale.avsc"),
                """
                {"type": "record", "name": "Sale", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "amount", "type": "double"}]}
                """);
    }

    private String fingerprint() {
        return CheckedPipeline.load(folder.resolve("pipeline.yaml"), Map.of(), Optional::empty)
                .plan()
                .fingerprint();
    }

    /** One a second, labelled two seconds later. */
    private static List<byte[]> examples(LifeCycleTopics log, String fingerprint) {
        Random random = new Random(7);
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            double score = random.nextDouble();
            ScoredEvent like = TestShop.scored("e" + i, i * 1_000L, Role.CHAMPION, "one", score);
            ScoredEvent event =
                    new ScoredEvent(
                            like.predictionId(),
                            like.pipeline(),
                            like.eventId(),
                            like.eventTime(),
                            like.entities(),
                            like.model(),
                            like.version(),
                            like.digest(),
                            like.role(),
                            like.epoch(),
                            like.score(),
                            like.decision(),
                            like.threshold(),
                            fingerprint,
                            like.reasons(),
                            like.shadowScores(),
                            like.features());
            values.add(
                    log.shop.value(
                            new LabelledPrediction(
                                    score + random.nextGaussian() / 4 > 0.5 ? 1 : 0,
                                    LabelOrigin.RECORD,
                                    (i + 2) * 1_000L,
                                    1,
                                    null,
                                    event)));
        }
        return values;
    }

    @Test
    void trainsFromTheTopicAndPublishesLikeTheJob() throws Exception {
        try (LifeCycleTopics log = new LifeCycleTopics(folder)) {
            log.begin();
            writePipeline(log.pipeline(), 0.6);
            log.topics.write(
                    log.topic(TopicKind.TRAINING_EXAMPLES), 0, examples(log, fingerprint()));
            TestSession session = log.session();

            assertThat(
                            log.run(
                                    session,
                                    "train",
                                    "--from",
                                    "1970-01-01T00:01:40Z",
                                    "--to",
                                    "1970-01-01T00:08:20Z",
                                    "--into",
                                    "out",
                                    "--publish",
                                    "--yes",
                                    "--json"))
                    .as(session.err())
                    .isZero();

            JsonNode row = result(session);
            assertThat(row.path("rows").asInt()).isEqualTo(320);
            ModelVersion version = log.written(TopicKind.MODELS, ModelVersion.class).get(0);
            assertThat(version.getDigest()).isEqualTo(row.path("digest").asText());
            assertThat(version.getVersion()).isNull();
            assertThat(version.getReferenceProfile()).isNotNull();
            assertThat(version.getLineage().getFromEventTime())
                    .isEqualTo(Instant.ofEpochSecond(100));
            assertThat(version.getLineage().getToEventTime()).isEqualTo(Instant.ofEpochSecond(499));
            assertThat(version.getAsOf()).isEqualTo(Instant.ofEpochSecond(601));
            assertThat(log.written(TopicKind.EXPERIMENTS, Experiment.class)).hasSize(1);
            assertThat(
                            Reproduction.train(
                                            version,
                                            FrozenExamples.read(
                                                    log.written(
                                                            TopicKind.DATASETS,
                                                            TrainingDatasetPart.class)))
                                    .digest())
                    .isEqualTo(version.getDigest());
        }
    }
}
