package io.millrace.jobs.cli;

import io.millrace.schemas.serde.RegistrySettings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Which broker and which registry: by option, by environment variable, or what runs here. */
final class Connection {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = {
                "Kafka's brokers. Default: MILLRACE_BOOTSTRAP,",
                "or else the environment that demo or dev runs here."
            })
    @Nullable String bootstrap;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = {
                "The schema registry's Confluent API. Default:",
                "MILLRACE_REGISTRY, or else what runs here."
            })
    @Nullable String registry;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Client properties: security.protocol, sasl.*, ssl.*, basic.auth.*")
    @Nullable Path config;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long to wait for an answer: 500ms, 10s, 2m. Default: 10s.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Duration timeout;

    Endpoints resolve(Session session) {
        Optional<String> brokers = chosen(session, bootstrap, "MILLRACE_BOOTSTRAP");
        Optional<String> urls = chosen(session, registry, "MILLRACE_REGISTRY");
        Optional<LocalEnvironment> local = Optional.empty();
        if (brokers.isEmpty()) {
            LocalEnvironment running = running(session);
            brokers = Optional.of(running.bootstrap());
            urls = urls.or(() -> Optional.of(running.registry()));
            local = Optional.of(running);
        }
        Map<String, String> properties = properties(session);
        return new Endpoints(
                brokers.orElseThrow(),
                urls.map(text -> settings(text, properties)),
                properties,
                timeout,
                local);
    }

    /** The registry alone; empty if none is named and none runs here. */
    Optional<RegistrySettings> registry(Session session) {
        return chosen(session, registry, "MILLRACE_REGISTRY")
                .or(
                        () ->
                                LocalEnvironment.find(session.folder())
                                        .filter(LocalEnvironment::isRunning)
                                        .map(LocalEnvironment::registry))
                .map(text -> settings(text, properties(session)));
    }

    private static RegistrySettings settings(String urls, Map<String, String> properties) {
        try {
            return new RegistrySettings(Arrays.asList(urls.split(",", -1)), properties);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static Optional<String> chosen(
            Session session, @Nullable String flag, String variable) {
        return flag == null ? session.variable(variable) : Optional.of(flag);
    }

    private static LocalEnvironment running(Session session) {
        String[] notes = {
            "start one with: millrace demo, or millrace dev",
            "or name Kafka's brokers: --bootstrap HOST:PORT, or MILLRACE_BOOTSTRAP"
        };
        LocalEnvironment found =
                LocalEnvironment.find(session.folder())
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                ExitCode.UNAVAILABLE,
                                                "no environment runs in "
                                                        + session.folder()
                                                        + " or above it",
                                                notes));
        if (!found.isRunning()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "the environment that was started here has ended (process " + found.pid() + ")",
                    notes);
        }
        return found;
    }

    private Map<String, String> properties(Session session) {
        Map<String, String> properties = new TreeMap<>();
        if (config != null) {
            try (Reader reader = Files.newBufferedReader(session.resolve(config))) {
                Properties read = new Properties();
                read.load(reader);
                read.stringPropertyNames()
                        .forEach(name -> properties.put(name, read.getProperty(name)));
            } catch (IOException | IllegalArgumentException e) {
                throw CommandFailure.usage("cannot read --config " + config + ": " + e).causedBy(e);
            }
        }
        return properties;
    }
}
