package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.cli.BackfillShop.Sale;
import io.millrace.jobs.embedded.EmbeddedEnvironment;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Path home = Path.of(System.getProperty("millrace.registry", "target/millrace/registry"));
        try (EmbeddedEnvironment environment =
                EmbeddedEnvironment.start(EmbeddedEnvironment.Settings.of(data, home))) {
            bootstrap = environment.kafka().bootstrap();
            registry = environment.registryUrl();
            ShopTopics topics = new ShopTopics(bootstrap, registry);
            topics.serve(environment, folder);

            JsonNode served = run("served.jsonl", "--as-served");
            JsonNode full = run("full.jsonl", "--full-knowledge");
            run("topic:rows", "--as-served");

            Map<String, JsonNode> rows = rows("served.jsonl");
            List<GenericRecord> predictions = topics.read("shop.predictions");
            assertThat(rows).hasSize(SALES.size()).hasSameSizeAs(predictions);
            predictions.forEach(prediction -> assertSame(prediction, row(rows, prediction)));
            assertThat(served.get("late").asLong()).isEqualTo(1);
            assertThat(served.get("duplicates").asLong()).isEqualTo(1);
            assertThat(full.get("late").asLong()).isZero();
            assertThat(full.get("duplicates").asLong()).isEqualTo(1);
            assertThat(rows("full.jsonl")).hasSize(SALES.size() + 1).containsKey("late");
            assertThat(topics.read("rows"))
                    .extracting(row -> row.get("event_id").toString())
                    .containsExactlyInAnyOrderElementsOf(rows.keySet());
        }
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

    private JsonNode run(String output, String mode) throws IOException {
        TestSession session = new TestSession(folder, Map.of());
        int exitCode =
                session.run(
                        "backfill",
                        "--bootstrap",
                        bootstrap,
                        "--registry",
                        registry,
                        "--output",
                        output,
                        mode,
                        "--json");
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
