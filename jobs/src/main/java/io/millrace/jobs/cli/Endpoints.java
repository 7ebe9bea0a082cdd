package io.millrace.jobs.cli;

import io.millrace.schemas.serde.RegistrySettings;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Kafka and the registry are.
 *
 * @param bootstrap Kafka's brokers as {@code host:port}, with commas between them
 * @param registry empty if nobody has named one
 * @param properties of the clients, from the user's file
 * @param timeout for one answer
 * @param local what runs on this machine, if that is what's meant
 */
public record Endpoints(
        String bootstrap,
        Optional<RegistrySettings> registry,
        Map<String, String> properties,
        Duration timeout,
        Optional<LocalEnvironment> local) {
    private static final int LAST_PORT = 65_535;
    private static final Pattern ADDRESS =
            Pattern.compile("\\[?([^\\[\\]]+)]?:(\\d{1,4}|[1-6]\\d{4})");

    public Endpoints {
        properties = Map.copyOf(properties);
    }

    /** Settings of any Kafka client. */
    Map<String, Object> clientSettings() {
        Map<String, Object> settings = new TreeMap<>(properties);
        settings.put("bootstrap.servers", bootstrap);
        settings.putIfAbsent("client.id", "millrace-cli");
        int millis = Math.toIntExact(Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        settings.put("default.api.timeout.ms", millis);
        settings.put("request.timeout.ms", millis);
        // Our own messages say what's wrong; the metrics' reporter would only cost time.
        settings.put("metric.reporters", "");
        settings.put("enable.metrics.push", false);
        return settings;
    }

    public RegistrySettings requireRegistry() {
        return registry.orElseThrow(
                () ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "no schema registry is named",
                                "--registry URL, or MILLRACE_REGISTRY"));
    }

    /**
     * Tries to connect, since Kafka's clients would only time out after a while.
     *
     * @throws CommandFailure if no broker answers
     */
    void requireBroker() {
        StringBuilder tried = new StringBuilder();
        for (String address : bootstrap.split(",", -1)) {
            try (Socket socket = new Socket()) {
                socket.connect(parse(address.trim()), (int) Math.min(timeout.toMillis(), 60_000));
                return;
            } catch (IOException e) {
                tried.append(tried.isEmpty() ? "" : "; ").append(address.trim());
                tried.append(" (").append(e.getMessage()).append(")");
            }
        }
        throw new CommandFailure(
                ExitCode.UNAVAILABLE,
                "no Kafka broker answers at " + tried,
                local.isPresent()
                        ? "the environment may still be starting: try again"
                        : "is it the right address? --bootstrap HOST:PORT, or MILLRACE_BOOTSTRAP");
    }

    private static InetSocketAddress parse(String address) throws IOException {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > LAST_PORT) {
            throw CommandFailure.usage(
                    "\"" + address + "\" is no broker's address: it's written HOST:PORT");
        }
        InetSocketAddress parsed =
                new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
        if (parsed.isUnresolved()) {
            throw new IOException("unknown host");
        }
        return parsed;
    }

    /** All brokers, for messages. */
    @Override
    public String toString() {
        return String.join(", ", Arrays.asList(bootstrap.split(",", -1)));
    }
}
