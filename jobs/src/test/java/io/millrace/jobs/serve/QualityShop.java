package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.QualityCount;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A pipeline with rules of every consequence but stop, and orders that break them. */
final class QualityShop {
    static final long MINUTE = 60_000;
    static final long START = 1_772_323_200_000L;

    private static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            sources:
              orders:
                schema: orders.avsc
                id: id
                event_time: at
                out_of_orderness: 10s
                expect:
                  - {field: amount, between: [0, 90]}
                  - {field: amount, between: [5, 100]}
                  - {field: amount, between: [0, 70], otherwise: warn}
                  - {field: limit, between: [10, 80], otherwise: null}
                  - {field: limit, that: amount <= limit * 2.0, otherwise: null}
                  - {field: mcc, null_share: 30%, window: 5m}
                  - {volume: [5, 12], window: 5m}
                  MORE
            entities: {account: account}
            features:
              - {entity: account, aggregate: {limit: [count, sum]}, windows: [1h]}
              - {derive: room, as: limit - amount}
            monitor: {window: 10m}
            """;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Order", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "account", "type": ["null", "string"], "default": null},
              {"name": "amount", "type": ["null", "double"], "default": null},
              {"name": "limit", "type": ["null", "double"], "default": null},
              {"name": "mcc", "type": ["null", "string"], "default": null}]}
            """;

    final CheckedPipeline checked;

    /** An order as its producer has it. */
    record Order(
            int number,
            String id,
            long time,
            @Nullable Double amount,
            @Nullable Double limit,
            @Nullable String mcc) {
        Order(
                int number,
                long time,
                @Nullable Double amount,
                @Nullable Double limit,
                @Nullable String mcc) {
            this(number, "o" + number, time, amount, limit, mcc);
        }

        Coordinates at() {
            return new Coordinates("orders", number % 3, number, time);
        }

        static Order random(int number, long time, Random random) {
            return new Order(
                    number,
                    time,
                    random.nextInt(10) == 0 ? null : (Double) (random.nextInt(1000) / 10.0),
                    random.nextInt(10) == 0 ? null : (Double) (random.nextInt(1000) / 10.0),
                    random.nextInt(3) == 0 ? null : "m");
        }
    }

    /**
     * @param folder for its files
     * @param more expectations, each with its hyphen; may be empty
     */
    QualityShop(Path folder, String more) throws IOException {
        Files.writeString(folder.resolve("orders.avsc"), SCHEMA);
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, PIPELINE.replace("MORE", more));
        checked = CheckedPipeline.load(file, Map.of(), Optional::empty);
    }

    ServeSettings settings(@Nullable Recorded replay) {
        ServeTopics topics = TestServe.live().topics();
        return new ServeSettings(
                "shop",
                checked.plan().toBytes(),
                List.of(
                        new SourceSettings(
                                "orders",
                                "orders",
                                checked.schemas().get(0).schema().toString(),
                                "id",
                                "at",
                                10_000,
                                60 * MINUTE,
                                -1)),
                checked.pipeline().order(),
                null,
                topics,
                RegistrySettings.of("http://127.0.0.1:1"),
                replay);
    }

    Row fields(Order order) {
        RowType type = checked.plan().sources().get(0);
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", order.id());
        values.put("at", order.time());
        values.put("account", "a" + order.number() % 4);
        values.put("amount", order.amount());
        values.put("limit", order.limit());
        values.put("mcc", order.mcc());
        Row row = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            row.set(i, type.field(i).type(), values.get(type.field(i).name()));
        }
        return row;
    }

    Event event(Order order) {
        return new Event(
                0,
                order.id(),
                order.time(),
                order.at(),
                null,
                order.id().getBytes(StandardCharsets.UTF_8),
                fields(order),
                new Row(checked.plan().features().size()));
    }

    SourceRecord record(Order order) {
        byte[] value = order.id().getBytes(StandardCharsets.UTF_8);
        return new SourceRecord(
                0,
                order.at(),
                null,
                value,
                List.of(),
                order.time(),
                order.id(),
                fields(order),
                null);
    }

    /** By rule and window: checked, failed, acted, and whether it holds. */
    static Map<String, String> sums(List<OutRecord> records) {
        Map<String, long[]> sums = new TreeMap<>();
        Map<String, Boolean> holds = new TreeMap<>();
        for (OutRecord record : records) {
            if (record.topic().equals("quality")) {
                QualityCount count = count(record);
                String key = count.getRule() + " @" + count.getWindowStart();
                long[] sum = sums.computeIfAbsent(key, any -> new long[3]);
                sum[0] += count.getChecked();
                sum[1] += count.getFailed();
                sum[2] += count.getActed();
                if (count.getHolds() != null && holds.put(key, count.getHolds()) != null) {
                    throw new AssertionError(key + " is judged twice");
                }
            }
        }
        Map<String, String> text = new TreeMap<>();
        sums.forEach(
                (key, s) -> text.put(key, s[0] + " " + s[1] + " " + s[2] + " " + holds.get(key)));
        return text;
    }

    static QualityCount count(OutRecord record) {
        try {
            byte[] value = record.value();
            int length = value.length - WireFormat.HEADER;
            return new SpecificDatumReader<>(QualityCount.class)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(value, WireFormat.HEADER, length, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
