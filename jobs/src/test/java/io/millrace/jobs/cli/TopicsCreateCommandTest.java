package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.embedded.EmbeddedBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class TopicsCreateCommandTest {
    @TempDir Path data;

    @Test
    @Timeout(120)
    void makesWhatIsMissingAndLeavesWhatIsThere() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            String bootstrap = broker.bootstrapServers();

            assertThat(run(bootstrap, "--partitions", "3", "b", "a"))
                    .isEqualTo("topic,made\r\nb,yes\r\na,yes\r\n");
            assertThat(run(bootstrap, "--partitions", "5", "a", "c", "c"))
                    .isEqualTo("topic,made\r\na,\"no, it was there\"\r\nc,yes\r\n");

            TestSession list = new TestSession();
            list.run("topics", "list", "-o", "csv", "--bootstrap", bootstrap);
            assertThat(list.out())
                    .isEqualTo("topic,partitions,offsets\r\na,3,0\r\nb,3,0\r\nc,5,0\r\n");
        }
    }

    @Test
    @Timeout(120)
    void saysWhatKafkaRefuses() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            TestSession session = new TestSession();

            int code =
                    session.run(
                            "topics",
                            "create",
                            "no/topic",
                            "--partitions",
                            "1",
                            "--bootstrap",
                            broker.bootstrapServers());

            assertThat(code).isEqualTo(1);
            assertThat(session.err()).contains("cannot make the topic \"no/topic\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001"})
    void refusesANumberOfPartitionsThatMakesNoSense(String partitions) {
        TestSession session = new TestSession();

        assertThat(session.run("topics", "create", "t", "--partitions", partitions)).isEqualTo(64);
        assertThat(session.err())
                .contains("--partitions is " + partitions)
                .contains("between 1 and 10000");
    }

    @Test
    void asksForTheNumberOfPartitions() {
        TestSession session = new TestSession();

        assertThat(session.run("topics", "create", "t")).isEqualTo(64);
        assertThat(session.err()).contains("--partitions");
    }

    private static String run(String bootstrap, String... words) {
        TestSession session = new TestSession();
        String[] command = {"topics", "create", "-o", "csv", "--bootstrap", bootstrap};
        String[] all = java.util.Arrays.copyOf(command, command.length + words.length);
        System.arraycopy(words, 0, all, command.length, words.length);
        assertThat(session.run(all)).as(session.err()).isZero();
        return session.out();
    }
}
