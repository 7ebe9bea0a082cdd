package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;

class PortsTest {

    @Test
    void findsAFreePort() {
        assertThat(Ports.claim(0, "Kafka", "--kafka-port"))
                .as("not where the system gives any port to connections")
                .isBetween(10_000, 32_000);
    }

    @Test
    void prefersAPortOnlyIfItIsFree() throws Exception {
        int free = Ports.claim(0, "Kafka", "--kafka-port");

        assertThat(Ports.prefer(free, "Kafka", "--kafka-port")).isEqualTo(free);
        try (ServerSocket taken = new ServerSocket(free, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.prefer(taken.getLocalPort(), "Kafka", "--kafka-port"))
                    .isNotEqualTo(free);
            assertThatThrownBy(() -> Ports.claim(free, "Kafka", "--kafka-port"))
                    .matches(Ports::isTaken)
                    .hasMessageContaining("port " + free + " for Kafka can't be used")
                    .hasMessageEndingWith("choose another with --kafka-port");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesWhatIsNoPort(int port) {
        assertThatThrownBy(() -> Ports.claim(port, "Kafka", "--kafka-port"))
                .isInstanceOf(EnvironmentException.class)
                .matches(failure -> !Ports.isTaken(failure))
                .hasMessageContaining("takes 1 to 65535");
    }
}
