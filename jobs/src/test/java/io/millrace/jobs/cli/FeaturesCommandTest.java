package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.ParquetWriter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class FeaturesCommandTest {
    private static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            sources:
              sales:
                schema: sale.avsc
                id: id
                event_time: at
                expect:
                  - {field: amount, between: [0, 100]}
            entities:
              customer: customer
            features:
              - fields: [amount]
              - entity: customer
                from: sales
                where: country != "XX"
                aggregate: {amount: [mean, count]}
                windows: [1h, last 3]
                default: 0
              - derive: ratio
                as: amount / customer_amount_mean_1h
            """;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "customer", "type": ["null", "string"], "default": null},
              {"name": "country", "type": "string", "default": "DE"},
              {"name": "amount", "type": "double"}]}
            """;
    private static final String[] IDS = {"s1", "s2", "s3", "s4"};
    private static final long START = 1_767_225_600_000L;
    private static final double[] AMOUNTS = {10, 20, 101, 40};

    @TempDir Path folder;
    private TestSession session = new TestSession();

    @BeforeEach
    void writePipeline() throws IOException {
        session = new TestSession(folder, Map.of());
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
        Files.writeString(folder.resolve("sale.avsc"), SCHEMA);
    }

    private JsonNode json(String... arguments) throws IOException {
        TestSession own = new TestSession(folder, Map.of());
        assertThat(own.run(arguments)).as(own.err()).isZero();
        return Json.MAPPER.readTree(own.out());
    }

    private String fingerprint(String feature) throws IOException {
        return json("features", "show", feature, "--json").get("fingerprint").asText();
    }

    @Test
    void listsFeaturesInTheirOrder() throws IOException {
        JsonNode features = json("features", "list", "--json").get("features");

        assertThat(features.findValuesAsText("name"))
                .containsExactly(
                        "amount",
                        "customer_amount_mean_1h",
                        "customer_amount_mean_last_3",
                        "customer_amount_count_1h",
                        "customer_amount_count_last_3",
                        "ratio");
        ObjectNode last = (ObjectNode) features.get(2);
        assertThat(last.remove("state_bytes").asInt())
                .as("three amounts with their times, and little beside")
                .isBetween(3 * Double.BYTES, 200);
        assertThat(last.toString())
                .isEqualTo(
                        "{\"name\":\"customer_amount_mean_last_3\",\"entity\":\"customer\","
                                + "\"source\":\"sales\",\"function\":\"mean\",\"window\":\"last 3\","
                                + "\"type\":\"double\",\"owner\":null,\"tags\":null}");
    }

    @Test
    void showsWhatAnAggregateMeans() throws IOException {
        JsonNode feature = json("features", "show", "customer_amount_mean_1h", "--json");

        assertThat(feature.get("meaning").asText())
                .isEqualTo(
                        "The mean of amount in the 1h before the event, over the sales of the same"
                                + " customer, of those where country != \"XX\".");
        assertThat(feature.get("edge").asText())
                .isEqualTo("prior: [t - 1h, t), without what's stamped t");
        assertThat(feature.get("null").asText()).startsWith("null if the event has no customer");
        assertThat(feature.get("default").asText()).isEqualTo("0");
        assertThat(feature.get("source_fields"))
                .extracting(JsonNode::asText)
                .containsExactly("sales.amount", "sales.customer", "sales.at", "sales.country");
    }

    @Test
    void followsAnExpressionToTheFieldsThatItIsMadeOf() throws IOException {
        JsonNode feature = json("features", "show", "ratio", "--json");

        assertThat(feature.get("made_of"))
                .extracting(JsonNode::asText)
                .containsExactly("sales.amount", "feature customer_amount_mean_1h");
        assertThat(feature.get("source_fields"))
                .extracting(JsonNode::asText)
                .containsExactly("sales.amount", "sales.customer", "sales.at", "sales.country");
    }

    @Test
    void showsLookupsCompositeKeysAndWhatFunctionsAreMadeOf() throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                version: 1
                pipeline: shop
                sources:
                  sales: {schema: sale.avsc, id: id, event_time: at}
                  profiles: {schema: profile.avsc, id: id, event_time: since}
                entities:
                  customer: customer
                  place: [customer, country]
                features:
                  - {entity: customer, from: profiles, where: tier != "x", latest: [tier], max_age: 7d}
                  - {entity: place, from: sales, aggregate: {amount: [sum]}, windows: [1h]}
                  - derive: plain
                    as: edit_distance(country, customer_tier_latest)
                """);
        Files.writeString(
                folder.resolve("profile.avsc"),
                """
                {"type": "record", "name": "Profile", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "since", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "customer", "type": "string"},
                  {"name": "tier", "type": "string"}]}
                """);

        JsonNode lookup = json("features", "show", "customer_tier_latest", "--json");
        JsonNode place = json("features", "show", "place_amount_sum_1h", "--json");
        JsonNode derived = json("features", "show", "plain", "--json");

        assertThat(lookup.get("meaning").asText())
                .isEqualTo(
                        "The tier of the newest of the profiles of the same customer as of the"
                                + " event, if it's no older than 7d, of those where tier != \"x\".");
        assertThat(lookup.get("source_fields"))
                .extracting(JsonNode::asText)
                .containsExactly("profiles.tier", "profiles.customer", "profiles.since");
        assertThat(place.get("made_of"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "sales.amount (aggregated)",
                        "sales.customer (key of place)",
                        "sales.country (key of place)");
        assertThat(place.get("source_fields"))
                .extracting(JsonNode::asText)
                .containsExactly("sales.amount", "sales.customer", "sales.country", "sales.at");
        assertThat(derived.get("made_of"))
                .extracting(JsonNode::asText)
                .containsExactly("sales.country", "feature customer_tier_latest");
        assertThat(fingerprint("plain")).isNotEqualTo(fingerprint("customer_tier_latest"));
    }

    @Test
    void givesAFeatureAFingerprintThatChangesWithItsDefinitionOnly() throws IOException {
        String mean = fingerprint("customer_amount_mean_1h");
        String ratio = fingerprint("ratio");
        String count = fingerprint("customer_amount_count_1h");

        Files.writeString(
                folder.resolve("pipeline.yaml"),
                PIPELINE.replace("  - fields: [amount]\n", "").replace("[mean, count]", "[mean]"));
        assertThat(fingerprint("customer_amount_mean_1h")).isEqualTo(mean).isNotEqualTo(count);
        assertThat(fingerprint("ratio")).isEqualTo(ratio);

        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.replace("\"XX\"", "\"YY\""));
        assertThat(fingerprint("customer_amount_mean_1h")).isNotEqualTo(mean);
        assertThat(fingerprint("ratio")).isNotEqualTo(ratio);
    }

    @Test
    void suggestsTheNearestFeature() {
        assertThat(session.run("features", "show", "rato")).isEqualTo(ExitCode.USAGE);
        assertThat(session.err())
                .contains("pipeline.yaml has no feature \"rato\"")
                .contains("did you mean \"ratio\"?");
    }

    @Test
    void previewsTheSameFromEveryFormat() throws IOException {
        csv();
        jsonLines();
        parquet();

        JsonNode fromCsv = json("features", "preview", "--input", "sales=sales.csv", "--json");

        assertThat(fromCsv.get("rows").findValuesAsText("event_id"))
                .containsExactly("s1", "s2", "s4");
        assertThat(fromCsv.at("/rows/2/event_time").asText()).isEqualTo("2026-01-01T00:30:00Z");
        assertThat(fromCsv.at("/rows/2/customer_amount_mean_1h").asDouble()).isEqualTo(15);
        assertThat(fromCsv.at("/rows/2/ratio").asDouble()).isEqualTo(40 / 15.0);
        assertThat(json("features", "preview", "--input", "sales=sales.jsonl", "--json"))
                .isEqualTo(fromCsv);
        assertThat(json("features", "preview", "--input", "sales=sales.parquet", "--json"))
                .isEqualTo(fromCsv);
    }

    @Test
    void skipsRowsThatAreHistoryAndTellsOfRefusedOnes() throws IOException {
        csv();

        int code =
                session.run(
                        "features",
                        "preview",
                        "--input",
                        "sales=sales.csv",
                        "--skip",
                        "1",
                        "-n",
                        "2",
                        "-o",
                        "csv");

        assertThat(code).isZero();
        assertThat(session.out().lines())
                .containsExactly(
                        "event_id,event_time,amount,customer_amount_mean_1h,"
                                + "customer_amount_mean_last_3,customer_amount_count_1h,"
                                + "customer_amount_count_last_3,ratio",
                        "s2,2026-01-01T00:10:00Z,20.0,10.0,10.0,1,1,2.0");
        assertThat(session.err()).contains("row 3: dead letter, rule amount between [0.0, 100.0]");
    }

    @Test
    void makesUpIdsAndTimesOnRequest() throws IOException {
        Files.writeString(folder.resolve("bare.csv"), "customer,amount,x\na,1,9\na,3,9\n");
        Files.writeString(
                folder.resolve("bare.jsonl"),
                "{\"customer\":\"a\",\"amount\":1,\"x\":9}\n{\"customer\":\"a\",\"amount\":3}\n");

        for (String file : new String[] {"bare.csv", "bare.jsonl"}) {
            JsonNode rows =
                    json(
                            "features",
                            "preview",
                            "--input",
                            "sales=" + file,
                            "--number",
                            "--start",
                            "2026-01-01",
                            "--step",
                            "30m",
                            "--ignore",
                            "x",
                            "--json");
            assertThat(rows.at("/rows/1/event_id").asText()).as(file).isEqualTo("2");
            assertThat(rows.at("/rows/1/event_time").asText()).isEqualTo("2026-01-01T00:30:00Z");
            assertThat(rows.at("/rows/1/customer_amount_mean_1h").asDouble()).isEqualTo(1);
        }
    }

    @Test
    void refusesFilesThatDoNotFit() throws IOException {
        Files.writeString(
                folder.resolve("bad.jsonl"),
                "{\"id\":\"1\",\"amonut\":3}\n{\"amount\":\"much\"}\n[1]\n{\"amount\":\n");

        assertThat(session.run("features", "preview", "--input", "sales=bad.jsonl"))
                .isEqualTo(ExitCode.NO);
        assertThat(session.err())
                .contains("no field \"amonut\"")
                .contains("did you mean \"amount\"?")
                .contains("bad.jsonl:2:1")
                .contains("amount: it holds \"much\"")
                .contains("the line is no JSON object")
                .contains("4 errors");
        assertThat(session.run("features", "preview", "--input", "sale=bad.jsonl"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("did you mean \"sales\"?");
    }

    private void csv() throws IOException {
        StringBuilder text = new StringBuilder("id,at,customer,amount\n");
        for (int i = 0; i < IDS.length; i++) {
            text.append("%s,%d,a,%s\n".formatted(IDS[i], START + i * 600_000L, AMOUNTS[i]));
        }
        Files.writeString(folder.resolve("sales.csv"), text);
    }

    private void jsonLines() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < IDS.length; i++) {
            text.append(
                    "{\"id\":\"%s\",\"at\":%d,\"customer\":\"a\",\"amount\":%s}\n"
                            .formatted(IDS[i], START + i * 600_000L, AMOUNTS[i]));
        }
        Files.writeString(folder.resolve("sales.jsonl"), text);
    }

    private void parquet() throws IOException {
        MessageType type =
                new MessageType(
                        "sale",
                        Types.required(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named("id"),
                        Types.required(PrimitiveTypeName.INT64)
                                .as(
                                        LogicalTypeAnnotation.timestampType(
                                                true, LogicalTypeAnnotation.TimeUnit.MICROS))
                                .named("at"),
                        Types.optional(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named("customer"),
                        Types.required(PrimitiveTypeName.DOUBLE).named("amount"));
        try (ParquetWriter<Integer> writer =
                ParquetWriter.<Integer>writeFile(
                        type,
                        folder.resolve("sales.parquet").toFile(),
                        (row, to) -> {
                            to.write("id", IDS[row]);
                            to.write("at", (START + row * 600_000L) * 1_000);
                            to.write("customer", "a");
                            to.write("amount", AMOUNTS[row]);
                        })) {
            for (int i = 0; i < IDS.length; i++) {
                writer.write(i);
            }
        }
    }
}
