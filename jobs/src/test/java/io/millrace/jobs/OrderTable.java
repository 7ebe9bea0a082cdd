package io.millrace.jobs;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Payments and random changes of a table of orders, and what the table says at each payment. */
public final class OrderTable {
    public static final long START = 1_772_323_200_000L;
    private static final long MINUTE = 60_000;
    private static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            sources:
              payments: {schema: payment.avsc, id: id, event_time: at, out_of_orderness: 1m}
              orders:
                schema: order.avsc
                id: change_id
                event_time: changed_at
                out_of_orderness: 1m
                changes:
                  row: order_id
                  time: placed_at
                  operation: op
                  values: {insert: c, update: u, delete: d}
            entities: {customer: customer}
            features:
              - entity: customer
                from: orders
                aggregate: {amount: [count, sum, max]}
                windows: [30m]
            """;
    private static final String PAYMENT =
            """
            {"type": "record", "name": "Payment", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "customer", "type": "string"}]}
            """;
    private static final String ORDER =
            """
            {"type": "record", "name": "Order", "fields": [
              {"name": "change_id", "type": "string"},
              {"name": "changed_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "order_id", "type": "long"},
              {"name": "op", "type": "string"},
              {"name": "placed_at", "type":
                ["null", {"type": "long", "logicalType": "timestamp-millis"}], "default": null},
              {"name": "customer", "type": ["null", "string"], "default": null},
              {"name": "amount", "type": ["null", "double"], "default": null}]}
            """;

    /** A payment or a change, by its time. */
    public record Entry(
            boolean asks,
            String id,
            long time,
            long order,
            String operation,
            long placed,
            String customer,
            double amount) {

        String json() {
            if (asks) {
                return "{\"id\":\"%s\",\"at\":%d,\"customer\":\"%s\"}"
                        .formatted(id, time, customer);
            }
            String row =
                    operation.equals("d")
                            ? ""
                            : ",\"placed_at\":%d,\"customer\":\"%s\",\"amount\":%s"
                                    .formatted(placed, customer, amount);
            return "{\"change_id\":\"%s\",\"changed_at\":%d,\"order_id\":%d,\"op\":\"%s\"%s}"
                    .formatted(id, time, order, operation, row);
        }
    }

    private OrderTable() {}

    /** In the order of their time, with some of one time. */
    public static List<Entry> random(int count, long seed) {
        Random random = new Random(seed);
        List<Entry> entries = new ArrayList<>();
        long now = START;
        for (int i = 0; i < count; i++) {
            now += random.nextInt(4) == 0 ? 0 : random.nextLong(2 * MINUTE);
            boolean asks = random.nextInt(3) == 0;
            entries.add(
                    new Entry(
                            asks,
                            (asks ? "p" : "c") + i,
                            now,
                            random.nextInt(12),
                            List.of("c", "u", "u", "d").get(random.nextInt(4)),
                            now - random.nextLong(40 * MINUTE) + 5 * MINUTE,
                            "k" + random.nextInt(3),
                            random.nextInt(1000) / 8.0));
        }
        return entries;
    }

    public static void writeDefinitions(Path folder) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
        Files.writeString(folder.resolve("payment.avsc"), PAYMENT);
        Files.writeString(folder.resolve("order.avsc"), ORDER);
    }

    /** As {@code payments.jsonl} and {@code orders.jsonl}. */
    public static void write(Path folder, List<Entry> entries) throws IOException {
        for (boolean asks : new boolean[] {true, false}) {
            Files.write(
                    folder.resolve(asks ? "payments.jsonl" : "orders.jsonl"),
                    entries.stream().filter(e -> e.asks == asks).map(Entry::json).toList());
        }
    }

    /** Count, sum and largest amount of the rows that there are: a look at every change. */
    public static List<@Nullable Object> features(Entry payment, List<Entry> entries) {
        Map<Long, Entry> table = new HashMap<>();
        for (Entry entry : entries) {
            if (!entry.asks && entry.time < payment.time) {
                table.put(entry.order, entry);
            }
        }
        table.values().removeIf(row -> row.operation.equals("d"));
        double[] amounts =
                table.values().stream()
                        .filter(row -> row.customer.equals(payment.customer))
                        .filter(row -> row.placed < payment.time)
                        .filter(row -> row.placed >= payment.time - 30 * MINUTE)
                        .mapToDouble(Entry::amount)
                        .toArray();
        List<@Nullable Object> features = new ArrayList<>();
        double sum = 0; // eighths, which doubles hold exactly
        double largest = Double.NEGATIVE_INFINITY;
        for (double amount : amounts) {
            sum += amount;
            largest = Math.max(largest, amount);
        }
        features.add((long) amounts.length);
        features.add(amounts.length == 0 ? null : (Object) sum);
        features.add(amounts.length == 0 ? null : (Object) largest);
        return features;
    }
}
