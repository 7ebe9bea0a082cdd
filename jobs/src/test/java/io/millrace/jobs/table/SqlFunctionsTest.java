package io.millrace.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.FeaturePlan;
import io.millrace.features.OfflineFeatures;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Queries in a mini cluster, compared with what the features' engine says of the same rows. */
@Timeout(300)
class SqlFunctionsTest {
    private static final List<String> WINDOWS =
            List.of(
                    "count",
                    "sum",
                    "mean",
                    "min",
                    "max",
                    "variance",
                    "stddev_pop",
                    "skewness",
                    "kurtosis",
                    "median",
                    "p99",
                    "count_distinct",
                    "entropy",
                    "first",
                    "last",
                    "top");
    private static final List<String> TIMED =
            List.of("trend", "time_since_first", "time_since_last");

    /** Each with a name, in SQL and as an expression. */
    private static final Map<String, String> SCALAR =
            new TreeMap<>(
                    Map.of(
                            "h", "hour(at, 'Europe/Berlin')",
                            "weekend", "is_weekend(at, 'UTC')",
                            "bucket", "hash_bucket(account, 7)",
                            "km", "haversine_km(amount / 100, amount / 50, 50, 8)",
                            "z", "z_score(amount, 10.0, 3.0)",
                            "d", "edit_distance(account, 'a11')"));

    @TempDir Path folder;
    private final List<Event> events = new ArrayList<>();
    private final List<org.apache.flink.types.Row> rows = new ArrayList<>();

    private FeaturePlan plan() throws IOException {
        StringBuilder file =
                new StringBuilder(
                        """
                        version: 1
                        pipeline: p
                        sources: {sales: {schema: sale.avsc, id: id, event_time: at}}
                        entities: {account: account}
                        features:
                        """);
        file.append("  - {entity: account, edge: closed, windows: [1h], aggregate: {amount: [");
        file.append(String.join(", ", WINDOWS)).append(", ").append(String.join(", ", TIMED));
        file.append("]}}\n");
        SCALAR.forEach(
                (name, expression) ->
                        file.append("  - derive: x_")
                                .append(name)
                                .append("\n    as: ")
                                .append(expression.replace('\'', '"'))
                                .append('\n'));
        Files.writeString(folder.resolve("pipeline.yaml"), file);
        Files.writeString(
                folder.resolve("sale.avsc"),
                """
                {"type": "record", "name": "Sale", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "account", "type": "string"},
                  {"name": "amount", "type": ["null", "double"], "default": null}]}
                """);
        return CheckedPipeline.load(folder.resolve("pipeline.yaml"), Map.of(), Optional::empty)
                .plan();
    }

    private void makeRows(FeaturePlan plan) {
        Random random = new Random(7);
        RowType type = plan.sources().get(0);
        long time = 1_700_000_000_000L;
        for (int i = 0; i < 300; i++) {
            time += random.nextInt(4) == 0 ? 0 : random.nextInt(900_000);
            String account = "a" + random.nextInt(3);
            Double amount = random.nextInt(10) == 0 ? null : (double) (1 + random.nextInt(20));
            Row row = new Row(type.size());
            type.indexOf("id").ifPresent(id -> row.setText(id, ""));
            long at = time;
            type.indexOf("at").ifPresent(index -> row.setLong(index, at));
            row.setText(type.index("account"), account);
            if (amount == null) {
                row.setNull(type.index("amount"));
            } else {
                row.setDouble(type.index("amount"), amount);
            }
            Coordinates place = new Coordinates("sales", 0, i, time);
            String id = "e" + i;
            Row features = new Row(plan.features().size());
            events.add(new Event(0, id, time, place, null, new byte[0], row, features));
            rows.add(
                    org.apache.flink.types.Row.of(id, Instant.ofEpochMilli(time), account, amount));
        }
    }

    private StreamTableEnvironment tables() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        assertThat(SqlFunctions.register(tables)).contains("millrace_p99", "millrace_haversine_km");
        var stream =
                env.fromData(
                        Types.ROW_NAMED(
                                new String[] {"id", "at", "account", "amount"},
                                Types.STRING,
                                Types.INSTANT,
                                Types.STRING,
                                Types.DOUBLE),
                        rows.toArray(org.apache.flink.types.Row[]::new));
        tables.createTemporaryView(
                "sales",
                stream,
                Schema.newBuilder()
                        .column("id", DataTypes.STRING())
                        .column("at", DataTypes.TIMESTAMP_LTZ(3))
                        .column("account", DataTypes.STRING())
                        .column("amount", DataTypes.DOUBLE())
                        .watermark("at", "`at` - INTERVAL '1' SECOND")
                        .build());
        return tables;
    }

    private String query() {
        List<String> columns = new ArrayList<>(List.of("id"));
        WINDOWS.forEach(
                f ->
                        columns.add(
                                "millrace_%s(amount) OVER w AS account_amount_%s_1h"
                                        .formatted(f, f)));
        TIMED.forEach(
                f ->
                        columns.add(
                                "millrace_%s(amount, `at`) OVER w AS account_amount_%s_1h"
                                        .formatted(f, f)));
        SCALAR.forEach(
                (name, expression) ->
                        columns.add(
                                "millrace_%s AS x_%s"
                                        .formatted(expression.replace("at,", "`at`,"), name)));
        return "SELECT "
                + String.join(",\n", columns)
                + " FROM sales WINDOW w AS (PARTITION BY account ORDER BY `at`"
                + " RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW)";
    }

    @Test
    void saysWhatTheEngineSays() throws Exception {
        FeaturePlan plan = plan();
        makeRows(plan);
        Map<String, Row> expected = new TreeMap<>();
        OfflineFeatures.compute(plan, events).forEach(e -> expected.put(e.id(), e.features()));
        assertThat(expected).hasSize(300);

        int compared = 0;
        try (CloseableIterator<org.apache.flink.types.Row> answers =
                tables().executeSql(query()).collect()) {
            while (answers.hasNext()) {
                org.apache.flink.types.Row answer = answers.next();
                Row row = Objects.requireNonNull(expected.get((String) answer.getField("id")));
                for (Field feature : plan.features().fields()) {
                    Object wanted = row.get(plan.features().index(feature.name()), feature.type());
                    assertThat(answer.getField(feature.name()))
                            .as("%s of %s", feature.name(), answer.getField("id"))
                            .isEqualTo(wanted);
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(300 * plan.features().size());
    }

    @Test
    void refusesWhatDoesNotFitAndWhatItDoesNotHave() throws IOException {
        makeRows(plan());
        StreamTableEnvironment tables = tables();

        assertThatThrownBy(() -> tables.sqlQuery("SELECT millrace_hour(amount, 'UTC') FROM sales"))
                .hasStackTraceContaining("doesn't take DOUBLE as argument 1");
        assertThatThrownBy(() -> SqlFunctions.aggregate("histogram"))
                .hasMessageContaining("no window function \"histogram\" for SQL");
        assertThat(SqlFunctions.aggregate("last_3")).isNotNull();
    }
}
