package io.millrace.jobs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.QualityCount;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

@Timeout(60)
class WatchTest {
    static final WatchSettings NOTHING =
            new WatchSettings("shop", "fraud", null, null, null, Map.of());
    private static final WatchSettings ALL =
            new WatchSettings(
                    "shop", "fraud", 0.05, 0.01, Duration.ofHours(1), Map.of("sales", "t"));
    private static final long HOUR = 3_600_000;

    private final ScriptedTraffic traffic = new ScriptedTraffic();

    private static QualityCount count(int window, long failed) {
        return QualityCount.newBuilder()
                .setPipeline("shop")
                .setSource("sales")
                .setRule("amount finite")
                .setWindowStart(Instant.ofEpochMilli(window * HOUR))
                .setWindowEnd(Instant.ofEpochMilli((window + 1) * HOUR))
                .setChecked(1_000)
                .setFailed(failed)
                .setActed(failed)
                .build();
    }

    @Test
    void tellsOfBrokenExpectationsAndOfDeadLettersThroughRestarts() throws Exception {
        try (Watching watching = new Watching(ALL)) {
            for (int window = 0; window < 8; window++) {
                watching.send(count(window, window < 4 ? 100 : 0));
                watching.restart();
            }

            assertThat(watching.alerts())
                    .extracting(
                            alert ->
                                    "%s %s %s"
                                            .formatted(
                                                    alert.getRule(),
                                                    alert.getState(),
                                                    alert.getSeverity()))
                    .containsExactly(
                            "failed-expectation FIRING WARNING",
                            "failed-expectation FIRING CRITICAL",
                            "dead-letters FIRING WARNING",
                            "dead-letters FIRING CRITICAL",
                            "failed-expectation RESOLVED CRITICAL",
                            "dead-letters RESOLVED CRITICAL");
            assertThat(watching.alerts()).extracting(DriftAlert::getModel).containsOnly("fraud");
            assertThat(watching.alerts()).extracting(DriftAlert::getDigest).containsOnlyNulls();
        }
    }

    @Test
    void asksForNothingThatIsNotInTheFile() throws Exception {
        try (Watching watching = new Watching(NOTHING)) {
            for (int window = 0; window < 8; window++) {
                watching.send(count(window, 1_000));
            }
            watching.pass(HOUR);

            assertThat(watching.operator.output()).isEmpty();
        }
    }

    @Test
    void tellsOfASilentSourceOnceAndOfItsEnd() throws Exception {
        traffic.say(Map.of("t", 0L));
        try (Watching watching = new Watching(ALL)) {
            watching.pass(HOUR / 2);
            assertThat(watching.alerts()).isEmpty();
            watching.pass(HOUR);
            watching.pass(HOUR);
            watching.restart();
            watching.pass(HOUR);
            assertThat(watching.alerts())
                    .extracting(DriftAlert::getState)
                    .containsOnly(AlertState.FIRING)
                    .hasSize(1);

            traffic.say(Map.of("t", 3 * HOUR));
            watching.pass(HOUR / 4);

            assertThat(watching.alerts())
                    .extracting(DriftAlert::getState)
                    .containsExactly(AlertState.FIRING, AlertState.RESOLVED);
            assertThat(watching.alerts()).extracting(DriftAlert::getAlertId).hasSize(2);
            assertThat(watching.alerts().get(0).getAlertId())
                    .isEqualTo(watching.alerts().get(1).getAlertId());
        }
    }

    /** Nobody knows whether there were events, so nothing is said. */
    @Test
    void saysNothingOfSilenceWhileTheBrokersDont() throws Exception {
        try (Watching watching = new Watching(ALL)) {
            watching.pass(9 * HOUR);

            assertThat(watching.operator.output()).isEmpty();
        }
    }

    /** The operator, to be restarted at will. */
    private final class Watching implements AutoCloseable {
        private final TestShop shop = new TestShop();
        private final RestartingOperator<
                        OneInputStreamOperatorTestHarness<TopicRecord, OutRecord>, OutRecord>
                operator;
        private long offset;
        private long now;

        Watching(WatchSettings watch) throws Exception {
            AlertSettings settings =
                    new AlertSettings("shop", watch, List.of(), shop.topics, shop.registry());
            operator =
                    new RestartingOperator<>(
                            () -> {
                                var harness =
                                        new OneInputStreamOperatorTestHarness<>(
                                                new WatchFactory(settings, traffic));
                                harness.setProcessingTime(now);
                                return harness;
                            },
                            new OutputTag<String>("none") {});
        }

        void send(QualityCount count) throws Exception {
            TopicRecord record =
                    TestShop.record(
                            TopicKind.QUALITY,
                            offset++,
                            "",
                            TopicRecord.NO_TIME,
                            shop.value(TopicKind.QUALITY, QualityCount.class, count));
            operator.run(harness -> harness.processElement(record, 0));
        }

        void pass(long millis) throws Exception {
            now += millis;
            operator.run(harness -> harness.setProcessingTime(now));
            TaskMailbox mailbox = operator.current().getTaskMailbox();
            while (mailbox.hasMail()) {
                operator.run(harness -> mailbox.take(TaskMailbox.MIN_PRIORITY).run());
            }
        }

        void restart() throws Exception {
            operator.restart();
        }

        List<DriftAlert> alerts() {
            return operator.output().stream()
                    .filter(record -> record.topic().equals(TopicKind.DRIFT_ALERTS.suffix()))
                    .map(OutRecord::value)
                    .map(value -> Arrays.copyOfRange(value, WireFormat.HEADER, value.length))
                    .map(value -> PlainAvro.read(value, DriftAlert.class))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            operator.close();
            shop.close();
        }
    }
}
