package io.millrace.jobs.kafka;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * How to reach Kafka.
 *
 * @param bootstrap servers, such as {@code broker-1:9092,broker-2:9092}
 * @param properties of the clients: {@code security.*}, {@code sasl.*}, {@code ssl.*} and so on
 */
public record KafkaSettings(String bootstrap, Map<String, String> properties)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public KafkaSettings {
        if (bootstrap.isBlank()) {
            throw new IllegalArgumentException(
                    "no Kafka broker is named; say --bootstrap host:port[,host:port]");
        }
        properties = Map.copyOf(properties);
    }

    public static KafkaSettings of(String bootstrap) {
        return new KafkaSettings(bootstrap, Map.of());
    }

    /** What a client is made with. */
    public Properties client() {
        Properties client = new Properties();
        client.putAll(properties);
        client.put("bootstrap.servers", bootstrap);
        return client;
    }

    /** Names what is set, and no value: any of them might be a secret. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrap + ", " + new TreeSet<>(properties.keySet()) + "]";
    }
}
