package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.features.function.ScalarFunction;
import io.millrace.jobs.TestJar;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class FeaturesFunctionsCommandTest {
    private static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            sources:
              sales: {schema: sale.avsc, id: id, event_time: at}
            features:
              - derive: odd_cents
                as: cents(amount)
            functions: [lib/cents.jar]
            """;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "amount", "type": "double"}]}
            """;

    @TempDir Path folder;

    private TestSession run(int code, String... arguments) {
        TestSession session = new TestSession(folder, Map.of());
        assertThat(session.run(arguments)).as(session.err() + session.out()).isEqualTo(code);
        return session;
    }

    private JsonNode json(String... arguments) throws IOException {
        return Json.MAPPER.readTree(run(0, arguments).out());
    }

    private void writePipeline() throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
        Files.writeString(folder.resolve("sale.avsc"), SCHEMA);
    }

    private void writeJar() throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        TestJar.make(
                folder.resolve("lib/cents.jar"),
                ScalarFunction.class,
                "com.example.Cents",
                TestJar.CENTS);
    }

    @Test
    void listsFunctionsOfTheLanguageOfMillraceAndOfWindows() throws IOException {
        JsonNode functions = json("features", "functions", "--json").get("functions");

        assertThat(functions.findValuesAsText("name"))
                .contains("coalesce", "haversine_km", "stddev", "p99")
                .doesNotContain("cents");
        assertThat(functions.findValuesAsText("example")).allMatch(text -> !text.isBlank());
        assertThat(run(0, "features", "functions").out())
                .contains("count_distinct(any): integer")
                .contains("hour(timestamp, text): integer");
    }

    @Test
    void showsOneFunction() {
        assertThat(run(0, "features", "functions", "hash_bucket").out())
                .contains("function   hash_bucket(text, integer): integer")
                .contains("kind       scalar, comes with Millrace")
                .contains("example    hash_bucket(");
    }

    @Test
    void showsBothFunctionsOfAName() throws IOException {
        JsonNode functions = json("features", "functions", "max", "--json").get("functions");

        assertThat(functions.findValuesAsText("kind")).containsExactly("scalar", "aggregate");
    }

    @Test
    void suggestsTheNearestName() {
        assertThat(run(ExitCode.USAGE, "features", "functions", "haversin_km").err())
                .contains("did you mean \"haversine_km\"?");
    }

    @Test
    void findsFunctionsOfThePipelinesJars() throws IOException {
        writePipeline();
        writeJar();

        JsonNode cents = json("features", "functions", "cents", "--json").get("functions").get(0);

        assertThat(cents.get("from").asText()).isEqualTo("provided");
        assertThat(cents.get("signature").asText()).isEqualTo("cents(double): integer");
        assertThat(json("check", "--json").get("features").get(0).get("type").asText())
                .isEqualTo("integer");
        assertThat(json("features", "show", "odd_cents", "--json").get("made_of").get(0).asText())
                .isEqualTo("sales.amount");
    }

    @Test
    void previewsAndTestsWithFunctionsOfJars() throws IOException {
        writePipeline();
        writeJar();
        Files.writeString(
                folder.resolve("sales.csv"), "id,at,amount\ns1,2026-01-01T00:00:00Z,12.34\n");
        Files.writeString(
                folder.resolve("pipeline.test.yaml"),
                """
                version: 1
                tests:
                  - name: cents are what's behind the point
                    events:
                      - at: 2026-01-01T00:00:00Z
                        fields: {amount: 12.34}
                        expect: {features: {odd_cents: 34}}
                """);

        JsonNode rows =
                json("features", "preview", "--input", "sales=sales.csv", "--json").get("rows");

        assertThat(rows.get(0).get("odd_cents").asLong()).isEqualTo(34);
        run(0, "test");
    }

    @Test
    void saysWhereAJarIsMissing() throws IOException {
        writePipeline();

        String out = run(ExitCode.NO, "check").out();

        assertThat(out)
                .contains("MR-2411")
                .contains("functions: [lib/cents.jar]")
                .contains("there is no such file");
    }
}
