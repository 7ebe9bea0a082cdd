package io.millrace.jobs.kafka;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How to reach Kafka.
 *
 * @param bootstrap servers, such as {@code broker-1:9092,broker-2:9092}
 * @param properties of the clients: {@code security.*}, {@code sasl.*}, {@code ssl.*} and so on,
 *     but none of those that exactly-once rests on
 */
public record KafkaSettings(String bootstrap, Map<String, String> properties)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Set by {@link KafkaEndpoints} alone: another value would lose or repeat records. */
    private static final List<String> OURS =
            List.of(
                    "acks",
                    "auto.offset.reset",
                    "enable.auto.commit",
                    "enable.idempotence",
                    "group.id",
                    "isolation.level",
                    "key.deserializer",
                    "key.serializer",
                    "transaction.timeout.ms",
                    "transactional.id",
                    "value.deserializer",
                    "value.serializer");

    private static final Pattern ADDRESS =
            Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\s\\[\\]:,]+):(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    public KafkaSettings {
        bootstrap = bootstrap.strip();
        if (bootstrap.isEmpty()) {
            throw new IllegalArgumentException(
                    "no Kafka broker is named; it's written HOST:PORT[,HOST:PORT]");
        }
        for (String address : bootstrap.split(",", -1)) {
            checkAddress(address.strip());
        }
        NavigableMap<String, String> sorted = new TreeMap<>(properties);
        List<String> ours = OURS.stream().filter(sorted::containsKey).toList();
        if (!ours.isEmpty()) {
            throw new IllegalArgumentException(
                    "the Kafka properties set "
                            + String.join(", ", ours)
                            + ", which Millrace sets itself so that nothing is lost or read twice;"
                            + " leave them out");
        }
        properties = Collections.unmodifiableMap(sorted);
    }

    private static void checkAddress(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches() || !isPort(Integer.parseInt(matcher.group(2)))) {
            throw new IllegalArgumentException(
                    "\"" + address + "\" is no Kafka broker's address; it's written HOST:PORT");
        }
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= LAST_PORT;
    }

    /** Brokers that ask for no authentication and no encryption. */
    public static KafkaSettings of(String bootstrap) {
        return new KafkaSettings(bootstrap, Map.of());
    }

    /** What a client is made with; a copy, to add to. */
    public Properties client() {
        Properties client = new Properties();
        client.putAll(properties);
        client.setProperty("bootstrap.servers", bootstrap);
        return client;
    }

    /** Names what is set, and no value: any of them might be a secret. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrap + ", " + properties.keySet() + "]";
    }
}
