package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.serde.RegistrySettings;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingTaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sales of one source with features that a test chooses, for tests of single operators. */
final class SaleStream {
    private static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            sources:
              sales: {schema: sale.avsc, id: id, event_time: at, duplicates_within: 1m}
            entities: {customer: %s}
            features:
            %s
            """;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "customer", "type": ["null", "string"], "default": null},
              {"name": "store", "type": ["null", "string"], "default": null},
              {"name": "amount", "type": "double"},
              {"name": "items", "type": "long"}]}
            """;

    final FeaturePlan plan;
    final ServeSettings settings;
    final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();

    SaleStream(Path folder, String key, String features) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.formatted(key, features));
        Files.writeString(folder.resolve("sale.avsc"), SCHEMA);
        plan =
                CheckedPipeline.load(folder.resolve("pipeline.yaml"), Map.of(), Optional::empty)
                        .plan();
        settings =
                new ServeSettings(
                        "shop",
                        plan.toBytes(),
                        List.of(
                                new SourceSettings(
                                        "sales", "sales", "\"string\"", "id", "at", 0, 60_000, -1)),
                        Order.EVENT_TIME,
                        "none",
                        TestServe.live().topics(),
                        RegistrySettings.of("http://127.0.0.1:1"),
                        null);
    }

    Event sale(long number, long at, @Nullable String customer, double amount, long items) {
        RowType type = plan.sources().get(0);
        Row fields = new Row(type.size());
        Map<String, Object> values =
                Map.of("id", "s" + number, "at", at, "amount", amount, "items", items);
        for (int i = 0; i < type.size(); i++) {
            String name = type.field(i).name();
            Object value = name.equals("customer") ? customer : values.get(name);
            fields.set(i, type.field(i).type(), value);
        }
        return new Event(
                0,
                "s" + number,
                at,
                new Coordinates("sales", 0, number, at),
                null,
                new byte[] {1},
                fields,
                new Row(plan.features().size()));
    }

    @Nullable Object feature(Event event, String name) {
        int index = plan.features().index(name);
        return event.features().get(index, plan.features().field(index).type());
    }

    KeyedOneInputStreamOperatorTestHarness<String, Event, Event> features() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new EntityFeatures(settings, 0),
                new EntityKey(settings, 0),
                Types.STRING,
                new MockEnvironmentBuilder()
                        .setMetricGroup(
                                new InterceptingTaskMetricGroup() {
                                    @Override
                                    public InternalOperatorMetricGroup getOrAddOperator(
                                            OperatorID id,
                                            String name,
                                            Map<String, String> variables) {
                                        return metrics;
                                    }
                                })
                        .build());
    }
}
