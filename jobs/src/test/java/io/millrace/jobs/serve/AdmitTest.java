package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

class AdmitTest {

    @Test
    void sendsAnEventAtOrBehindTheWatermarkToTheLateEvents() throws Exception {
        try (var admit = harness(TestServe.live())) {
            admit.watermark(1_000);
            admit.process(TestServe.event("at", 1_000, 0, 0), 1_000);
            admit.process(TestServe.event("after", 1_001, 0, 1), 1_001);
            admit.watermark(5_000);

            assertThat(admit.output()).extracting(Event::id).containsExactly("after");
            assertThat(topics(admit)).containsExactly("late-events");
        }
    }

    /** Flink doesn't keep watermarks: what an answer went by is late after a restart, too. */
    @Test
    void knowsTheNewestFiredWatermarkAfterARestart() throws Exception {
        try (var admit = harness(TestServe.live())) {
            admit.process(TestServe.event("answered", 950, 0, 0), 950);
            admit.watermark(1_000);
            admit.restart();
            admit.process(TestServe.event("late", 1_000, 0, 1), 1_000);

            assertThat(admit.output()).extracting(Event::id).containsExactly("answered");
            assertThat(topics(admit)).containsExactly("late-events");
        }
    }

    @Test
    void holdsAnEventUntilTheWatermarkHasPassedIt() throws Exception {
        try (var admit = harness(TestServe.live())) {
            admit.process(TestServe.event("a", 1_000, 0, 0), 1_000);
            admit.watermark(999);
            assertThat(admit.output()).isEmpty();

            admit.watermark(1_000);
            assertThat(admit.output()).extracting(Event::id).containsExactly("a");
        }
    }

    /** Else the next stage could pass what a subtask that wakes up late is about to let through. */
    @Test
    void holdsTheNextStageWhileItsInputsAreIdle() throws Exception {
        ServeSettings settings = TestServe.live();
        try (var admit =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new Admit(settings), Event::id, Types.STRING)) {
            admit.open();
            admit.processWatermark(new Watermark(1_000));
            admit.processWatermarkStatus(WatermarkStatus.IDLE);
            admit.processWatermarkStatus(WatermarkStatus.ACTIVE);

            assertThat(admit.getOutput()).containsExactly(new Watermark(1_000));
        }
    }

    @Test
    void letsAnEventPassAtOnceInArrivalOrder() throws Exception {
        try (var admit = harness(TestServe.settings(Order.ARRIVAL, null))) {
            admit.process(TestServe.event("a", 1_000, 0, 0), 1_000);
            admit.process(TestServe.event("a", 1_000, 0, 1), 1_000);

            assertThat(admit.output()).extracting(Event::id).containsExactly("a");
            assertThat(topics(admit)).containsExactly("duplicates");
        }
    }

    @Test
    void keepsNothingOfAnIdWhenItsHorizonHasPassed() throws Exception {
        try (var admit = harness(TestServe.live())) {
            admit.process(TestServe.event("a", 1_000, 0, 0), 1_000);
            admit.watermark(1_000);
            assertThat(keys(admit)).isEqualTo(1);

            admit.watermark(1_000 + 3_600_000);
            assertThat(keys(admit)).isEqualTo(1);
            admit.watermark(1_000 + 3_600_001);
            assertThat(keys(admit)).isZero();
            assertThat(timers(admit)).isZero();
        }
    }

    /** Also if no event told it: the next stages may have answered by it. */
    @Test
    void knowsAWatermarkThatNoEventOfItsOwnTold() throws Exception {
        try (var admit = harness(TestServe.live())) {
            admit.watermark(2_000);
            admit.restart();
            admit.process(TestServe.event("late", 2_000, 0, 1), 2_000);

            assertThat(topics(admit)).containsExactly("late-events");
        }
    }

    @Test
    void letsAnEventPassAtOnceIfNobodyLooksForDuplicates() throws Exception {
        try (var admit = harness(TestServe.settings(Order.EVENT_TIME, new Recorded(Map.of())))) {
            admit.process(TestServe.event("a", 1_000, 0, 0), 1_000);
            admit.process(TestServe.event("a", 1_000, 0, 1), 1_000);

            assertThat(admit.output()).hasSize(2);
            assertThat(keys(admit)).isZero();
        }
    }

    @Test
    void failsLoudlyInAReplayThatFindsALateEvent() throws Exception {
        try (var admit = harness(TestServe.settings(Order.EVENT_TIME, new Recorded(Map.of())))) {
            admit.watermark(1_000);

            assertThatThrownBy(() -> admit.process(TestServe.event("a", 900, 0, 0), 900))
                    .hasMessageContaining("--out-of-orderness");
        }
    }

    /** A snapshot and a restore after every element change nothing. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void givesTheSameAfterAnyRestart(long seed) throws Exception {
        List<String> straight = run(seed, false);
        List<String> restarted = run(seed, true);

        assertThat(restarted).as("seed %d", seed).isEqualTo(straight);
        assertThat(straight).as("seed %d", seed).hasSizeGreaterThan(100);
    }

    private static List<String> run(long seed, boolean restart) throws Exception {
        Random random = new Random(seed);
        try (var admit = harness(TestServe.live())) {
            long watermark = 0;
            for (int i = 0; i < 120; i++) {
                long time = watermark - 300 + random.nextInt(5_000_000);
                String id = "id-" + random.nextInt(40);
                admit.process(TestServe.event(id, time, random.nextInt(3), i), time);
                if (random.nextInt(4) == 0) {
                    watermark += random.nextInt(500_000);
                    admit.watermark(watermark);
                }
                if (restart) {
                    admit.restart();
                    admit.watermark(watermark);
                }
            }
            admit.watermark(Long.MAX_VALUE);
            List<String> verdicts = new ArrayList<>();
            admit.output().forEach(event -> verdicts.add("admitted " + event.at()));
            admit.aside()
                    .forEach(
                            record ->
                                    verdicts.add(
                                            ((OutRecord) record).topic()
                                                    + " "
                                                    + new String(
                                                            ((OutRecord) record).value(),
                                                            java.nio.charset.StandardCharsets
                                                                    .ISO_8859_1)));
            verdicts.sort(null);
            return verdicts;
        }
    }

    private static List<String> topics(RestartingHarness<Event, Event> admit) {
        return admit.aside().stream().map(record -> ((OutRecord) record).topic()).toList();
    }

    private static int keys(RestartingHarness<Event, Event> admit) {
        return admit.current().numKeyedStateEntries();
    }

    private static int timers(RestartingHarness<Event, Event> admit) {
        return admit.current().numEventTimeTimers();
    }

    private static RestartingHarness<Event, Event> harness(ServeSettings settings)
            throws Exception {
        return new RestartingHarness<>(
                () ->
                        new KeyedOneInputStreamOperatorTestHarness<>(
                                new Admit(settings), Event::id, Types.STRING),
                ServeJob.ELSEWHERE);
    }
}
