package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.OrderTable;
import io.millrace.jobs.OrderTable.Entry;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.serde.RegistrySettings;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** The rows' operator and the entity's behind it, against the table as of each payment. */
class ChangeRowsTest {
    private static final long DISORDER = 60_000;

    @TempDir Path folder;
    private FeaturePlan plan = TestServe.PLAN;
    private ServeSettings settings = TestServe.live();

    @BeforeEach
    void loadPipeline() throws IOException {
        OrderTable.writeDefinitions(folder);
        plan =
                CheckedPipeline.load(folder.resolve("pipeline.yaml"), Map.of(), Optional::empty)
                        .plan();
        ServeSettings example = TestServe.live();
        settings =
                new ServeSettings(
                        "shop",
                        plan.toBytes(),
                        List.of(source("payments"), source("orders")),
                        Order.EVENT_TIME,
                        "none",
                        example.topics(),
                        RegistrySettings.of("http://127.0.0.1:1"),
                        null);
    }

    private static SourceSettings source(String name) {
        return new SourceSettings(name, name, "\"string\"", "id", "at", DISORDER, -1, -1);
    }

    private Event event(Entry entry, long offset) {
        int source = entry.asks() ? 0 : 1;
        Map<String, @Nullable Object> values = new HashMap<>();
        boolean deletes = !entry.asks() && entry.operation().equals("d");
        values.put("id", entry.id());
        values.put("at", entry.time());
        values.put("change_id", entry.id());
        values.put("changed_at", entry.time());
        values.put("order_id", entry.order());
        values.put("op", entry.operation());
        values.put("placed_at", deletes ? null : (Object) entry.placed());
        values.put("customer", deletes ? null : entry.customer());
        values.put("amount", deletes ? null : (Object) entry.amount());
        RowType type = plan.sources().get(source);
        Row fields = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            fields.set(i, type.field(i).type(), values.get(type.field(i).name()));
        }
        String topic = entry.asks() ? "payments" : "orders";
        return new Event(
                source,
                entry.id(),
                entry.time(),
                new Coordinates(topic, 0, offset, entry.time()),
                null,
                new byte[] {1},
                fields,
                new Row(plan.features().size()));
    }

    private RestartingHarness<Event, Event> rows() throws Exception {
        return harness(() -> new ChangeRows(settings), new ChangeRows.Key(settings));
    }

    private RestartingHarness<Event, Event> entity() throws Exception {
        return harness(() -> new EntityFeatures(settings, 0), new EntityKey(settings, 0));
    }

    private static RestartingHarness<Event, Event> harness(
            java.util.function.Supplier<EventTimeOperator> operator, KeySelector<Event, String> key)
            throws Exception {
        return new RestartingHarness<>(
                () ->
                        new KeyedOneInputStreamOperatorTestHarness<>(
                                operator.get(), key, Types.STRING),
                ServeJob.ELSEWHERE);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, false"})
    void answersWhatTheTableSaysWithASnapshotAndRestoreAtEveryElement(long seed, boolean restarts)
            throws Exception {
        List<Entry> entries = OrderTable.random(150, seed);
        List<Event> arrivals = arrivals(entries, seed);
        Map<String, Event> answered = new TreeMap<>();
        Random random = new Random(seed);
        try (var rows = rows();
                var entity = entity()) {
            long newest = Long.MIN_VALUE;
            for (Event event : arrivals) {
                newest = Math.max(newest, event.time());
                rows.process(event, event.time());
                if (restarts) {
                    rows.restart();
                    entity.restart();
                }
                if (random.nextInt(3) == 0) {
                    advance(rows, entity, newest - DISORDER, answered);
                }
            }
            advance(rows, entity, Long.MAX_VALUE, answered);
            rows.current().prepareSnapshotPreBarrier(1);

            assertThat(rows.current().numKeyedStateEntries()).isZero();
        }
        for (Entry entry : entries) {
            if (entry.asks()) {
                assertThat(values(answered.get(entry.id())))
                        .as("seed %d: %s", seed, entry)
                        .isEqualTo(OrderTable.features(entry, entries));
            }
        }
    }

    private static List<Event> arrivals(List<Event> inOrder, Random random) {
        List<Event> arrivals = new ArrayList<>(inOrder);
        Map<Event, Long> seen = new HashMap<>();
        arrivals.forEach(event -> seen.put(event, event.time() + random.nextLong(DISORDER)));
        arrivals.sort(java.util.Comparator.comparing(seen::get));
        return arrivals;
    }

    private List<Event> arrivals(List<Entry> entries, long seed) {
        List<Event> events = new ArrayList<>();
        entries.forEach(entry -> events.add(event(entry, events.size())));
        return arrivals(events, new Random(seed));
    }

    private static void advance(
            RestartingHarness<Event, Event> rows,
            RestartingHarness<Event, Event> entity,
            long watermark,
            Map<String, Event> answered)
            throws Exception {
        rows.watermark(watermark);
        for (Event event : List.copyOf(rows.output())) {
            entity.process(event, event.time());
        }
        rows.output().clear();
        entity.watermark(watermark);
        entity.output().stream()
                .filter(event -> event.source() == 0)
                .forEach(event -> answered.put(event.id(), event));
    }

    private List<@Nullable Object> values(@Nullable Event event) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; event != null && i < plan.features().size(); i++) {
            values.add(event.features().get(i, plan.features().field(i).type()));
        }
        return values;
    }

    @Test
    void forgetsARowWhenItIsDeleted() throws Exception {
        try (var rows = rows()) {
            Entry row = new Entry(false, "c1", 1000, 7, "c", 1_000, "k", 1);
            rows.process(event(row, 1), 1000);
            rows.watermark(1000);
            assertThat(rows.current().numKeyedStateEntries()).isEqualTo(1);

            rows.process(event(new Entry(false, "c2", 2000, 7, "d", 0, "", 0), 2), 2000);
            rows.watermark(2000);

            assertThat(rows.current().numKeyedStateEntries()).isZero();
            assertThat(rows.output()).extracting(Event::id).containsExactly("c1", "c2");
            assertThat(rows.output().get(1).takesBack()).isEqualTo(event(row, 1).at());
        }
    }
}
