package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.cli.feature.FeatureDefinitions;
import io.millrace.jobs.cli.feature.FeatureTopic;
import io.millrace.jobs.embedded.EmbeddedBroker;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.PublishedVectors;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.prediction.FeatureVectorSchema;
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

    private static final String READER =
            """
            version: 1
            pipeline: desk
            owner: desk team
            sources:
              calls: {schema: call.avsc, id: id, event_time: at}
              risk: {features_of: risk, schema: vector.avsc}
            entities: {customer: customer}
            features:
              - {entity: customer, from: risk, latest: [customer_amount_mean_1h]}
              - entity: customer
                from: risk
                aggregate: {customer_amount_max_1h: [max]}
                windows: [1d]
              - derive: small
                as: customer_customer_amount_mean_1h_latest < 10.0
            """;
    private static final String CALL =
            """
            {"type": "record", "name": "Call", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": "long"},
              {"name": "customer", "type": "string"}]}
            """;

    /** What pipeline risk registers when it publishes its customers. */
    private static String vectorSchema() throws IOException {
        Path publisher = folder.resolve("publisher.yaml");
        Files.writeString(
                publisher,
                PIPELINE.formatted("risk", "risk team", "max", "fraud")
                        + "publish: {customer: all}\n");
        CheckedPipeline checked = CheckedPipeline.load(publisher, Map.of(), Optional::empty);
        PublishedVectors published = PublishedVectors.of(checked.pipeline());
        return FeatureVectorSchema.of(
                        published.keys(checked.plan()), published.features(checked.plan()))
                .toString();
    }

    @Test
    void readsThePublishedFeaturesOfAnotherPipelineAndTellsOfIt() throws IOException {
        Files.writeString(folder.resolve("vector.avsc"), vectorSchema());
        Files.writeString(folder.resolve("call.avsc"), CALL);
        Files.writeString(folder.resolve("desk.yaml"), READER);
        publish("risk", 5);
        publish("desk", 3);

        assertThat(run(false, "check", "desk.yaml").out())
                .contains("risk from topic risk.features, 9 fields (vector.avsc)");
        JsonNode consumers =
                json(
                                true,
                                "features",
                                "consumers",
                                "customer_amount_mean_1h",
                                "-f",
                                "risk.yaml",
                                "--json")
                        .get("consumers");
        assertThat(consumers.toString())
                .contains(
                        "{\"pipeline\":\"desk\",\"kind\":\"reader\","
                                + "\"name\":\"customer_customer_amount_mean_1h_latest\","
                                + "\"owner\":\"desk team\"}",
                        "\"name\":\"small\"");
        String shown = run(true, "features", "show", "small", "-f", "desk.yaml").out();
        assertThat(shown)
                .contains(
                        "upstream     risk/customer_amount_mean_1h: The mean of amount in the 1h"
                                + " before the event, over the sales of the same customer. From topic sales.");
        assertThat(
                        json(false, "features", "show", "small", "-f", "desk.yaml", "--json")
                                .get("upstream")
                                .toString())
                .isEqualTo("[\"risk/customer_amount_mean_1h\"]");
        publish("desk", 0);
    }

    @Test
    void looksUpPublishedFeaturesAsOfTheEvent() throws IOException {
        Files.writeString(folder.resolve("vector.avsc"), vectorSchema());
        Files.writeString(folder.resolve("call.avsc"), CALL);
        Files.writeString(folder.resolve("desk.yaml"), READER);
        Files.writeString(
                folder.resolve("calls.csv"), "id,at,customer\nc1,1500,ann\nc2,2500,ann\n");
        Files.writeString(
                folder.resolve("vectors.csv"),
                "vector_id,entity,event_id,event_time,fingerprint,customer,customer_amount_mean_1h,"
                        + "customer_amount_max_1h,customer_amount_count_lifetime\n"
                        + "customer/e1,customer,e1,1970-01-01T00:00:01Z,f,ann,7.5,9,1\n"
                        + "customer/e2,customer,e2,1970-01-01T00:00:02Z,f,ann,70.5,8,1\n");

        JsonNode rows =
                json(
                                false,
                                "features",
                                "preview",
                                "desk.yaml",
                                "--input",
                                "calls=calls.csv",
                                "--input",
                                "risk=vectors.csv",
                                "--json")
                        .get("rows");

        assertThat(rows)
                .extracting(
                        row ->
                                row.get("customer_customer_amount_mean_1h_latest")
                                        + " "
                                        + row.get("customer_customer_amount_max_1h_max_1d")
                                        + " "
                                        + row.get("small"))
                .containsExactly("7.5 9.0 true", "70.5 9.0 false");
    }

    @Test
    void checkSaysWhatTheOtherPipelineHasToDo() throws IOException {
        Files.writeString(folder.resolve("call.avsc"), CALL);
        Files.writeString(
                folder.resolve("lonely.yaml"), READER.replace(", schema: vector.avsc", ""));
        TestSession session = new TestSession(folder, Map.of());

        assertThat(session.run("check", "lonely.yaml")).isEqualTo(ExitCode.NO);
        assertThat(session.out())
                .contains(
                        "the schema of source \"risk\" isn't known",
                        "pipeline risk has to say publish: in its file, and to have been started");

        Files.writeString(folder.resolve("vector.avsc"), vectorSchema());
        Files.writeString(
                folder.resolve("misspelt.yaml"),
                READER.replace(
                        "latest: [customer_amount_mean_1h]", "latest: [customer_amount_mean_1d]"));
        assertThat(session.run("check", "misspelt.yaml")).isEqualTo(ExitCode.NO);
        assertThat(session.out()).contains("did you mean \"customer_amount_mean_1h\"?");
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
    void listsTheFeaturesOfAllPipelines() throws IOException {
        publish("risk", 3);

        JsonNode all = json(true, "features", "list", "--all", "--json").get("features");
        JsonNode core =
                json(true, "features", "list", "--all", "--owner", "models", "--json")
                        .get("features");
        TestSession named = new TestSession(folder, Map.of());

        assertThat(all.toString()).contains("\"pipeline\":\"risk\",\"name\":\"amount\"");
        assertThat(core.toString()).doesNotContain("\"amount\"");
        assertThat(named.run("features", "list", "risk.yaml", "--all")).isEqualTo(ExitCode.USAGE);
        assertThat(named.err()).contains("--all lists what the broker knows");
    }

    @Test
    void saysHowLargeTheStateIs() throws IOException {
        JsonNode features = json(false, "features", "list", "risk.yaml", "--json").get("features");

        assertThat(features.get(0).get("state_bytes").isNull()).isTrue();
        // A hundred doubles and times, packed.
        assertThat(features.get(1).get("state_bytes").asLong()).isBetween(500L, 3_000L);
        // A lifetime's count is a number.
        assertThat(features.get(4).get("state_bytes").asLong()).isBetween(5L, 200L);
        assertThat(run(false, "features", "list", "risk.yaml").err())
                .containsPattern(
                        "state of customer: about [0-9,]+ bytes a key with 100 events in its"
                                + " longest window");
        assertThat(
                        run(false, "features", "show", "customer_amount_mean_1h", "-f", "risk.yaml")
                                .out())
                .containsPattern("state +about [0-9,]+ bytes a key");
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
