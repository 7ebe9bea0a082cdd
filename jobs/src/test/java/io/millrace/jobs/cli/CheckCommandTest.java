package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class CheckCommandTest {
    private static final String GOOD =
            """
            version: 1
            pipeline: p
            sources:
              clicks: {topic: clicks, schema: click.avsc, id: id, event_time: at}
            entities:
              user: user_id
            features:
              - entity: user
                from: clicks
                aggregate: {price: [count, mean]}
                windows: [1h]
            """;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Click", "fields": [
              {"name": "id", "type": "string"},
              {"name": "user_id", "type": "string"},
              {"name": "price", "type": "double"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
            """;

    private static final String LABELS =
            """
            labels: {from: buys, schema: buy.avsc, on: click, value: bought, event_time: at, within: 1d}
            """;
    private static final String BUYS =
            """
            {"type": "record", "name": "Buy", "fields": [
              {"name": "click", "type": "string"},
              {"name": "bought", "type": ["null", "boolean"], "default": null},
              {"name": "sum", "type": "double"},
              {"name": "comment", "type": "string"},
              {"name": "raw", "type": "bytes"},
              {"name": "at", "type": "long"}]}
            """;
    private static final String MODEL =
            """
            model:
              name: buyer
              trainer: {algorithm: xgboost}
              rollout: {steps: [canary 5% 2h, champion]}
            """;

    @TempDir Path folder;
    private TestSession session = new TestSession();

    @BeforeEach
    void writeFiles() throws IOException {
        session = new TestSession(folder, Map.of());
        Files.writeString(folder.resolve("pipeline.yaml"), GOOD);
        Files.writeString(folder.resolve("click.avsc"), SCHEMA);
    }

    @Test
    void saysWhatWasChecked() {
        assertThat(session.run("check")).isZero();

        assertThat(session.out())
                .startsWith("pipeline.yaml: ok\n")
                .contains("clicks from topic clicks, 4 fields (click.avsc)")
                .contains("features     2\n")
                .containsPattern("fingerprint  [0-9a-f]{64}\n");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void givesTheSameAsJson() throws IOException {
        assertThat(session.run("check", "--json")).isZero();

        JsonNode document = Json.MAPPER.readTree(session.out());
        assertThat(document.path("ok").asBoolean()).isTrue();
        assertThat(document.path("features").findValuesAsText("name"))
                .containsExactly("user_price_count_1h", "user_price_mean_1h");
    }

    @Test
    void showsMistakesInTheStructureWithTheirLines() throws IOException {
        write(GOOD.replace("event_time", "event_tiem"));

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out()).contains(":4:").contains("event_tiem").contains("^^^^^^^^^^");
    }

    @Test
    void showsMistakesInTheFeaturesWithTheirLines() throws IOException {
        write(GOOD.replace("price:", "prize:"));

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out()).contains(":10:").contains("did you mean \"price\"?");
    }

    @Test
    void writesMistakesAsData() throws IOException {
        write(GOOD.replace("price:", "prize:"));

        assertThat(session.run("check", "--json")).isEqualTo(1);

        JsonNode document = Json.MAPPER.readTree(session.out());
        assertThat(document.path("ok").asBoolean(true)).isFalse();
        assertThat(document.at("/problems/0/code").asText()).isEqualTo("MR-2104");
        assertThat(document.at("/problems/0/suggestion").asText()).isEqualTo("price");
    }

    @Test
    void namesTheSchemaFileThatIsMissing() throws IOException {
        Files.delete(folder.resolve("click.avsc"));

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out())
                .contains("MR-2501")
                .contains("there is no file \"click.avsc\"")
                .contains(folder.resolve("click.avsc").toString());
    }

    @Test
    void refusesASchemaThatIsNoRecord() throws IOException {
        Files.writeString(folder.resolve("click.avsc"), "{\"type\": \"string\"}");

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out()).contains("MR-2502").contains("string");
    }

    @Test
    void saysThatNobodyHasTheSchema() throws IOException {
        write(GOOD.replace("schema: click.avsc, ", ""));

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out()).contains("MR-2503").contains("--registry URL");
    }

    @Test
    void saysThatTheRegistryIsNotInReach() throws IOException {
        write(GOOD.replace("schema: click.avsc, ", ""));

        assertThat(session.run("check", "--registry", "http://127.0.0.1:1")).isEqualTo(69);

        assertThat(session.err()).contains("127.0.0.1:1");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThat(session.run("check", "other.yaml")).isEqualTo(1);

        assertThat(session.out()).contains("there is no such file");
    }

    @Test
    void checksTheLabelsAgainstTheirSchema() throws IOException {
        Files.writeString(folder.resolve("buy.avsc"), BUYS);
        write(GOOD + LABELS);

        assertThat(session.run("check")).isZero();

        assertThat(session.out())
                .contains("labels       bought from topic buys, on click, within 1d (buy.avsc)\n");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void namesTheLabelsFieldsThatAreNotThere() throws IOException {
        Files.writeString(folder.resolve("buy.avsc"), BUYS);
        write(GOOD + LABELS.replace("on: click", "on: clik"));

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out()).contains("MR-2504").contains("did you mean \"click\"?");
    }

    @Test
    void namesEveryLabelsFieldOfTheWrongType() throws IOException {
        Files.writeString(folder.resolve("buy.avsc"), BUYS);
        write(
                GOOD
                        + LABELS.replace("on: click", "on: sum")
                                .replace("value: bought", "value: comment")
                                .replace("event_time: at", "event_time: raw"));

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out())
                .contains("\"sum\" is a double and can't be an event's id")
                .contains("\"comment\" is text and can't be a label")
                .contains("\"raw\" can't be an event time")
                .contains("bytes isn't supported")
                .contains("3 errors");
    }

    @Test
    void saysThatNobodyHasTheLabelsSchema() throws IOException {
        write(GOOD.replace("click.avsc", "clik.avsc") + LABELS.replace("schema: buy.avsc, ", ""));

        assertThat(session.run("check")).isEqualTo(1);

        assertThat(session.out())
                .contains("MR-2501")
                .contains("MR-2503")
                .contains("the schema of the labels isn't known");
    }

    @Test
    void warnsAndSaysYes() throws IOException {
        Files.writeString(folder.resolve("buy.avsc"), BUYS);
        write(GOOD + LABELS + MODEL);

        assertThat(session.run("check")).isZero();

        assertThat(session.out()).startsWith("pipeline.yaml: ok\n");
        assertThat(session.err())
                .contains("warning MR-2601")
                .contains("^^^^^^^^^^^^")
                .contains("0 errors, 1 warning");
    }

    @Test
    void writesWarningsAsDataThatIsOk() throws IOException {
        Files.writeString(folder.resolve("buy.avsc"), BUYS);
        write(GOOD + LABELS + MODEL);

        assertThat(session.run("check", "--json")).isZero();

        JsonNode document = Json.MAPPER.readTree(session.out());
        assertThat(document.path("ok").asBoolean()).isTrue();
        assertThat(document.at("/problems/0/severity").asText()).isEqualTo("warning");
        assertThat(document.at("/labels/topic").asText()).isEqualTo("buys");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void explainsAnErrorByItsNumber() {
        assertThat(session.run("help", "mr-2502")).isZero();

        assertThat(session.out()).startsWith("MR-2502: ").contains("What to do");
    }

    @Test
    void listsTheErrorsForANumberThatDoesNotExist() {
        assertThat(session.run("help", "MR-9999")).isEqualTo(64);

        assertThat(session.err()).contains("no error \"MR-9999\"").contains("MR-2501");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), text);
    }
}
