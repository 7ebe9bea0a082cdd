package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

@Timeout(120)
class EmbeddedBrokerTest {
    @TempDir Path data;

    @Test
    void keepsTopicsAndRecordsForALaterRunOnAnotherPort() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            KafkaTopics topics = topics(broker);
            topics.create("t");
            topics.writeNumbers("t", 0, 10);
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            assertThat(topics(broker).committed("t"))
                    .containsExactlyInAnyOrderElementsOf(KafkaTopics.numbers(0, 10));
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        EmbeddedBroker.start(data, 0).close(); // what a first start leaves is the JVM's
        Set<Thread> before = threads();

        EmbeddedBroker.start(data, 0).close();

        Conditions.await(
                "only the threads of before", () -> threads().stream().allMatch(before::contains));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }

    @Test
    void takesAModelOfNearlyEightMegabytesAndMakesNoTopicByItself() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            topics(broker).create("models");
            Properties client = kafka(broker).client();
            client.setProperty("max.request.size", Integer.toString(16 << 20));
            client.setProperty("max.block.ms", "500");
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(
                            client, new ByteArraySerializer(), new ByteArraySerializer())) {
                byte[] model = new byte[EmbeddedBroker.MAX_MESSAGE_BYTES - 1_000];

                assertThat(producer.send(new ProducerRecord<>("models", model)).get().offset())
                        .isZero();
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>("typo", model)).get())
                        .hasMessageContaining("typo");
            }
        }
    }

    @Test
    void saysWhichPortIsTakenAndHowToChooseAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(data, taken.getLocalPort()))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " for Kafka")
                    .hasMessageContaining("--kafka-port");
        }
    }

    @Test
    void takesAnotherPortForTheControllerIfSomebodyWasFaster() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Iterator<Integer> ports =
                    List.of(taken.getLocalPort(), Ports.claim(0, "a controller", "-")).iterator();

            try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0, ports::next)) {
                topics(broker).create("t");
            }

            assertThat(ports).isExhausted();
        }
    }

    @Test
    void tellsWhenKafkaWantsToEndTheProcess() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            assertThatIllegalStateException().isThrownBy(() -> Exit.halt(1, "the disk is gone"));

            assertThat(broker.failure()).isCompletedWithValue("the disk is gone");
        }
    }

    @Test
    void allowsTheTransactionTimeoutOfADemo() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            KafkaEndpoints.of(kafka(broker), "test", "job", JobSettings.demo()).checkBrokers();
        }
    }

    private static KafkaSettings kafka(EmbeddedBroker broker) {
        return KafkaSettings.of(broker.bootstrapServers());
    }

    private static KafkaTopics topics(EmbeddedBroker broker) {
        return new KafkaTopics(kafka(broker));
    }
}
