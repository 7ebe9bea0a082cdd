package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.OrderTable;
import io.millrace.jobs.OrderTable.Entry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Features of a table that changes, on the command line, against a look at every change. */
class ChangeStreamCommandsTest {
    private static final List<String> FEATURES =
            List.of(
                    "customer_amount_count_30m",
                    "customer_amount_sum_30m",
                    "customer_amount_max_30m");

    @TempDir Path folder;
    private final List<Entry> entries = OrderTable.random(400, 20_261_121);

    @BeforeEach
    void write() throws IOException {
        OrderTable.writeDefinitions(folder);
        OrderTable.write(folder, entries);
    }

    private String run(String... arguments) {
        TestSession session = new TestSession(folder, Map.of());
        assertThat(session.run(arguments)).as(session.err() + session.out()).isZero();
        return session.out();
    }

    private void check(List<JsonNode> rows) {
        List<Entry> payments = entries.stream().filter(Entry::asks).toList();
        assertThat(rows).hasSameSizeAs(payments);
        for (int i = 0; i < rows.size(); i++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (String feature : FEATURES) {
                JsonNode value = rows.get(i).get(feature);
                values.add(
                        value.isNull()
                                ? null
                                : value.isDouble()
                                        ? (Object) value.doubleValue()
                                        : value.longValue());
            }
            assertThat(values)
                    .as("%s", payments.get(i))
                    .isEqualTo(OrderTable.features(payments.get(i), entries));
        }
    }

    @Test
    void backfillAnswersWhatTheTableSays() throws IOException {
        run(
                "backfill",
                "--input",
                "payments=payments.jsonl",
                "--input",
                "orders=orders.jsonl",
                "--output",
                "out.jsonl");

        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("out.jsonl"))) {
            rows.add(Json.MAPPER.readTree(line));
        }
        check(rows);
    }

    @Test
    void previewAnswersWhatTheTableSays() throws IOException {
        String out =
                run(
                        "features",
                        "preview",
                        "--input",
                        "payments=payments.jsonl",
                        "--input",
                        "orders=orders.jsonl",
                        "-n",
                        "1000",
                        "--json");

        List<JsonNode> rows = new ArrayList<>();
        Json.MAPPER.readTree(out).get("rows").forEach(rows::add);
        check(rows);
    }

    @Test
    void showSaysThatFeaturesAreOfRows() throws IOException {
        JsonNode shown =
                Json.MAPPER.readTree(run("features", "show", "customer_amount_sum_30m", "--json"));

        assertThat(shown.get("meaning").asText())
                .isEqualTo(
                        "The sum of amount in the 30m before the event, over the rows of orders,"
                                + " as they are at the event, of the same customer.");
        assertThat(shown.get("made_of").toString())
                .contains("orders.order_id (row)", "orders.placed_at (row's time)");
    }

    @Test
    void aPipelinesOwnTestsMayChangeRows() throws IOException {
        Files.writeString(
                folder.resolve("pipeline.test.yaml"),
                """
                version: 1
                tests:
                  - name: an update moves a row, and a delete takes it away
                    events:
                      - source: orders
                        at: 2026-01-01T00:00:00Z
                        fields: &row
                          {order_id: 1, op: c, placed_at: 2026-01-01T00:00:00Z, customer: a, amount: 5}
                      - at: 2026-01-01T00:01:00Z
                        fields: {customer: a}
                        expect: {features: {customer_amount_sum_30m: 5}}
                      - source: orders
                        at: 2026-01-01T00:02:00Z
                        fields:
                          {order_id: 1, op: u, placed_at: 2026-01-01T00:00:00Z, customer: b, amount: 6}
                      - at: 2026-01-01T00:03:00Z
                        fields: {customer: a}
                        expect: {features: {customer_amount_sum_30m: null}}
                      - at: 2026-01-01T00:04:00Z
                        fields: {customer: b}
                        expect: {features: {customer_amount_sum_30m: 6}}
                      - source: orders
                        at: 2026-01-01T00:05:00Z
                        fields: {order_id: 1, op: d}
                      - source: orders
                        at: 2026-01-01T00:05:00Z
                        fields: {order_id: 2, op: truncate}
                        expect: {verdict: dead-letter}
                      - at: 2026-01-01T00:06:00Z
                        fields: {customer: b}
                        expect: {features: {customer_amount_count_30m: 0}}
                """);

        assertThat(run("test")).contains("1 of 1 tests pass");
    }
}
