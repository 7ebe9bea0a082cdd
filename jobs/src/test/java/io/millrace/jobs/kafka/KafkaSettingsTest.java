package io.millrace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Properties;

class KafkaSettingsTest {

    @Test
    void asksForNothingButTheBrokersByDefault() {
        assertThat(KafkaSettings.of("localhost:9092").client())
                .containsOnly(Map.entry("bootstrap.servers", "localhost:9092"));
    }

    @Test
    void passesTheUsersPropertiesToClients() {
        Map<String, String> properties =
                Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "ssl.truststore.location", "/etc/kafka/truststore.jks");

        Properties client = new KafkaSettings("a:1,[::1]:65535", properties).client();

        assertThat(client).containsAllEntriesOf(properties).hasSize(4);
        assertThat(client).containsEntry("bootstrap.servers", "a:1,[::1]:65535");
    }

    @Test
    void showsNoValueOfAnyProperty() {
        KafkaSettings settings =
                new KafkaSettings(
                        "a:1",
                        Map.of(
                                "ssl.keystore.password", "hunter2",
                                "sasl.jaas.config", "password=\"swordfish\""));

        assertThat(settings.toString())
                .isEqualTo("KafkaSettings[a:1, [sasl.jaas.config, ssl.keystore.password]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "broker",
                "broker:",
                ":9092",
                "a:1,,b:2",
                "a:0",
                "a:65536",
                "a b:1"
            })
    void refusesWhatIsNoAddress(String bootstrap) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaSettings.of(bootstrap))
                .withMessageContaining("HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "isolation.level",
                "auto.offset.reset",
                "enable.auto.commit",
                "transactional.id",
                "transaction.timeout.ms",
                "enable.idempotence",
                "acks"
            })
    void refusesPropertiesThatExactlyOnceRestsOn(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaSettings("a:1", Map.of(name, "whatever")))
                .withMessageContaining(name)
                .withMessageContaining("leave them out");
    }
}
