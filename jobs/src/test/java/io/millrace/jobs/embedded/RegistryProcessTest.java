package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(240)
class RegistryProcessTest {
    @TempDir Path folder;

    @Test
    void keepsIdsAndCompatibilityWhenItIsKilled() throws Exception {
        try (RegistryProcess registry = start()) {
            ProcessHandle process = ProcessHandle.of(registry.pid()).orElseThrow();
            assertThat(register(registry, "int")).contains("\"id\":1");

            // Killed with the answer just given, before anything else can happen.
            String answer = register(registry, "long");
            process.destroyForcibly();

            assertThat(answer).contains("\"id\":2");
            registry.exit().get();
        }

        try (RegistryProcess registry = start()) {
            assertThat(get(registry, "/schemas/ids/2")).contains("long");
            assertThat(register(registry, "double")).contains("\"id\":3");
            assertThat(get(registry, "/config")).contains("BACKWARD");
        }
    }

    @Test
    void leavesCtrlCToItsParent() throws Exception {
        try (RegistryProcess registry = start()) {
            new ProcessBuilder("kill", "-INT", Long.toString(registry.pid())).start().waitFor();

            for (int i = 0; i < 300; i++) { // longer than it would take to stop
                assertThat(get(registry, "/subjects")).isEqualTo("[]");
            }
            assertThat(registry.exit()).isNotDone();
        }
    }

    @Test
    void endsWhenItsParentIsKilled() throws Exception {
        Path output = folder.resolve("parent.txt");
        Process parent =
                Children.start(RegistryParent.class, output, folder.resolve("data").toString());
        try {
            Conditions.await(
                    "the registry is up, or its parent has failed",
                    () -> !parent.isAlive() || Files.readString(output).contains("pid="));
            String said = Files.readString(output);
            assertThat(said).contains("pid=");
            ProcessHandle registry = handleIn(said);
            assertThat(registry.isAlive()).isTrue();

            parent.destroyForcibly().waitFor();

            Conditions.await("the registry has ended", () -> !registry.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    private static ProcessHandle handleIn(String said) {
        String pid = said.replaceAll("(?s).*pid=(\\d+).*", "$1");
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Test
    void saysThatItIsNotThere() {
        assertThatThrownBy(() -> RegistryProcess.start(folder, folder, folder, 0))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no schema registry in " + folder)
                .hasMessageContaining("build Millrace again");
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                            () ->
                                    RegistryProcess.start(
                                            Children.registry(),
                                            folder,
                                            folder,
                                            taken.getLocalPort()))
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--registry-port");
        }
    }

    private RegistryProcess start() {
        return RegistryProcess.start(
                Children.registry(), folder.resolve("data"), folder.resolve("logs"), 0);
    }

    private static String register(RegistryProcess registry, String type) throws Exception {
        String schema = "{\"schema\":\"{\\\"type\\\":\\\"%s\\\"}\"}".formatted(type);
        return send(
                request(registry, "/subjects/" + type + "/versions")
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .POST(BodyPublishers.ofString(schema)));
    }

    private static String get(RegistryProcess registry, String path) throws Exception {
        return send(request(registry, path));
    }

    private static HttpRequest.Builder request(RegistryProcess registry, String path) {
        return HttpRequest.newBuilder(URI.create(registry.url() + path));
    }

    private static String send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
    }
}
