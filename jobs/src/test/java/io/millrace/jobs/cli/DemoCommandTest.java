package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

class DemoCommandTest {
    private final TestSession session = new TestSession();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--fresh",
                "--parallelism 2",
                "--kafka-port 1",
                "--registry-port 1",
                "--flink-port 1",
                "--no-retrain",
                "--keep"
            })
    void refusesAttachedWhatIsForAnEnvironmentOfItsOwn(String option) {
        assertThat(run("--attach --bootstrap h:1 --registry http://h " + option)).isEqualTo(64);

        assertThat(session.err())
                .contains("--attach starts nothing")
                .contains(option.split(" ")[0] + " has no meaning");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bootstrap h:1", "--registry http://h", "--config f", "--timeout 1s"})
    void refusesUnattachedWhatSaysWhereSomethingRuns(String option) {
        assertThat(run(option)).isEqualTo(64);

        assertThat(session.err()).contains(option.split(" ")[0] + " goes with --attach");
    }

    @Test
    void checksTheStoryAttachedToo() {
        assertThat(run("--attach --bootstrap h:1 --registry http://h --events 7")).isEqualTo(64);

        assertThat(session.err()).contains("--events is 7").contains("1000");
    }

    @Test
    void saysThatNothingIsThereToAttachTo() {
        assertThat(run("--attach")).isEqualTo(69);

        assertThat(session.err()).contains("no environment runs in").contains("--bootstrap");
    }

    @Test
    void saysThatNoBrokerAnswers() {
        assertThat(run("--attach --bootstrap 127.0.0.1:1 --registry http://127.0.0.1:1"))
                .isEqualTo(69);

        assertThat(session.err()).contains("no Kafka broker answers at 127.0.0.1:1");
    }

    private int run(String options) {
        List<String> words = new ArrayList<>(List.of("demo"));
        words.addAll(List.of(options.split(" ")));
        return session.run(words.toArray(String[]::new));
    }
}
