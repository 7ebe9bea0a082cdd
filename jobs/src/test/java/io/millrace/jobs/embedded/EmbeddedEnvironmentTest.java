package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.embedded.EmbeddedEnvironment.Settings;
import io.millrace.jobs.kafka.SourceRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(300)
class EmbeddedEnvironmentTest {
    @TempDir Path data;

    private Settings settings() {
        return Settings.of(data, Children.registry());
    }

    @Test
    void goesOnWithAJobInALaterRunAsIfNothingHadBeen() throws Exception {
        try (OddPlace place = new OddPlace();
                EmbeddedEnvironment environment = EmbeddedEnvironment.start(settings())) {
            assertThat(place).isNotNull();
            KafkaTopics topics = new KafkaTopics(environment.kafka());
            topics.create("in", "out");
            topics.writeNumbers("in", 0, 1_000);
            submit(environment);
            Conditions.await("the first are out", () -> topics.committed("out").size() >= 1_000);
        }

        try (EmbeddedEnvironment environment = EmbeddedEnvironment.start(settings())) {
            KafkaTopics topics = new KafkaTopics(environment.kafka());
            topics.writeNumbers("in", 1_000, 2_000);
            submit(environment);
            Conditions.await("all are out", () -> topics.committed("out").size() >= 2_000);

            assertThat(topics.committed("out"))
                    .containsExactlyInAnyOrderElementsOf(KafkaTopics.numbers(0, 2_000));
            assertThat(CopyJob.keysAndCounts(topics.records("out"))).hasSize(2_000);
        }
    }

    @Test
    void deliversEachRecordOnceThoughTheWholeEnvironmentIsKilled() throws Exception {
        Path output = data.resolve("killed.txt");
        Process killed = Children.start(EnvironmentToKill.class, output, data.toString());
        try {
            Conditions.await(
                    "some records are out, or the process has failed",
                    () -> !killed.isAlive() || Files.readString(output).contains("some are out"));
            assertThat(Files.readString(output)).contains("some are out");
        } finally {
            killed.destroyForcibly().waitFor();
        }

        try (EmbeddedEnvironment environment = EmbeddedEnvironment.start(settings())) {
            KafkaTopics topics = new KafkaTopics(environment.kafka());
            submit(environment);
            int all = EnvironmentToKill.RECORDS;
            Conditions.await("all are out", () -> topics.committed("out").size() >= all);

            assertThat(topics.committed("out"))
                    .containsExactlyInAnyOrderElementsOf(KafkaTopics.numbers(0, all));
            assertThat(CopyJob.keysAndCounts(topics.records("out"))).hasSize(all);
        }
    }

    private static void submit(EmbeddedEnvironment environment) {
        CopyJob.FAILURES.set(0);
        var unused =
                environment
                        .flink()
                        .submit(
                                CopyJob.define(
                                        environment.kafka(), SourceRange.everything(), false),
                                "copy");
    }

    @Test
    void refusesAFolderThatIsInUseAndTellsByWhom() {
        try (FolderLock lock = FolderLock.take(data)) {
            assertThat(lock).isNotNull();

            assertThatThrownBy(() -> EmbeddedEnvironment.start(settings()))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining(data.toString());
        }
    }

    @Test
    void leavesNothingBehindWhenAPartCannotStart() throws Exception {
        Settings withoutRegistry = Settings.of(data, data.resolve("nowhere"));

        assertThatThrownBy(() -> EmbeddedEnvironment.start(withoutRegistry))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no schema registry");

        FolderLock.take(data).close();
        EmbeddedBroker.start(data.resolve("kafka"), 0).close();
    }

    @Test
    void refusesAPortThatIsTakenBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Settings settings = new Settings(data, Children.registry(), false, 0, 0, port);

            assertThatThrownBy(() -> EmbeddedEnvironment.start(settings))
                    .hasMessageContaining("port " + port + " for Flink's web UI")
                    .hasMessageContaining("--flink-port");
            assertThat(data.resolve("kafka")).doesNotExist();
        }
    }

    @Test
    void wipesDataThatDoNotBelongTogether() throws Exception {
        Path stale = Files.createDirectories(data.resolve("kafka")).resolve("stale");
        Path others = data.resolve("others");
        Files.writeString(stale, "");
        Files.writeString(others, "");

        assertThatThrownBy(
                        () -> EmbeddedEnvironment.start(Settings.of(data, data.resolve("nowhere"))))
                .isInstanceOf(EnvironmentException.class);

        assertThat(stale).doesNotExist();
        assertThat(others).exists();
    }
}
