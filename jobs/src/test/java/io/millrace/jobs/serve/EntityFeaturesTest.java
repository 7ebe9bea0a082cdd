package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.OfflineFeatures;
import io.millrace.jobs.examples.cardfraud.CardFraudWorld;
import io.millrace.jobs.examples.cardfraud.Transaction;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

class EntityFeaturesTest {
    private static final long DAY = 86_400_000;

    /**
     * State in Flink, read and written with every event, against the engine's own run in memory.
     */
    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void givesTheSameBitsAfterASnapshotAndRestoreAtEveryElement(long seed) throws Exception {
        List<Event> events = events(seed, 150);

        assertThat(run(events, seed, true))
                .as("seed %d", seed)
                .isEqualTo(run(events, seed, false))
                .hasSize(events.size());
    }

    /** Where events wait and where a key's state is between two checkpoints doesn't show. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 8000000", "3000, 0", "3000, 1500", "16000000, 4000"})
    void givesTheSameBitsWhateverIsOnTheHeap(long held, long cached) throws Exception {
        List<Event> events = events(34, 300);
        HeapLimits limits = new HeapLimits(held, cached);

        Map<String, Row> usual = run(copies(events), 34, false);

        assertThat(run(copies(events), 34, false, limits)).isEqualTo(usual).hasSize(300);
        assertThat(run(copies(events), 34, true, limits)).isEqualTo(usual);
    }

    /** A checkpoint has all: what it's taken from may die at once. */
    @Test
    void keepsNothingOnTheHeapAloneAcrossABarrier() throws Exception {
        try (var features = harness()) {
            features.process(TestServe.event("a", DAY, 0, 0), DAY);
            assertThat(features.current().numKeyedStateEntries()).isZero();
            features.restart();
            assertThat(features.current().numKeyedStateEntries()).isEqualTo(1);

            features.process(TestServe.event("b", DAY - 1, 0, 1), DAY - 1);
            features.watermark(DAY);
            assertThat(features.output()).extracting(Event::id).containsExactly("b", "a");
        }
    }

    @Test
    void computesWhatTheEngineComputesInMemory() throws Exception {
        List<Event> events = events(33, 400);

        Map<String, Row> operator = run(copies(events), 33, false);

        Map<String, Row> memory = new TreeMap<>();
        OfflineFeatures.compute(TestServe.PLAN, copies(events))
                .forEach(event -> memory.put(event.id(), event.features()));
        for (int i = 0; i < TestServe.PLAN.features().size(); i++) {
            if (TestServe.PLAN.features().field(i).name().startsWith("account_")) {
                for (String id : memory.keySet()) {
                    Row expected = Objects.requireNonNull(memory.get(id));
                    Row actual = Objects.requireNonNull(operator.get(id), id);
                    var type = TestServe.PLAN.features().field(i).type();
                    assertThat(actual.get(i, type))
                            .as("%s of %s", TestServe.PLAN.features().field(i).name(), id)
                            .isEqualTo(expected.get(i, type));
                }
            }
        }
    }

    @Test
    void dropsAKeysStateWhenNoWindowReachesItAnyMore() throws Exception {
        try (var features = harness()) {
            features.process(TestServe.event("a", DAY, 0, 0), DAY);
            features.watermark(DAY);
            features.current().prepareSnapshotPreBarrier(1);
            assertThat(features.current().numKeyedStateEntries()).isPositive();

            features.watermark(DAY + 15 * DAY);
            assertThat(features.current().numKeyedStateEntries()).isZero();
            assertThat(features.current().numEventTimeTimers()).isZero();
        }
    }

    @Test
    void failsLoudlyOnALateEvent() throws Exception {
        try (var features = harness()) {
            features.watermark(2 * DAY);

            assertThatThrownBy(() -> features.process(TestServe.event("a", DAY, 0, 0), DAY))
                    .hasMessageContaining("not after the watermark");
        }
    }

    private static Map<String, Row> run(List<Event> events, long seed, boolean restart)
            throws Exception {
        return run(events, seed, restart, HeapLimits.usual());
    }

    private static Map<String, Row> run(
            List<Event> events, long seed, boolean restart, HeapLimits limits) throws Exception {
        Random random = new Random(seed);
        try (var features = harness(limits)) {
            long watermark = Long.MIN_VALUE;
            for (Event event : copies(events)) {
                features.process(event, event.time());
                if (random.nextInt(5) == 0) {
                    watermark = event.time() - 10_000;
                    features.watermark(watermark);
                }
                if (restart) {
                    features.restart();
                    features.watermark(watermark);
                }
            }
            features.watermark(Long.MAX_VALUE);
            Map<String, Row> byId = new TreeMap<>();
            features.output().forEach(event -> byId.put(event.id(), event.features()));
            return byId;
        }
    }

    /** A busy world: all payments are of three accounts. */
    private static List<Event> events(long seed, int count) {
        List<Event> events = new ArrayList<>();
        for (Transaction payment : CardFraudWorld.take(new CardFraudWorld(seed, "t"), count)) {
            String account = "acc-" + Math.floorMod(payment.account().hashCode(), 3);
            events.add(
                    TestServe.event(
                            new Transaction(
                                    payment.id(),
                                    payment.time() * 20 % (40 * DAY)
                                            + CardFraudWorld.START.toEpochMilli(),
                                    account,
                                    payment.merchant(),
                                    payment.amount(),
                                    payment.currency(),
                                    payment.country(),
                                    payment.status(),
                                    payment.latitude(),
                                    payment.longitude(),
                                    payment.fraud()),
                            0,
                            events.size()));
        }
        events.sort(Event.ORDER);
        return events;
    }

    private static List<Event> copies(List<Event> events) {
        List<Event> copies = new ArrayList<>();
        for (Event event : events) {
            copies.add(
                    new Event(
                            event.source(),
                            event.id(),
                            event.time(),
                            event.at(),
                            event.key(),
                            event.value(),
                            event.fields(),
                            new Row(event.features().size())));
        }
        return copies;
    }

    private static RestartingHarness<Event, Event> harness() throws Exception {
        return harness(HeapLimits.usual());
    }

    private static RestartingHarness<Event, Event> harness(HeapLimits limits) throws Exception {
        ServeSettings settings = TestServe.live();
        EntityKey key = new EntityKey(settings, 0);
        return new RestartingHarness<>(
                () ->
                        new KeyedOneInputStreamOperatorTestHarness<>(
                                new EntityFeatures(settings, 0, limits), key, Types.STRING),
                ServeJob.ELSEWHERE);
    }
}
