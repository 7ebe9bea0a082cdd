package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.event.Event;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Keys and values as nobody should send them. */
class BadInputTest {
    private static final String FEATURES =
            """
              - entity: customer
                from: sales
                aggregate: {amount: [count, max], items: [sum]}
                windows: [1m]
            """;

    @TempDir Path folder;

    private static List<Event> output(
            KeyedOneInputStreamOperatorTestHarness<String, Event, Event> harness) {
        return harness.extractOutputValues();
    }

    @Test
    void anEventWithoutAKeyGoesOnWithoutFeaturesAndWithoutState() throws Exception {
        SaleStream sales = new SaleStream(folder, "customer", FEATURES);
        try (var features = sales.features()) {
            features.open();

            features.processElement(sales.sale(1, 1000, null, 5, 1), 1000);
            features.prepareSnapshotPreBarrier(1);

            assertThat(output(features)).hasSize(1);
            assertThat(sales.feature(output(features).get(0), "customer_amount_count_1m")).isNull();
            assertThat(features.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void aKeyOf64KilobytesIsAKeyAlsoFromASnapshot() throws Exception {
        SaleStream sales = new SaleStream(folder, "customer", FEATURES);
        String key = "🜁k".repeat(14_000);
        assertThat(key.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(65_536);
        EntityKey selector = new EntityKey(sales.settings, 0);
        try (var features =
                new RestartingHarness<Event, Event>(
                        () ->
                                new KeyedOneInputStreamOperatorTestHarness<>(
                                        new EntityFeatures(sales.settings, 0),
                                        selector,
                                        org.apache.flink.api.common.typeinfo.Types.STRING),
                        ServeJob.ELSEWHERE)) {
            features.process(sales.sale(1, 1000, key, 5, 1), 1000);
            features.process(sales.sale(2, 2000, key, 6, 1), 2000);
            features.restart();
            features.process(sales.sale(3, 3000, key + "x", 7, 1), 3000);
            features.watermark(5000);

            assertThat(features.output())
                    .extracting(event -> sales.feature(event, "customer_amount_count_1m"))
                    .containsExactlyInAnyOrder(0L, 1L, 0L);
        }
    }

    /** At a million events an hour: what's kept is a window's worth, and the metric shows it. */
    @Test
    void aHotKeysStateIsBoundedAndSeen() throws Exception {
        SaleStream sales = new SaleStream(folder, "customer", FEATURES);
        try (var features = sales.features()) {
            features.open();
            Gauge<?> largest =
                    (Gauge<?>) Objects.requireNonNull(sales.metrics.get("largestKeyBytes"));
            long most = 0;
            long early = 0;
            for (int i = 0; i < 100_000; i++) {
                long at = i * 36L / 10;
                features.processElement(sales.sale(i, at, "hot", i % 97, 1), at);
                if (i % 500 == 499) {
                    features.processWatermark(at - 1);
                    features.getOutput().clear();
                    most = Math.max(most, (Long) largest.getValue());
                    early = i < 20_000 ? most : early;
                }
                if (i % 10_000 == 0) {
                    features.prepareSnapshotPreBarrier(i);
                    features.snapshot(i, i);
                }
            }

            // A minute is 16,667 events, of some four bytes each.
            assertThat(early).isBetween(40_000L, 120_000L);
            assertThat(most).isLessThan(early + early / 5);

            features.processElement(sales.sale(100_000, 1_000_000, "other", 1, 1), 1_000_000);
            features.processWatermark(1_000_000);
            features.snapshot(200_000, 1);
            features.snapshot(200_001, 1);
            assertThat((Long) largest.getValue()).isZero();
        }
    }

    @Test
    void anIntegerSumBeyond64BitsIsADeadLetter() throws Exception {
        SaleStream sales = new SaleStream(folder, "customer", FEATURES);
        try (var features = sales.features()) {
            features.open();
            features.processElement(sales.sale(1, 1000, "a", 5, Long.MAX_VALUE), 1000);
            features.processElement(sales.sale(2, 2000, "a", 5, Long.MAX_VALUE), 2000);
            features.processElement(sales.sale(3, 3000, "a", 5, 1), 3000);
            features.processElement(sales.sale(4, 62_001, "a", 5, 1), 62_001);
            features.processWatermark(70_000);

            assertThat(output(features)).extracting(Event::id).containsExactly("s1", "s2", "s4");
            assertThat(sales.feature(output(features).get(1), "customer_items_sum_1m"))
                    .isEqualTo(Long.MAX_VALUE);
            List<OutRecord> letters =
                    features.getSideOutput(ServeJob.ELSEWHERE).stream()
                            .map(record -> (OutRecord) record.getValue())
                            .toList();
            assertThat(letters).hasSize(1);
        }
    }
}
