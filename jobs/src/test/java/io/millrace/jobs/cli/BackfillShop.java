package io.millrace.jobs.cli;

import blue.strategic.parquet.ParquetWriter;

import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Random sales, as files of every format, and their features by looking at all of them. */
final class BackfillShop {
    static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            sources:
              sales:
                topic: sales
                schema: sale.avsc
                id: id
                event_time: at
                duplicates_within: 10m
                expect:
                  - {field: amount, between: [0, 1000]}
            entities: {customer: customer, store: store}
            features:
              - {fields: [amount]}
              - entity: customer
                from: sales
                where: amount > 10.0
                aggregate: {amount: [count, sum, max, last]}
                windows: [1h, 6h]
              - entity: store
                from: sales
                aggregate: {amount: [count, mean]}
                windows: [2h]
              - {derive: share, as: amount / customer_amount_sum_6h}
            labels:
              from: verdicts
              schema: verdict.avsc
              on: sale
              value: bad
              event_time: told_at
              within: 3h
              otherwise: 0
            """;

    static final String SCHEMA =
            """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "customer", "type": ["null", "string"], "default": null},
              {"name": "store", "type": ["null", "string"], "default": null},
              {"name": "amount", "type": "double"}]}
            """;

    static final String VERDICT =
            """
            {"type": "record", "name": "Verdict", "fields": [
              {"name": "sale", "type": "string"},
              {"name": "bad", "type": "boolean"},
              {"name": "told_at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
            """;

    static final long START = 1_772_323_200_000L;
    static final long HOUR = 3_600_000;

    record Sale(
            String id, long at, @Nullable String customer, @Nullable String store, double amount) {}

    /** In the order of their time, with many of one time. */
    static List<Sale> random(int count, long seed) {
        Random random = new Random(seed);
        List<Sale> sales = new ArrayList<>();
        long clock = START;
        for (int i = 0; i < count; i++) {
            clock += random.nextInt(4) == 0 ? 0 : random.nextInt(60_000);
            sales.add(
                    new Sale(
                            "s%05d".formatted(i),
                            clock,
                            random.nextInt(20) == 0 ? null : "c" + random.nextInt(12),
                            "m" + random.nextInt(3),
                            random.nextInt(100_000) / 128.0));
        }
        return sales;
    }

    static void writeDefinitions(Path folder) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
        Files.writeString(folder.resolve("sale.avsc"), SCHEMA);
        Files.writeString(folder.resolve("verdict.avsc"), VERDICT);
    }

    static void csv(Path file, List<Sale> sales) throws IOException {
        StringBuilder text = new StringBuilder("id,at,customer,store,amount\n");
        for (Sale sale : sales) {
            text.append(
                    "%s,%s,%s,%s,%s\n"
                            .formatted(
                                    sale.id(),
                                    Instant.ofEpochMilli(sale.at()),
                                    sale.customer() == null ? "" : sale.customer(),
                                    sale.store(),
                                    sale.amount()));
        }
        Files.writeString(file, text);
    }

    static void jsonLines(Path file, List<Sale> sales) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Sale sale : sales) {
            String customer = sale.customer() == null ? "null" : "\"" + sale.customer() + "\"";
            text.append(
                    "{\"id\":\"%s\",\"at\":%d,\"customer\":%s,\"store\":\"%s\",\"amount\":%s}\n"
                            .formatted(
                                    sale.id(), sale.at(), customer, sale.store(), sale.amount()));
        }
        Files.writeString(file, text);
    }

    static void avro(Path file, List<Sale> sales) throws IOException {
        Schema schema = new Schema.Parser().parse(SCHEMA);
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, file.toFile());
            for (Sale sale : sales) {
                GenericRecord record = new GenericData.Record(schema);
                record.put("id", sale.id());
                record.put("at", sale.at());
                record.put("customer", sale.customer());
                record.put("store", sale.store());
                record.put("amount", sale.amount());
                writer.append(record);
            }
        }
    }

    static void parquet(Path file, List<Sale> sales) throws IOException {
        MessageType type =
                new MessageType(
                        "sale",
                        Types.required(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named("id"),
                        Types.required(PrimitiveTypeName.INT64)
                                .as(
                                        LogicalTypeAnnotation.timestampType(
                                                true, LogicalTypeAnnotation.TimeUnit.MICROS))
                                .named("at"),
                        Types.optional(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named("customer"),
                        Types.optional(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named("store"),
                        Types.required(PrimitiveTypeName.DOUBLE).named("amount"));
        try (ParquetWriter<Sale> writer =
                ParquetWriter.<Sale>writeFile(
                        type,
                        file.toFile(),
                        (sale, to) -> {
                            to.write("id", sale.id());
                            to.write("at", sale.at() * 1_000);
                            if (sale.customer() != null) {
                                to.write("customer", sale.customer());
                            }
                            if (sale.store() != null) {
                                to.write("store", sale.store());
                            }
                            to.write("amount", sale.amount());
                        })) {
            for (Sale sale : sales) {
                writer.write(sale);
            }
        }
    }

    /** A row of the output as JSON says it, by definition: a look at every sale for each. */
    static List<@Nullable Object> features(Sale at, List<Sale> all) {
        List<@Nullable Object> features = new ArrayList<>();
        features.add(at.amount());
        Predicate<Sale> ofCustomer =
                sale -> sale.customer() != null && sale.customer().equals(at.customer());
        Double sixHours = null;
        for (String function : List.of("count", "sum", "max", "last")) {
            for (long hours : new long[] {1, 6}) {
                List<Double> seen =
                        all.stream()
                                .filter(ofCustomer)
                                .filter(sale -> sale.amount() > 10)
                                .filter(within(at, hours))
                                .map(Sale::amount)
                                .toList();
                Object value = at.customer() == null ? null : value(function, seen);
                features.add(value);
                sixHours = function.equals("sum") && hours == 6 ? (Double) value : sixHours;
            }
        }
        List<Double> seen =
                all.stream()
                        .filter(sale -> sale.store() != null && sale.store().equals(at.store()))
                        .filter(within(at, 2))
                        .map(Sale::amount)
                        .toList();
        features.add(value("count", seen));
        features.add(value("mean", seen));
        features.add(sixHours == null ? null : (Object) (at.amount() / sixHours));
        return features;
    }

    private static Predicate<Sale> within(Sale at, long hours) {
        return sale -> sale.at() >= at.at() - hours * HOUR && sale.at() < at.at();
    }

    private static @Nullable Object value(String function, List<Double> seen) {
        if (function.equals("count")) {
            return (long) seen.size();
        }
        if (seen.isEmpty()) {
            return null;
        }
        BigDecimal sum =
                seen.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        return switch (function) {
            case "sum" -> sum.doubleValue();
            case "mean" ->
                    sum.divide(BigDecimal.valueOf(seen.size()), new java.math.MathContext(60))
                            .doubleValue();
            case "max" -> seen.stream().mapToDouble(d -> d).max().orElseThrow();
            case "last" -> seen.get(seen.size() - 1);
            default -> throw new IllegalArgumentException(function);
        };
    }

    private BackfillShop() {}
}
