package io.millrace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

class TransactionTimeoutsTest {
    private static final Duration WANTED = Duration.ofMinutes(15);

    @Test
    void takesATimeoutThatIsExactlyTheCap() {
        assertThatNoException()
                .isThrownBy(() -> TransactionTimeouts.check(WANTED, Map.of("1", 900_000L)));
    }

    @Test
    void refusesATimeoutAboveOneBrokersCapAndNamesTheFix() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                TransactionTimeouts.check(
                                        WANTED, Map.of("1", 900_000L, "2", 899_999L)))
                .withMessageContaining("broker 2 allows 899999 ms")
                .withMessageContaining("set transaction.max.timeout.ms=900000 on the brokers")
                .withMessageContaining("at most 899999 ms");
    }

    @Test
    void saysWhichBrokerDoesNotAnswer() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                TransactionTimeouts.check(
                                        KafkaSettings.of("127.0.0.1:1"),
                                        WANTED,
                                        Duration.ofMillis(300)))
                .withMessageContaining("no Kafka broker at 127.0.0.1:1 has answered");
    }
}
