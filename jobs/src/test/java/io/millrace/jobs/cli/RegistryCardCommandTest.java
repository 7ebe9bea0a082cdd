package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.ModelVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

@Timeout(120)
class RegistryCardCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    private static ModelVersion publish(String fingerprint) throws Exception {
        ModelVersion version =
                PublishedModels.version(
                        PublishedModels.linear(fingerprint, 2, "DE"), "shop.examples", 0.9);
        log.publish(version, 1, "CHAMPION");
        return version;
    }

    /** A pipeline file that makes the features; gives its fingerprint. */
    private static String writePipeline() throws IOException {
        Files.writeString(
                log.folder().resolve("pipeline.yaml"),
                """
                version: 1
                pipeline: %s
                sources: {sales: {schema: sale.avsc, id: id, event_time: at}}
                features:
                  - fields: [amount, country]
                """
                        .formatted(log.pipeline()));
        Files.writeString(
                log.folder().resolve("sale.avsc"),
                """
                {"type": "record", "name": "Sale", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "country", "type": "string", "default": "DE"},
                  {"name": "amount", "type": "double"}]}
                """);
        return CheckedPipeline.load(
                        log.folder().resolve("pipeline.yaml"), Map.of(), () -> Optional.empty())
                .plan()
                .fingerprint();
    }

    @Test
    void writesMarkdownWithTheFeaturesInWords() throws Exception {
        ModelVersion version = publish(writePipeline());
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "card", "fraud@1")).as(session.err()).isZero();

        assertThat(session.out())
                .startsWith(
                        "# Model card: fraud@1\n\nArtefact sha-256 "
                                + version.getDigest()
                                + ": a linear model, 2 inputs, ")
                .contains("State: CHAMPION. Gate: passed, auc 0.9 on the newest 80 rows.")
                .contains("- It was judged on 80 rows only.\n")
                .contains("- It knows what happened from 2026-01-01T00:00:00Z to 2026-02-01T")
                .contains("| amount | double | The event's own amount. |")
                .contains("| auc | 0.9000 |\n| log_loss | 0.2500 |\n| auc of the champion | 0.7500")
                .contains("| shop.examples/0 | offsets 0 to 400 |\n")
                .contains("| parameter depth | 6 |\n| seed | 7 |\n| trigger | trigger-1 |\n");
    }

    @Test
    void leavesMeaningsOutWhenThePipelineMakesOtherFeatures() throws Exception {
        writePipeline();
        publish("another");
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "card", "fraud@1", "--markdown")).isZero();

        assertThat(session.out()).contains("| amount | double |  |\n");
        assertThat(session.err())
                .contains("features aren't in words: the pipeline's feature set is")
                .contains("the version's another");
    }

    @Test
    void writesTheSameAsJson() throws Exception {
        ModelVersion version = publish(writePipeline());
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "card", "fraud@1", "--json")).isZero();

        JsonNode card = Json.MAPPER.readTree(session.out());
        assertThat(card.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(card.path("digest").asText()).isEqualTo(version.getDigest());
        assertThat(card.path("gate").path("opponents").path("champion").asDouble()).isEqualTo(0.75);
        assertThat(card.path("limits").get(0).asText()).contains("80 rows");
        assertThat(card.path("data").path("training_rows").asInt()).isEqualTo(320);
        assertThat(card.path("data").path("ranges").get(0).path("to_offset").asInt())
                .isEqualTo(400);
        assertThat(card.path("features").get(1).path("description").asText()).isNotEmpty();
        assertThat(card.path("metrics").path("auc").asDouble()).isEqualTo(0.9);
        assertThat(card.path("lineage").path("library xgboost").asText()).isEqualTo("2.0");
    }

    private static final String CARD =
            """
            {"limits": ["it's only a | test"],
             "features": [{"name": "amount", "type": "double", "description": "in euro"}],
             "segments": [{"input": "country", "value": "DE", "rows": 40, "positives": 4,
                           "auc": 0.875, "log_loss": null, "precision": 0.5, "recall": 0.25}],
             "calibration": {"expected_error": 0.0125, "bins": [
                 {"from": 0.0, "rows": 70, "mean_score": 0.05, "positives": 0.0625}]},
             "importance": [{"input": "amount", "auc": 0.21}],
             "trials": []}
            """;

    @Test
    void writesTheCardThatTheVersionCameWithWhole() throws Exception {
        ModelVersion version =
                PublishedModels.version(PublishedModels.linear("f", 2, "DE"), "shop.examples", 0.9);
        version.setCard(CARD);
        log.publish(version, 1, "CHAMPION");
        TestSession session = log.session();
        TestSession json = log.session();

        assertThat(log.run(session, "registry", "card", "fraud@1")).as(session.err()).isZero();
        assertThat(log.run(json, "registry", "card", "fraud@1", "--json")).isZero();

        assertThat(session.out())
                .contains("- It was judged on 80 rows only.\n- it's only a \\| test\n\n")
                .contains("| amount | double | in euro |")
                .contains("\n## By segment\n")
                .contains("| country | DE | 40 | 4 | 0.8750 | – | 0.5000 | 0.2500 |")
                .contains("| 0.0000 | 70 | 0.0500 | 0.0625 |")
                .contains("Expected calibration error 0.0125.")
                .contains("| input | loss of AUC |\n|---|---|\n| amount | 0.2100 |")
                .doesNotContain("## Search");
        JsonNode card = Json.MAPPER.readTree(json.out());
        assertThat(card.path("segments").get(0).path("auc").asDouble()).isEqualTo(0.875);
        assertThat(card.path("importance").get(0).path("input").asText()).isEqualTo("amount");
        assertThat(card.path("features").get(0).path("description").asText()).isEqualTo("in euro");
        assertThat(card.path("calibration").path("bins")).hasSize(1);
    }

    @Test
    void passesOverACardThatIsNone() throws Exception {
        for (String nonsense : new String[] {"{", "[]", "\"x\"", "{\"segments\": 3}"}) {
            log.begin();
            ModelVersion version =
                    PublishedModels.version(
                            PublishedModels.linear("f", 2, "DE"), "shop.examples", 0.9);
            version.setCard(nonsense);
            log.publish(version, 1, "CHAMPION");
            TestSession session = log.session();

            assertThat(log.run(session, "registry", "card", "fraud@1")).as(session.err()).isZero();

            assertThat(session.out()).as(nonsense).contains("## Lineage");
        }
    }

    @Test
    void saysThatNoGateJudgedItAndThatItCannotBeLoaded() throws Exception {
        log.publish(TestVersions.version("no model", 1_000, null), 1, "PUBLISHED");
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "card", "fraud@1")).isZero();

        assertThat(session.out())
                .contains("it can't be loaded: ")
                .contains("Gate: none has judged it.")
                .contains("- No gate has judged it")
                .contains("| events from | not known |");
    }

    @Test
    void tellsWrongFlagsAndTheNearestVersion() throws Exception {
        publish("f");
        TestSession csv = log.session();
        TestSession both = log.session();
        TestSession missing = log.session();

        assertThat(log.run(csv, "registry", "card", "fraud@1", "-o", "csv"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(log.run(both, "registry", "card", "fraud@1", "--markdown", "--json"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(log.run(missing, "registry", "card", "froud@1")).isEqualTo(ExitCode.USAGE);

        assertThat(csv.err()).contains("a card is no csv").contains("it's Markdown, or --json");
        assertThat(both.err()).contains("--markdown and json are both asked for");
        assertThat(missing.err())
                .contains("there is no version \"froud@1\"")
                .contains("did you mean \"fraud@1\"?");
    }
}
