package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.topic.TopicKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@Timeout(120)
class RegistryCommandTest {
    private static final String FIRST = TestVersions.digest("first");
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    private static void publish() {
        log.publish(TestVersions.version("first", 1_000, TestVersions.gate(true)), 1, "CHAMPION");
        log.publish(TestVersions.version("second", 2_000, TestVersions.gate(false)), 2, "REJECTED");
        log.write(TopicKind.MODELS, ModelVersion.class, TestVersions.version("third", 3_000, null));
    }

    @Test
    void asksWhichPipelineWhereThereIsNoFileAndTheBrokerHasSeveral() throws Exception {
        String first = log.pipeline();
        log.begin();
        TestSession session = new TestSession();

        int code =
                session.run(
                        "registry",
                        "list",
                        "--bootstrap",
                        log.bootstrap(),
                        "--registry",
                        log.shop.schemas.url());

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(session.err())
                .contains("no pipeline.yaml here", "-f", first + ", ")
                .contains(log.pipeline());
    }

    @Test
    void listsVersionsWithWhatBecameOfThem() {
        publish();
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "list")).isZero();

        String third = TestVersions.digest("third");
        assertThat(session.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "VERSION | STATE | GATE | METRIC | VALUE | ROWS | AS OF | DIGEST",
                        "fraud@1 | CHAMPION | passed | auc | 0.9000 | 36 | 1970-01-01T00:00:01Z | "
                                + FIRST.substring(0, 12),
                        "fraud@2 | REJECTED | refused | auc | 0.9000 | 36 | 1970-01-01T00:00:02Z | "
                                + TestVersions.digest("second").substring(0, 12),
                        "fraud (%s…) | PUBLISHED | none | - | - | 36 | 1970-01-01T00:00:03Z | %s"
                                .formatted(third.substring(0, 7), third.substring(0, 12)));
    }

    @Test
    void listsAVersionOnceWhenItWasNumbered() throws Exception {
        log.write(
                TopicKind.MODELS,
                ModelVersion.class,
                TestVersions.version("first", 1_000, TestVersions.gate(true)));
        log.publish(TestVersions.version("first", 1_000, TestVersions.gate(true)), 1, "CHAMPION");
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "list", "--json")).isZero();

        JsonNode versions = Json.MAPPER.readTree(session.out()).path("versions");
        assertThat(versions).hasSize(1);
        assertThat(versions.get(0).path("version").asText()).isEqualTo("fraud@1");
    }

    @Test
    void showsAVersionByItsNameAndByItsDigest() {
        publish();
        TestSession byName = log.session();
        TestSession byDigest = log.session();

        assertThat(log.run(byName, "registry", "show", "fraud@1")).isZero();
        assertThat(log.run(byDigest, "registry", "show", FIRST.substring(0, 9))).isZero();

        assertThat(byName.out())
                .isEqualTo(byDigest.out())
                .contains("version      fraud@1")
                .contains("digest       " + FIRST)
                .contains("gate         passed: auc 0.9000 on the newest 9 rows")
                .contains("trained on   36 rows")
                .contains("event        CHAMPION by gate: it was good");
    }

    @Test
    void showsAVersionAsJsonWithoutItsBytes() throws Exception {
        publish();
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "show", "fraud@1", "--json")).isZero();

        JsonNode shown = Json.MAPPER.readTree(session.out());
        assertThat(shown.path("digest").asText()).isEqualTo(FIRST);
        assertThat(shown.path("lineage").path("rows").asInt()).isEqualTo(36);
        assertThat(shown.path("events").get(0).path("state").asText()).isEqualTo("CHAMPION");
        assertThat(shown.has("artifact")).isFalse();
        assertThat(shown.has("reference_profile")).isFalse();
    }

    @Test
    void namesTheVersionsThereAre() {
        publish();
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "show", "fraud@7")).isEqualTo(ExitCode.USAGE);
        assertThat(session.err())
                .contains("there is no version \"fraud@7\"")
                .contains("there are: [fraud@1, fraud@2, fraud (");
    }

    @Test
    void promotesWhenControlSaysSo() throws Exception {
        publish();
        log.write(
                TopicKind.DEPLOYMENTS,
                Deployment.class,
                Deployment.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setEpoch(7)
                        .setActor("gate")
                        .build());
        CompletableFuture<ModelCommand> asked =
                log.answer(ModelEventType.STATE_CHANGED, "promoted");
        TestSession session = log.session();

        int code =
                log.run(
                        session,
                        "registry",
                        "promote",
                        "fraud@2",
                        "--reason",
                        "it is better",
                        "--at",
                        "2026-03-02T12:00Z",
                        "--yes");

        assertThat(code).isZero();
        assertThat(session.out()).isEqualTo("epoch 8: promoted\n");
        ModelCommand command = asked.get(60, TimeUnit.SECONDS);
        assertThat(command.getAction()).isEqualTo(ModelAction.PROMOTE);
        assertThat(command.getDigest()).isEqualTo(TestVersions.digest("second"));
        assertThat(command.getExpectedEpoch()).isEqualTo(7);
        assertThat(command.getEffectiveFrom()).isEqualTo(Instant.parse("2026-03-02T12:00:00Z"));
        assertThat(command.getReason()).isEqualTo("it is better");
    }

    @Test
    void asksBeforeItPromotes() {
        publish();
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "promote", "fraud@2", "--reason", "r"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("promoting fraud@2 changes who is served");
        assertThat(log.written(TopicKind.MODEL_COMMANDS, ModelCommand.class)).isEmpty();
    }

    @Test
    void tellsWhyControlRefuses() {
        publish();
        var unused = log.answer(ModelEventType.REFUSED, "there's no previous champion");
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "rollback", "--reason", "too many alarms"))
                .isEqualTo(ExitCode.NO);
        assertThat(session.out()).isEqualTo("refused: there's no previous champion\n");
    }

    @Test
    void rollsBackWithoutNamingAVersion() throws Exception {
        publish();
        CompletableFuture<ModelCommand> asked =
                log.answer(ModelEventType.STATE_CHANGED, "rolled back");
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "rollback", "--reason", "alarms", "--json"))
                .isZero();

        assertThat(session.out()).contains("\"answer\" : \"done\"");
        ModelCommand command = asked.get(60, TimeUnit.SECONDS);
        assertThat(command.getAction()).isEqualTo(ModelAction.ROLL_BACK);
        assertThat(command.getDigest()).isNull();
        assertThat(command.getExpectedEpoch()).isZero();
    }

    @Test
    void saysThatNobodyAnswers() {
        publish();
        TestSession session = log.session();

        assertThat(
                        log.run(
                                session,
                                "registry",
                                "rollback",
                                "--reason",
                                "alarms",
                                "--timeout",
                                "2s"))
                .isEqualTo(ExitCode.TIMED_OUT);
        assertThat(session.err())
                .contains("nobody has answered it")
                .contains("does the control job run?");
    }

    @Test
    void hasNothingToRollBackWithoutAVersion() {
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "rollback", "--reason", "alarms"))
                .isEqualTo(ExitCode.NO);
        assertThat(session.err()).contains("has no model version yet");
    }
}
