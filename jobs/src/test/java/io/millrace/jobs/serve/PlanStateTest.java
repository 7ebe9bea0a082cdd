package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Savepoints of one feature set, restored into another. */
class PlanStateTest {
    private static final String BEFORE =
            """
              - entity: customer
                from: sales
                aggregate: {amount: [count, mean, p99]}
                windows: [1h]
            """;
    private static final String AFTER =
            """
              - entity: customer
                from: sales
                aggregate: {items: [sum], amount: [p99, count, max]}
                windows: [1h]
            """;

    @TempDir Path folder;

    private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> admit(SaleStream sales)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new Admit(sales.settings), Event::id, Types.STRING);
    }

    @Test
    void anEntityGoesOnWithTheFeaturesThatStayed() throws Exception {
        SaleStream before = new SaleStream(folder, "customer", BEFORE);
        SaleStream after = new SaleStream(folder, "customer", AFTER);
        OperatorSubtaskState savepoint;
        try (var features = before.features()) {
            features.open();
            for (int i = 0; i < 200; i++) {
                features.processElement(before.sale(i, i * 1000, "a", i, 1), i * 1000);
            }
            features.processWatermark(150_000);
            features.prepareSnapshotPreBarrier(1);
            savepoint = features.snapshot(1, 1);
        }

        try (var features = after.features()) {
            features.initializeState(savepoint);
            features.open();
            features.processElement(after.sale(200, 200_000, "a", 7, 3), 200_000);
            features.processElement(after.sale(201, 201_000, "a", 7, 3), 201_000);
            features.processWatermark(300_000);

            List<Event> answered = features.extractOutputValues();
            Event last = answered.get(answered.size() - 1);
            assertThat(answered).hasSize(51);
            assertThat(after.feature(last, "customer_amount_count_1h")).isEqualTo(201L);
            assertThat((Double) after.feature(last, "customer_amount_p99_1h"))
                    .isBetween(194.0, 200.0);
            // What waited in the savepoint is known, but for a field that nobody asked for then.
            assertThat(after.feature(last, "customer_amount_max_1h")).isEqualTo(199.0);
            assertThat(after.feature(last, "customer_items_sum_1h")).isEqualTo(3L);
        }
    }

    @Test
    void admissionKeepsWhatItKnowsAndWhatWaits() throws Exception {
        SaleStream before = new SaleStream(folder, "customer", BEFORE);
        SaleStream after = new SaleStream(folder, "customer", AFTER);
        OperatorSubtaskState savepoint;
        try (var admit = admit(before)) {
            admit.open();
            admit.processElement(before.sale(1, 1000, "a", 1, 1), 1000);
            admit.processElement(before.sale(2, 9000, "a", 2, 1), 9000);
            admit.processWatermark(5000);
            admit.prepareSnapshotPreBarrier(1);
            savepoint = admit.snapshot(1, 1);
        }

        try (var admit = admit(after)) {
            admit.initializeState(savepoint);
            admit.open();
            admit.processElement(after.sale(1, 6000, "a", 1, 1), 6000);
            admit.processWatermark(10_000);

            assertThat(admit.extractOutputValues()).extracting(Event::id).containsExactly("s2");
            Event waited = admit.extractOutputValues().get(0);
            int amount = after.plan.sources().get(0).index("amount");
            assertThat(waited.fields().getDouble(amount)).isEqualTo(2.0);
            assertThat(admit.getSideOutput(ServeJob.ELSEWHERE)).hasSize(1);
        }
    }

    @Test
    void refusesAnotherKeyBeforeAnythingRuns() throws Exception {
        SaleStream before = new SaleStream(folder, "customer", BEFORE);
        SaleStream after = new SaleStream(folder, "store", AFTER);
        OperatorSubtaskState savepoint;
        try (var admit = admit(before)) {
            admit.open();
            savepoint = admit.snapshot(1, 1);
        }

        try (var admit = admit(after)) {
            assertThatThrownBy(() -> admit.initializeState(savepoint))
                    .rootCause()
                    .hasMessageContaining("the key of the entity customer in the source sales was")
                    .hasMessageContaining("[customer text] and is [store text]");
        }
    }
}
