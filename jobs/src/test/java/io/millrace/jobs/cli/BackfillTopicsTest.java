package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.cli.BackfillShop.Sale;
import io.millrace.jobs.embedded.EmbeddedEnvironment;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Linear;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Transform;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code millrace backfill} from topics, beside the run that has served them. */
class BackfillTopicsTest {
    private static final List<Sale> SALES = ShopTopics.SALES;

    @TempDir Path folder;
    @TempDir Path data;

    private String bootstrap = "";
    private String registry = "";

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void givesTheVectorsThatWereServed() throws Exception {
        BackfillShop.writeDefinitions(folder);
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                "model: {name: fraud, trainer: {algorithm: logistic_regression}}\n",
                StandardOpenOption.APPEND);
        Path home = Path.of(System.getProperty("millrace.registry", "target/millrace/registry"));
        try (EmbeddedEnvironment environment =
                EmbeddedEnvironment.start(EmbeddedEnvironment.Settings.of(data, home))) {
            bootstrap = environment.kafka().bootstrap();
            registry = environment.registryUrl();
            ShopTopics topics = new ShopTopics(bootstrap, registry);
            ModelArtifact first = model(-1);
            ModelArtifact second = model(1);
            topics.serve(environment, folder, () -> deploy(topics, first, second));
            Files.write(folder.resolve("second.model"), second.toBytes());

            JsonNode served = run("served.jsonl", "--as-served", "--score", "as-served");
            JsonNode full = run("full.jsonl", "--full-knowledge");
            run("topic:rows", "--as-served");

            Map<String, JsonNode> rows = rows("served.jsonl");
            List<GenericRecord> predictions = topics.read("shop.predictions");
            assertThat(rows).hasSize(SALES.size()).hasSameSizeAs(predictions);
            predictions.forEach(prediction -> assertSame(prediction, row(rows, prediction)));
            predictions.forEach(prediction -> assertSameScore(prediction, row(rows, prediction)));
            assertThat(rows.values())
                    .extracting(row -> row.get("model_digest").asText())
                    .contains(first.digest(), second.digest());
            run("second.jsonl", "--as-served", "--score", "second.model");
            Map<String, JsonNode> bySecond = rows("second.jsonl");
            predictions.stream()
                    .filter(one -> second.digest().equals(String.valueOf(one.get("digest"))))
                    .forEach(one -> assertSameScore(one, row(bySecond, one)));
            assertThat(served.get("late").asLong()).isEqualTo(1);
            assertThat(served.get("duplicates").asLong()).isEqualTo(1);
            assertThat(full.get("late").asLong()).isZero();
            assertThat(full.get("duplicates").asLong()).isEqualTo(1);
            assertThat(rows("full.jsonl")).hasSize(SALES.size() + 1).containsKey("late");
            assertThat(topics.read("rows"))
                    .extracting(row -> row.get("event_id").toString())
                    .containsExactlyInAnyOrderElementsOf(rows.keySet());

            givesNoRowsTwice(topics, rows);
            readsRangesOfOffsets();
            readsInParallelWhatOneReaderReads();
            joinsLabelsOfTheirTopic(topics);
        }
    }

    private void givesNoRowsTwice(ShopTopics topics, Map<String, JsonNode> rows)
            throws IOException {
        assertThat(fails("topic:rows", "--as-served").err())
                .contains("topic rows has records already: rows would stand behind them");
        assertThat(fails("topic:nowhere", "--as-served").err())
                .contains("there is no topic nowhere");
        run("topic:rows", "--as-served", "--overwrite");
        assertThat(topics.read("rows"))
                .extracting(row -> row.get("event_id").toString())
                .containsExactlyInAnyOrderElementsOf(rows.keySet());
    }

    /** Rows have the features that they have without a range: what's before them is history. */
    private void readsRangesOfOffsets() throws IOException {
        run(
                "range.jsonl",
                "--from-offsets",
                "sales=0:40,1:70",
                "--to-offsets",
                "sales=0:100,1:110");
        Map<String, JsonNode> full = rows("full.jsonl");
        Map<String, JsonNode> asked = new TreeMap<>();
        ShopTopics.offsets()
                .forEach(
                        (id, at) -> {
                            boolean first = at.partition() == 0;
                            if (at.offset() >= (first ? 40 : 70)
                                    && at.offset() < (first ? 100 : 110)) {
                                asked.put(id, Objects.requireNonNull(full.get(id)));
                            }
                        });
        // Features see what was read: the newest of them may not see the other partition's.
        assertThat(rows("range.jsonl")).containsOnlyKeys(asked.keySet());
        long whole =
                rows("range.jsonl").entrySet().stream()
                        .filter(row -> row.getValue().equals(asked.get(row.getKey())))
                        .count();
        assertThat(whole).isGreaterThan(asked.size() / 2);
        assertThat(fails("range2.jsonl", "--to-offsets", "sales=0:100000").err())
                .contains("--to-offsets names sales/0@100000, and that partition has offsets 0 to");
        assertThat(fails("range2.jsonl", "--from-offsets", "sales=7:1").err())
                .contains("names partition 7 of sales, which has partitions 0 to 1");
    }

    private void readsInParallelWhatOneReaderReads() throws IOException {
        run("one.jsonl", "--parallelism", "1");
        run("three.jsonl", "--parallelism", "3");
        assertThat(Files.readString(folder.resolve("three.jsonl")))
                .isEqualTo(Files.readString(folder.resolve("one.jsonl")));
    }

    private void joinsLabelsOfTheirTopic(ShopTopics topics) throws Exception {
        StringBuilder file = new StringBuilder("sale,bad,told_at\n");
        for (int i = 0; i < SALES.size(); i += 3) {
            long told = SALES.get(i).at() + (i % 2 == 0 ? 60_000 : 5 * BackfillShop.HOUR);
            topics.tell(SALES.get(i).id(), i % 2 == 0, told);
            file.append(SALES.get(i).id()).append(i % 2 == 0 ? ",true," : ",false,");
            file.append(Instant.ofEpochMilli(told)).append('\n');
        }
        Files.writeString(folder.resolve("labels.csv"), file);

        JsonNode ofTopic = run("topic-labels.jsonl", "--label-source");
        run("file-labels.jsonl", "--labels", "labels.csv");

        assertThat(ofTopic.get("rows").asLong()).isPositive();
        assertThat(Files.readString(folder.resolve("topic-labels.jsonl")))
                .contains("\"label\":1")
                .isEqualTo(Files.readString(folder.resolve("file-labels.jsonl")));
    }

    private TestSession fails(String output, String... more) {
        TestSession session = new TestSession(folder, Map.of());
        assertThat(session.run(words(output, more))).as(session.err()).isEqualTo(ExitCode.USAGE);
        return session;
    }

    private String[] words(String output, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "backfill",
                                "--bootstrap",
                                bootstrap,
                                "--registry",
                                registry,
                                "--output",
                                output));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static JsonNode row(Map<String, JsonNode> rows, GenericRecord prediction) {
        String id = prediction.get("event_id").toString();
        return Objects.requireNonNull(rows.get(id), id);
    }

    /** To the last bit: JSON has every digit of a double. */
    private static void assertSame(GenericRecord prediction, JsonNode row) {
        GenericRecord features = (GenericRecord) prediction.get("features");
        for (Schema.Field field : features.getSchema().getFields()) {
            Object value = features.get(field.pos());
            JsonNode own = row.get(field.name());
            assertThat(
                            own.isNull()
                                    ? null
                                    : own.isDouble() ? (Object) own.asDouble() : own.asLong())
                    .as("%s of %s", field.name(), prediction.get("event_id"))
                    .isEqualTo(value);
        }
    }

    private static void assertSameScore(GenericRecord prediction, JsonNode row) {
        assertThat(row.get("score").isNull() ? null : row.get("score").asDouble())
                .as("score of %s", prediction.get("event_id"))
                .isEqualTo(prediction.get("score"));
        assertThat(row.get("decision").isNull() ? null : row.get("decision").asBoolean())
                .isEqualTo(prediction.get("decision"));
        assertThat(row.get("model_digest").isNull() ? null : row.get("model_digest").asText())
                .isEqualTo(
                        prediction.get("digest") == null
                                ? null
                                : prediction.get("digest").toString());
    }

    /** Reads the amount. */
    private ModelArtifact model(double bias) throws ArtifactRefusedException {
        Row golden = new Row(1);
        golden.setDouble(0, 12.5);
        return ModelArtifact.compile(
                new RowType(List.of(new Field("amount", ValueType.DOUBLE, true))),
                List.of(new Transform.Standardise(0, 50, 100, false)),
                new Linear(bias, new double[] {1}),
                CheckedPipeline.load(folder.resolve("pipeline.yaml"), Map.of(), Optional::empty)
                        .plan()
                        .fingerprint(),
                0.5,
                List.of(golden));
    }

    /** The first one from the beginning, then the second one for most customers. */
    private static void deploy(ShopTopics topics, ModelArtifact first, ModelArtifact second) {
        for (ModelArtifact artifact : List.of(first, second)) {
            topics.write(
                    "shop.models",
                    ModelVersion.class,
                    PublishedModels.version(artifact, "shop.examples", 0.9));
        }
        Deployment champion =
                Deployment.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setEpoch(1)
                        .setChampion(new ModelReference(first.digest(), null))
                        .setActor("test")
                        .build();
        topics.write("shop.deployments", Deployment.class, champion);
        topics.write(
                "shop.deployments",
                Deployment.class,
                Deployment.newBuilder(champion)
                        .setEpoch(2)
                        .setEffectiveFrom(Instant.ofEpochMilli(SALES.get(150).at()))
                        .setArms(List.of(new Arm(second.digest(), null, 7_000, 0)))
                        .build());
    }

    private JsonNode run(String output, String... more) throws IOException {
        TestSession session = new TestSession(folder, Map.of());
        List<String> words = new ArrayList<>(List.of(words(output, more)));
        words.add("--json");
        int exitCode = session.run(words.toArray(String[]::new));
        assertThat(exitCode).as(session.err()).isZero();
        return Json.MAPPER.readTree(session.out()).get("backfills").get(0);
    }

    private Map<String, JsonNode> rows(String file) throws IOException {
        Map<String, JsonNode> rows = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve(file))) {
            JsonNode row = Json.MAPPER.readTree(line);
            rows.put(row.get("event_id").asText(), row);
        }
        return rows;
    }
}
