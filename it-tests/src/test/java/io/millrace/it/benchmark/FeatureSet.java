package io.millrace.it.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two entities × 6 aggregates × 3 windows, as a pipeline file and as the SQL that a user would
 * write: one OVER window a query, since Flink refuses several in one, so six nested in each other.
 */
final class FeatureSet {

    private static final List<String> ENTITIES = List.of("account", "merchant");

    /** The windows that are compared with SQL's. */
    static final String THREE = "1h, 1d, 7d";

    private static final Map<String, String> WINDOWS =
            new TreeMap<>(
                    Map.of(
                            "1h", "INTERVAL '1' HOUR",
                            "1d", "INTERVAL '1' DAY",
                            "7d", "INTERVAL '7' DAY"));
    private static final Map<String, String> AGGREGATES =
            new TreeMap<>(
                    Map.of(
                            "count", "COUNT",
                            "sum", "SUM",
                            "mean", "AVG",
                            "min", "MIN",
                            "max", "MAX",
                            "stddev", "STDDEV_SAMP"));

    private FeatureSet() {}

    /** The features' names, the same in both. */
    static List<String> names() {
        var names = new ArrayList<String>();
        for (String entity : ENTITIES) {
            for (String window : WINDOWS.keySet()) {
                for (String aggregate : AGGREGATES.keySet()) {
                    names.add(name(entity, aggregate, window));
                }
            }
        }
        return names;
    }

    private static String name(String entity, String aggregate, String window) {
        return "%s_amount_%s_%s".formatted(entity, aggregate, window);
    }

    /**
     * @param windows such as {@code 1h, 7d}
     */
    static String pipeline(
            String name, String topic, String order, String horizon, String windows) {
        return """
        version: 1
        pipeline: %s
        order: %s
        sources:
          payments:
            topic: %s
            schema: payments.avsc
            id: payment_id
            event_time: paid_at
            out_of_orderness: 5s
            duplicates_within: %s
        entities:
          account: account_id
          merchant: merchant_id
        features:
          - entity: account
            from: payments
            aggregate:
              amount: [count, sum, mean, min, max, stddev]
            windows: [%s]
            edge: closed
          - entity: merchant
            from: payments
            aggregate:
              amount: [count, sum, mean, min, max, stddev]
            windows: [%s]
            edge: closed
        """
                .formatted(name, order, topic, horizon, windows, windows);
    }

    /** A pipeline that gives the events themselves, from and to a file. */
    static String copies() {
        return """
        version: 1
        pipeline: copies
        order: event-time
        sources:
          payments:
            topic: payments
            schema: payments.avsc
            id: payment_id
            event_time: paid_at
            out_of_orderness: 5s
            duplicates_within: off
        entities:
          account: account_id
        features:
          - fields: [payment_id, paid_at, account_id, merchant_id, amount, currency, country, reference]
        """;
    }

    static String sql(String bootstrapServers, String registry, String input, String output) {
        return """
        CREATE TABLE payments (
          payment_id STRING NOT NULL, paid_at TIMESTAMP(3) NOT NULL, account_id STRING NOT NULL,
          merchant_id STRING NOT NULL, amount DOUBLE NOT NULL, currency STRING NOT NULL,
          country STRING NOT NULL, reference STRING NOT NULL,
          WATERMARK FOR paid_at AS paid_at - INTERVAL '5' SECOND
        ) WITH (
          'connector' = 'kafka', 'topic' = '%s', 'properties.bootstrap.servers' = '%s',
          'properties.isolation.level' = 'read_committed',
          'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',
          'format' = 'avro-confluent', 'avro-confluent.url' = '%s'
        );
        CREATE TABLE features (
          payment_id STRING NOT NULL, %s
        ) WITH (
          'connector' = 'kafka', 'topic' = '%s', 'properties.bootstrap.servers' = '%s',
          'sink.delivery-guarantee' = 'exactly-once', 'sink.transactional-id-prefix' = '%s-',
          'properties.transaction.timeout.ms' = '600000', 'properties.acks' = 'all',
          'format' = 'avro-confluent', 'avro-confluent.url' = '%s'
        );
        INSERT INTO features SELECT payment_id, %s FROM %s;
        """
                .formatted(
                        input,
                        bootstrapServers,
                        registry,
                        columns(),
                        output,
                        bootstrapServers,
                        output,
                        registry,
                        String.join(", ", names()),
                        nested());
    }

    private static String columns() {
        return String.join(
                ", ",
                names().stream()
                        .map(n -> n + (n.contains("_count_") ? " BIGINT" : " DOUBLE"))
                        .toList());
    }

    private static String nested() {
        String from = "payments";
        for (String entity : ENTITIES) {
            for (var window : WINDOWS.entrySet()) {
                var aggregates = new ArrayList<String>();
                AGGREGATES.forEach(
                        (name, function) ->
                                aggregates.add(
                                        "%s(amount) OVER w AS %s"
                                                .formatted(
                                                        function,
                                                        name(entity, name, window.getKey()))));
                from =
                        "(SELECT *, %s FROM %s WINDOW w AS (PARTITION BY %s_id ORDER BY paid_at RANGE BETWEEN %s PRECEDING AND CURRENT ROW))"
                                .formatted(
                                        String.join(", ", aggregates),
                                        from,
                                        entity,
                                        window.getValue());
            }
        }
        return from;
    }
}
