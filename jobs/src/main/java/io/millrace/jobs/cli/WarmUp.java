package io.millrace.jobs.cli;

import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;

import org.apache.kafka.clients.admin.Admin;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Uses what client commands use, and says nothing. The launcher runs it once after a build, with
 * the JVM writing down which classes were loaded; later starts take them from that archive.
 */
public final class WarmUp {
    private WarmUp() {}

    /**
     * @param arguments the folder of the examples
     */
    public static void main(String[] arguments) {
        Path pipeline = Path.of(arguments[0], "card-fraud", "pipeline.yaml");
        for (String[] line :
                new String[][] {
                    {"--help"},
                    {"replay", "--help"},
                    {"check", pipeline.toString()},
                    {"check", pipeline.toString(), "--json"},
                    {"chekc"},
                    {"version", "--json"},
                    {"topics", "list", "--bootstrap", "127.0.0.1:1"}
                }) {
            MillraceCommand.run(session(), line);
        }
        loadClients();
    }

    private static Session session() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Session(
                nowhere,
                nowhere,
                Map.of(),
                Path.of("").toAbsolutePath(),
                Optional.empty(),
                List.of(),
                new SharedOptions(),
                new Interruption());
    }

    private static void loadClients() {
        Endpoints nobody =
                new Endpoints(
                        "127.0.0.1:1",
                        Optional.empty(),
                        Map.of(),
                        Duration.ofMillis(1),
                        Optional.empty());
        Admin.create(nobody.clientSettings()).close(Duration.ZERO);
        Kafka.consumer(nobody).close();
        new ConfluentSchemaRegistry(RegistrySettings.of("http://127.0.0.1:1")).close();
    }
}
