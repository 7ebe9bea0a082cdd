package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.registry.lifecycle.LifeCycle;
import io.millrace.registry.signing.Ed25519;
import io.millrace.registry.signing.Signatures;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.pipeline.Control;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

@Timeout(120)
class KeysCommandTest {
    @TempDir private Path folder;

    private TestSession session() {
        return new TestSession(folder, Map.of("MILLRACE_KEYS", "keys", "HOME", "/nowhere"));
    }

    @Test
    void makesAPairAndPrintsThePublicKeyAsAPipelineFileTakesIt() throws Exception {
        TestSession session = session();

        assertThat(session.run("keys", "new", "ada")).isZero();

        String open = Files.readString(folder.resolve("keys/ada.pub")).strip();
        assertThat(session.out()).isEqualTo("ada: {public_key: " + open + ", roles: [operator]}\n");
        assertThat(open).matches("MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=");
        assertThat(Files.getPosixFilePermissions(folder.resolve("keys/ada.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        TestSession list = session();
        assertThat(list.run("keys", "list", "--json")).isZero();
        assertThat(Json.MAPPER.readTree(list.out()).path("keys").get(0).path("public_key").asText())
                .isEqualTo(open);
        String secret = Files.readString(folder.resolve("keys/ada.key")).strip();
        assertThat(session.out() + session.err() + list.out()).doesNotContain(secret);
    }

    @Test
    void replacesNoKey() throws Exception {
        session().run("keys", "new", "ada");
        String before = Files.readString(folder.resolve("keys/ada.key"));
        TestSession session = session();

        assertThat(session.run("keys", "new", "ada")).isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("ada.key already");
        assertThat(Files.readString(folder.resolve("keys/ada.key"))).isEqualTo(before);
    }

    @Test
    void takesNoPathForAName() {
        TestSession session = session();

        assertThat(session.run("keys", "new", "../ada")).isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("is no name of a key");
    }

    @Test
    void signsWhatItAsksForAndTellsWhenThatIsNotAllowed() throws Exception {
        session().run("keys", "new", "ada");
        String open = Files.readString(folder.resolve("keys/ada.pub")).strip();
        try (LifeCycleTopics log = new LifeCycleTopics(folder)) {
            log.begin();
            log.publish(TestVersions.version("first", 1, TestVersions.gate(true)), 1, "CHAMPION");
            var asked =
                    log.answer(ModelEventType.REFUSED, LifeCycle.NOT_ALLOWED + "KILL as ada: no");
            TestSession session = session();

            int code =
                    log.run(
                            session,
                            "registry",
                            "kill-switch",
                            "--score",
                            "0",
                            "--reason",
                            "r",
                            "--key",
                            "ada");

            assertThat(code).as(session.err()).isEqualTo(ExitCode.NOT_ALLOWED);
            ModelCommand command = asked.get(60, TimeUnit.SECONDS);
            assertThat(command.getActor()).isEqualTo("ada");
            Control.SigningKey key =
                    new Control.SigningKey("ada", open, List.of(Control.KeyRole.OPERATOR));
            Control control = new Control(true, List.of(key), 0, Duration.ofDays(1));
            assertThat(new Signatures(control).problem(command)).isEmpty();
            assertThat(Ed25519.publicKey(open).getAlgorithm()).isEqualTo("EdDSA");
        }
    }

    @Test
    void namesTheKeysThatThereAre() throws Exception {
        session().run("keys", "new", "ada");
        try (LifeCycleTopics log = new LifeCycleTopics(folder)) {
            log.begin();
            log.publish(TestVersions.version("first", 1, TestVersions.gate(true)), 1, "CHAMPION");
            TestSession session = session();

            assertThat(log.run(session, "registry", "pause", "--reason", "r", "--key", "ben"))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(session.err()).contains("there is no key", "there are: [ada]");
        }
    }
}
