package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.topic.TopicKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@Timeout(180)
class SyncCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    @BeforeEach
    void begin() throws Exception {
        log.publish(TestVersions.version("first", 1_000, TestVersions.gate(true)), 1, "CHAMPION");
        log.write(
                TopicKind.DEPLOYMENTS,
                Deployment.class,
                Deployment.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setEpoch(1)
                        .setChampion(new ModelReference(TestVersions.digest("first"), 1))
                        .setActor("gate")
                        .build());
    }

    private static JsonNode once() throws IOException {
        TestSession session = log.session();
        assertThat(log.run(session, "sync", "--to", "dir", "--uri", "mirror", "--once", "--json"))
                .as(session.err())
                .isZero();
        return Json.MAPPER.readTree(session.out());
    }

    private static Path mirrored(String file) {
        return log.folder()
                .resolve("mirror")
                .resolve(log.pipeline())
                .resolve("fraud")
                .resolve(file);
    }

    @Test
    void mirrorsOnceAndThenFindsNothingToDo() throws Exception {
        assertThat(once().path("written").asInt()).isEqualTo(3);
        assertThat(once().path("written").asInt()).isZero();

        JsonNode aliases = Json.MAPPER.readTree(mirrored("aliases.json").toFile());
        assertThat(aliases.path("champion").asInt()).isEqualTo(1);
        assertThat(mirrored("1/artifact")).hasContent("first");
    }

    @Test
    void goesOnWithWhatComesUntilItIsInterrupted() throws Exception {
        TestSession session = log.session();
        CompletableFuture<Integer> syncing =
                CompletableFuture.supplyAsync(
                        () ->
                                log.run(
                                        session, "sync", "--to", "dir", "--uri", "mirror",
                                        "--every", "50ms"));
        await(mirrored("1/version.json"));
        log.publish(TestVersions.version("second", 2_000, TestVersions.gate(true)), 2, "SHADOW");
        await(mirrored("2/version.json"));
        session.interruption.ask();

        assertThat(syncing.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(session.out()).startsWith("fraud: 1 versions; 3 files written, 0 were right");
    }

    private static void await(Path file) {
        while (!Files.exists(file)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void refusesWhatIsNoFolder() {
        TestSession session = log.session();

        assertThat(log.run(session, "sync", "--to", "dir", "--uri", "s3://bucket", "--once"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("s3://bucket is no folder");
    }
}
