package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happened to versions, and how two of them differ. */
@Timeout(120)
class RegistryHistoryCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    private static void tell(
            String model, int version, ModelEventType type, @Nullable String state, long epoch) {
        log.write(
                TopicKind.MODEL_EVENTS,
                ModelEvent.class,
                ModelEvent.newBuilder()
                        .setPipeline(log.pipeline())
                        .setModel(model)
                        .setDigest(TestVersions.digest(model + version))
                        .setVersion(version)
                        .setType(type)
                        .setState(state)
                        .setEpoch(epoch)
                        .setEventTime(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(epoch))
                        .setJob("control")
                        .setActor("ada")
                        .setReason("reason " + epoch)
                        .build());
    }

    private static JsonNode events(String... arguments) throws IOException {
        TestSession session = log.session();
        assertThat(log.run(session, arguments)).as(session.err()).isZero();
        return Json.MAPPER.readTree(session.out()).path("events");
    }

    @Test
    void listsEveryTransitionInItsOrder() throws Exception {
        tell("fraud", 1, ModelEventType.STATE_CHANGED, "CHAMPION", 1);
        tell("fraud", 1, ModelEventType.LOADED, null, 1);
        tell("fraud", 2, ModelEventType.STATE_CHANGED, "CANARY", 2);
        tell("fraud", 2, ModelEventType.REFUSED, null, 3);

        JsonNode events = events("registry", "history", "--json");

        assertThat(events.findValuesAsText("version"))
                .containsExactly("fraud@1", "fraud@2", "fraud@2");
        assertThat(events.findValuesAsText("event"))
                .containsExactly("state changed", "state changed", "refused");
        JsonNode canary = events.get(1);
        assertThat(canary.path("state").asText()).isEqualTo("CANARY");
        assertThat(canary.path("epoch").asInt()).isEqualTo(2);
        assertThat(canary.path("actor").asText()).isEqualTo("ada");
        assertThat(canary.path("reason").asText()).isEqualTo("reason 2");
        assertThat(canary.path("event_time").asText()).isEqualTo("2026-01-01T00:00:02Z");
        assertThat(Instant.parse(canary.path("written").asText())).isNotNull();
        assertThat(events("registry", "history", "--all", "--json")).hasSize(4);
    }

    @Test
    void listsThoseOfAModelOrOfAVersion() throws Exception {
        ModelVersion version = TestVersions.version("fraud2", 1_000, TestVersions.gate(true));
        log.publish(version, 2, "CHAMPION");
        tell("fraud", 1, ModelEventType.STATE_CHANGED, "RETIRED", 4);
        tell("churn", 1, ModelEventType.STATE_CHANGED, "CHAMPION", 5);

        assertThat(events("registry", "history", "fraud", "--json")).hasSize(2);
        assertThat(events("registry", "history", "churn", "--json")).hasSize(1);
        assertThat(events("registry", "history", "fraud@2", "--json").findValuesAsText("version"))
                .containsExactly("fraud@2");
    }

    @Test
    void namesTheNearestModelAndTheNearestVersion() throws Exception {
        log.publish(TestVersions.version("fraud2", 1_000, null), 2, "PUBLISHED");
        TestSession model = log.session();
        TestSession version = log.session();

        assertThat(log.run(model, "registry", "history", "froud")).isEqualTo(ExitCode.USAGE);
        assertThat(log.run(version, "registry", "history", "frod@2")).isEqualTo(ExitCode.USAGE);

        assertThat(model.err())
                .contains("there is no model \"froud\"")
                .contains("did you mean \"fraud\"?");
        assertThat(version.err()).contains("did you mean \"fraud@2\"?");
    }

    @Test
    void saysThatNothingHasHappened() {
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "history")).isZero();

        assertThat(session.err()).contains("nothing has happened yet");
    }

    private static void publishTwo() throws Exception {
        ModelVersion one =
                PublishedModels.version(PublishedModels.linear("f", 2, "DE"), "shop.examples", 0.9);
        ModelVersion other =
                PublishedModels.version(PublishedModels.tree("g"), "shop.examples", 0.875);
        Map<String, String> parameters = new HashMap<>(other.getLineage().getParameters());
        parameters.put("depth", "8");
        other.getLineage().setParameters(parameters);
        other.getLineage().setRows(640L);
        other.setInputs(List.of(other.getInputs().get(0)));
        other.setGate(new GateVerdict(false, "0.95 is asked", "auc", 0.875, Map.of(), 160L, null));
        log.publish(one, 1, "CHAMPION");
        log.publish(other, 2, "REJECTED");
    }

    @Test
    void showsHowTwoVersionsDiffer() throws Exception {
        publishTwo();
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "diff", "fraud@1", "fraud@2")).isZero();

        assertThat(session.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .startsWith("PART | NAME | FRAUD@1 | FRAUD@2 | CHANGE")
                .contains(
                        "model | feature set | f | g | -",
                        "input | country | string | - | -",
                        "parameter | depth | 6 | 8 | -",
                        "data | rows | 320 | 640 | 320.0000",
                        "metric | auc | 0.9000 | 0.8750 | -0.0250",
                        "metric | log_loss | 0.2500 | 0.2500 | 0.0000",
                        "gate | verdict | passed | refused | -",
                        "gate | auc champion | 0.7500 | - | -")
                .noneMatch(line -> line.startsWith("parameter | algorithm"));
    }

    @Test
    void showsEqualLinesWhenAsked() throws Exception {
        publishTwo();
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "diff", "fraud@1", "fraud@1", "--all", "--json"))
                .isZero();

        JsonNode lines = Json.MAPPER.readTree(session.out()).path("lines");
        assertThat(lines).anyMatch(line -> line.path("name").asText().equals("algorithm"));
        assertThat(lines).allMatch(line -> line.path("first").equals(line.path("second")));
        assertThat(session.err()).contains("both are the same version");
    }
}
