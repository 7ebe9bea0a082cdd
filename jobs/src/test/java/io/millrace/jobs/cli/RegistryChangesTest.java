package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.Linear;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Transform;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What's asked of the control job, and what a person is told before. */
@Timeout(180)
class RegistryChangesTest {
    private static final String SECOND = TestVersions.digest("second");
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    @BeforeEach
    void begin() throws Exception {
        log.publish(TestVersions.version("first", 1_000, TestVersions.gate(true)), 1, "CHAMPION");
        log.publish(TestVersions.version("second", 2_000, TestVersions.gate(true)), 2, "CANARY");
        log.write(TopicKind.DEPLOYMENTS, Deployment.class, deployment(3));
    }

    private static Deployment deployment(long epoch) {
        return Deployment.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setEpoch(epoch)
                .setChampion(new ModelReference(TestVersions.digest("first"), 1))
                .setArms(List.of(new Arm(SECOND, 2, 2_500, 0)))
                .setSalt("s")
                .setActor("rollout")
                .setReason("step 2 of 3")
                .build();
    }

    /** Runs a command that the control job follows; what was asked of it. */
    private static ModelCommand asked(TestSession session, String... words) throws Exception {
        CompletableFuture<ModelCommand> asked = log.answer(ModelEventType.STATE_CHANGED, "done");
        List<String> all = new ArrayList<>(List.of("registry"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--reason", "because"));
        assertThat(log.run(session, all.toArray(String[]::new))).as(session.err()).isZero();
        return asked.get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "approve fraud@2 --yes,         APPROVE",
        "reject fraud@2,                REJECT",
        "shadow fraud@2 --yes,          SHADOW",
        "archive fraud@2,               RETIRE",
        "pause fraud@2,                 PAUSE",
        "resume fraud@2 --yes,          RESUME",
        "rollback fraud@2,              ROLL_BACK",
        "promote fraud@2 --yes --force, PROMOTE",
    })
    void asksForTheTransitionOfTheNamedVersion(String words, ModelAction action) throws Exception {
        ModelCommand command = asked(log.session(), words.split(" "));

        assertThat(command.getAction()).isEqualTo(action);
        assertThat(command.getDigest()).isEqualTo(SECOND);
        assertThat(command.getExpectedEpoch()).isEqualTo(3);
        assertThat(command.getIssuedAt()).isNotNull();
        assertThat(command.getForced()).isEqualTo(action == ModelAction.PROMOTE);
        assertThat(command.getReason()).isEqualTo("because");
    }

    @Test
    void asksForTheShareOfACanary() throws Exception {
        TestSession session = log.session();

        ModelCommand command = asked(session, "canary", "fraud@2", "--share", "0.5%", "--yes");

        assertThat(command.getShare()).isEqualTo(50);
        assertThat(session.err())
                .contains("then: fraud@2 (CANARY) serves 0.5 % of the units")
                .contains("affected: 0.5 % of the units");
    }

    @ParameterizedTest
    @CsvSource({"0%", "100%", "0.001%", "abc", "1.5"})
    void refusesAShareThatIsNone(String share) {
        TestSession session = log.session();

        assertThat(
                        log.run(
                                session,
                                "registry",
                                "canary",
                                "fraud@2",
                                "--share",
                                share,
                                "--reason",
                                "r",
                                "--yes"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("is no share; it's from 0.01% to 99.99%");
    }

    @Test
    void switchesModelsOffWithoutAQuestionAndOnWithOne() throws Exception {
        ModelCommand off = asked(log.session(), "kill-switch", "--score", "0.25");
        assertThat(off.getAction()).isEqualTo(ModelAction.KILL);
        assertThat(off.getFallbackScore()).isEqualTo(0.25);
        assertThat(off.getDigest()).isNull();

        TestSession session = log.session();
        assertThat(log.run(session, "registry", "kill-switch", "--off", "--reason", "r"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("reviving the models changes who is served", "--yes");
    }

    @Test
    void showsWhoIsServedNowAndThenBeforeItAsks() {
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "promote", "fraud@2", "--reason", "r"))
                .isEqualTo(ExitCode.USAGE);

        assertThat(session.err())
                .contains(
                        "now: epoch 3, fraud@1 serves 75 %, fraud@2 (CANARY) serves 25 %",
                        "then: fraud@2 (CANARY) serves everybody; a rollback goes back to fraud@1",
                        "affected: everybody");
        assertThat(log.written(TopicKind.MODEL_COMMANDS, ModelCommand.class)).isEmpty();
    }

    @Test
    void tellsTheEffectInJson() throws Exception {
        TestSession session = log.session();
        asked(session, "rollback", "--json");

        JsonNode answer = Json.MAPPER.readTree(session.out()).path("answer").get(0);
        assertThat(answer.path("effect").asText())
                .contains("what's on its way serves nobody, fraud@1 serves everybody");
    }

    @Test
    void namesTheNearestVersion() {
        TestSession session = log.session();

        assertThat(log.run(session, "registry", "approve", "frad@2", "--reason", "r", "--yes"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("did you mean \"fraud@2\"?");
    }

    @Test
    void watchesUntilItIsInterrupted() throws Exception {
        TestSession session = log.session();
        CompletableFuture<Integer> watching =
                CompletableFuture.supplyAsync(() -> log.run(session, "deployments", "watch"));
        awaitLines(session, 1);

        log.write(TopicKind.DEPLOYMENTS, Deployment.class, deployment(4));
        log.write(
                TopicKind.SWITCHES,
                Switch.class,
                new Switch(deployment(4), Instant.parse("2026-03-02T12:00:00Z"), 7L));
        awaitLines(session, 3);
        session.interruption.ask();

        assertThat(watching.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
        List<JsonNode> rows = new ArrayList<>();
        for (String line : session.out().lines().toList()) {
            rows.add(Json.MAPPER.readTree(line));
        }
        assertThat(rows).extracting(row -> row.path("epoch").asInt()).containsExactly(3, 4, 4);
        JsonNode holds =
                rows.stream()
                        .filter(row -> row.path("event").asText().equals("holds"))
                        .findFirst()
                        .orElseThrow();
        assertThat(holds.path("from").asText()).isEqualTo("2026-03-02T12:00:00Z");
        assertThat(holds.path("champion").asText()).isEqualTo("fraud@1");
        assertThat(holds.path("arms").asText()).isEqualTo("fraud@2 25 %");
    }

    @Test
    void watchesInColumnsOnATerminal() throws Exception {
        TestSession session = new TestSession(log.folder(), Map.of(), "out");
        CompletableFuture<Integer> watching =
                CompletableFuture.supplyAsync(() -> log.run(session, "deployments", "watch"));
        awaitLines(session, 2);
        session.interruption.ask();
        watching.get(60, TimeUnit.SECONDS);

        assertThat(session.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "model | epoch | event | from | champion | arms | shadows | fallback | actor"
                                + " | reason",
                        "fraud | 3 | decided | - | fraud@1 | fraud@2 25 % | - | - | rollout | step 2"
                                + " of 3");
    }

    private static void awaitLines(TestSession session, long lines) {
        while (session.out().lines().count() < lines) {
            Thread.onSpinWait();
        }
    }

    @Test
    void listsWhatWasDecidedAndWhatHeld() throws Exception {
        log.write(
                TopicKind.SWITCHES,
                Switch.class,
                new Switch(deployment(3), Instant.parse("2026-03-02T12:00:00Z"), 7L));
        TestSession session = log.session();

        assertThat(log.run(session, "deployments", "list", "--json")).isZero();

        JsonNode rows = Json.MAPPER.readTree(session.out()).path("deployments");
        assertThat(rows.findValuesAsText("event")).containsExactly("decided", "holds");
    }

    /** A pipeline file with the feature amount, which needs no registry. */
    private static Path pipelineFile(@Nullable String name) throws IOException {
        Path own = Files.createDirectories(log.folder().resolve("own"));
        Files.writeString(
                own.resolve("sales.avsc"),
                """
                {"type": "record", "name": "Sale", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "amount", "type": "double"}]}
                """);
        return Files.writeString(
                own.resolve("pipeline.yaml"),
                """
                version: 1
                pipeline: %s
                sources: {sales: {schema: sales.avsc, id: id, event_time: at}}
                features: [{fields: [amount]}]
                model: {name: fraud, trainer: {algorithm: logistic_regression}}
                """
                        .formatted(name));
    }

    private static ModelArtifact artifact(Path file, @Nullable String fingerprint)
            throws Exception {
        CheckedPipeline checked = CheckedPipeline.load(file, Map.of(), Optional::empty);
        return ModelArtifact.compile(
                checked.plan().features(),
                List.of(new Transform.Standardise(0, 100, 50, false)),
                new Linear(-1, new double[] {0.5}),
                fingerprint == null ? checked.plan().fingerprint() : fingerprint,
                0.5,
                List.of(new Row(1)));
    }

    @Test
    void registersAnArtefactOnceAndKeepsWhoAndWhy() throws Exception {
        Path file = pipelineFile(log.pipeline());
        ModelArtifact artifact = artifact(file, null);
        Path written = Files.write(log.folder().resolve("own.model"), artifact.toBytes());
        String[] command = {
            "registry",
            "register",
            written.toString(),
            "-f",
            file.toString(),
            "--reason",
            "r",
            "--yes",
            "--json"
        };

        TestSession session = log.session();
        assertThat(log.run(session, command)).as(session.err()).isZero();
        TestSession again = log.session();
        assertThat(log.run(again, command)).isZero();

        List<ModelVersion> versions =
                log.written(TopicKind.MODELS, ModelVersion.class).stream()
                        .filter(version -> version.getDigest().equals(artifact.digest()))
                        .toList();
        assertThat(versions).hasSize(1);
        assertThat(versions.get(0).getAuthor()).isEqualTo(System.getProperty("user.name"));
        assertThat(versions.get(0).getGate()).isNull();
        assertThat(versions.get(0).getLineage().getParameters()).containsEntry("reason", "r");
        assertThat(again.err()).contains("it's known already: nothing is written");
    }

    @Test
    void doesNotRegisterAModelOfOtherFeatures() throws Exception {
        Path file = pipelineFile(log.pipeline());
        Path written =
                Files.write(log.folder().resolve("o.model"), artifact(file, "other").toBytes());
        TestSession session = log.session();

        assertThat(
                        log.run(
                                session,
                                "registry",
                                "register",
                                written.toString(),
                                "-f",
                                file.toString(),
                                "--reason",
                                "r",
                                "--yes"))
                .isEqualTo(ExitCode.NO);
        assertThat(session.err()).contains("was made for the feature set other");
    }
}
