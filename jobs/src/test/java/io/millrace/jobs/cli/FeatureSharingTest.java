package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.cli.feature.FeatureDefinitions;
import io.millrace.jobs.cli.feature.FeatureTopic;
import io.millrace.jobs.embedded.EmbeddedBroker;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Two pipelines of two teams on one broker. */
@Timeout(120)
class FeatureSharingTest {
    private static final String PIPELINE =
            """
            version: 1
            pipeline: %s
            owner: %s
            sources: {sales: {schema: sale.avsc, id: id, event_time: at}}
            entities: {customer: customer}
            features:
              - {fields: [amount]}
              - entity: customer
                aggregate: {amount: [mean, %s]}
                windows: [1h]
                description: what's usual
                tags: [core, money]
              - {derive: ratio, as: amount / customer_amount_mean_1h, owner: models}
              - {entity: customer, aggregate: {amount: [count]}, windows: [lifetime]}
            model: {name: %s, inputs: [ratio, customer_amount_mean_1h],
                    trainer: {algorithm: logistic_regression}}
            """;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": "long"},
              {"name": "customer", "type": "string"},
              {"name": "amount", "type": "double"}]}
            """;

    @TempDir private static Path folder;
    private static TestShop shop;
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws IOException {
        shop = new TestShop();
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        write("risk", "risk team", "max", "fraud");
        write("sales", "sales team", "min", "churn");
        Files.writeString(folder.resolve("sale.avsc"), SCHEMA);
    }

    @AfterAll
    static void stop() {
        broker.close();
        shop.close();
    }

    private static void write(String name, String owner, String function, String model)
            throws IOException {
        Files.writeString(
                folder.resolve(name + ".yaml"), PIPELINE.formatted(name, owner, function, model));
    }

    private static void publish(String name, int features) {
        CheckedPipeline checked =
                CheckedPipeline.load(folder.resolve(name + ".yaml"), Map.of(), Optional::empty);
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(shop.registry())) {
            topic(schemas).publish(name, FeatureDefinitions.of(checked).subList(0, features));
        }
    }

    private static FeatureTopic topic(SchemaRegistry schemas) {
        return new FeatureTopic(
                KafkaSettings.of(broker.bootstrapServers()), schemas, Duration.ofSeconds(20));
    }

    private static TestSession run(boolean connected, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (connected) {
            all.addAll(List.of("--bootstrap", broker.bootstrapServers()));
            all.addAll(List.of("--registry", shop.schemas.url()));
        }
        TestSession session = new TestSession(folder, Map.of());
        assertThat(session.run(all.toArray(String[]::new)))
                .as(session.err() + session.out())
                .isZero();
        return session;
    }

    private static JsonNode json(boolean connected, String... arguments) throws IOException {
        return Json.MAPPER.readTree(run(connected, arguments).out());
    }

    @Test
    void tellsOfFeaturesThatAnotherPipelineHasAndWhoUsesThem() throws IOException {
        publish("risk", 5);

        JsonNode warnings = json(true, "check", "sales.yaml", "--json").get("problems");
        assertThat(warnings.findValuesAsText("code"))
                .containsExactly("MR-2412", "MR-2412", "MR-2412");
        assertThat(warnings.get(0).get("message").asText())
                .isEqualTo("customer_amount_mean_1h: pipeline risk has the same");
        assertThat(warnings.toString()).contains("its owner is risk team", "its owner is models");
        assertThat(run(true, "check", "risk.yaml").err()).doesNotContain("MR-2412");
        assertThat(run(false, "check", "sales.yaml").err()).doesNotContain("MR-2412");

        JsonNode consumers =
                json(
                                true,
                                "features",
                                "consumers",
                                "customer_amount_mean_1h",
                                "-f",
                                "sales.yaml",
                                "--json")
                        .get("consumers");
        assertThat(consumers)
                .extracting(
                        row ->
                                row.get("pipeline").asText()
                                        + " "
                                        + row.get("kind").asText()
                                        + " "
                                        + row.get("name").asText())
                .containsExactly(
                        "risk same feature customer_amount_mean_1h",
                        "risk model fraud",
                        "sales model churn",
                        "risk feature ratio",
                        "sales feature ratio");

        publish("risk", 2);
        publish("sales", 1);
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(shop.registry())) {
            assertThat(topic(schemas).read())
                    .containsOnlyKeys(
                            "risk/amount", "risk/customer_amount_mean_1h", "sales/amount");
            // As a record looks whose schema has this id in another registry.
            spoil("sales/amount", new byte[] {0, 0, 0, 0, 1, 12, 12, 12});
            spoil("sales/amount", new byte[] {0, 0, 0, 9, 9, 1});
            assertThat(topic(schemas).read())
                    .containsOnlyKeys("risk/amount", "risk/customer_amount_mean_1h");
            publish("sales", 1);
            assertThat(topic(schemas).read()).containsKey("sales/amount");
        }
    }

    private static void spoil(String key, byte[] value) {
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(client, bytes, bytes)) {
            producer.send(
                            new ProducerRecord<>(
                                    FeatureTopic.NAME,
                                    0,
                                    key.getBytes(StandardCharsets.UTF_8),
                                    value))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void findsFeaturesByTagAndOwner() throws IOException {
        JsonNode tagged =
                json(false, "features", "list", "risk.yaml", "--tag", "money", "--json")
                        .get("features");
        JsonNode owned =
                json(false, "features", "list", "risk.yaml", "--owner", "models", "--json")
                        .get("features");

        assertThat(tagged.findValuesAsText("name"))
                .containsExactly("customer_amount_mean_1h", "customer_amount_max_1h");
        assertThat(tagged.get(0).get("owner").asText()).isEqualTo("risk team");
        assertThat(tagged.get(0).get("tags").asText()).isEqualTo("core money");
        assertThat(owned.findValuesAsText("name")).containsExactly("ratio");
    }

    @Test
    void showsWhatsSaidOfAFeatureAndChangesNoFingerprint() throws IOException {
        JsonNode risk =
                json(
                        false,
                        "features",
                        "show",
                        "customer_amount_mean_1h",
                        "-f",
                        "risk.yaml",
                        "--json");
        JsonNode sales =
                json(
                        false,
                        "features",
                        "show",
                        "customer_amount_mean_1h",
                        "-f",
                        "sales.yaml",
                        "--json");

        assertThat(risk.get("owner").asText()).isEqualTo("risk team");
        assertThat(risk.get("description").asText()).isEqualTo("what's usual");
        assertThat(risk.get("tags")).hasSize(2);
        assertThat(risk.get("fingerprint")).isEqualTo(sales.get("fingerprint"));
        assertThat(run(false, "features", "show", "ratio", "-f", "risk.yaml").out())
                .contains("owner        models");
    }

    @Test
    void checkSaysHowFarBackAReplayHasToBegin() throws IOException {
        JsonNode replay = json(false, "check", "risk.yaml", "--json").get("replay").get(0);

        assertThat(replay.get("reach_ms").asLong()).isEqualTo(3_600_000);
        assertThat(replay.get("from_beginning").get(0).asText())
                .isEqualTo("customer_amount_count_lifetime");
        assertThat(run(false, "check", "risk.yaml").out())
                .contains("sales from its beginning, for customer_amount_count_lifetime");
    }
}
