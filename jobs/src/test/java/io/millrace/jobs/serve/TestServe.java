package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.examples.cardfraud.Transaction;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.serde.RegistrySettings;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The example pipeline's serve job, as tests of single operators need it. */
final class TestServe {
    static final CheckedPipeline PIPELINE =
            CheckedPipeline.load(
                    Path.of("examples/card-fraud/pipeline.yaml"), Map.of(), Optional::empty);
    static final FeaturePlan PLAN = PIPELINE.plan();

    private static final long MINUTE = 60_000;

    private TestServe() {}

    static ServeSettings settings(Order order, @Nullable Recorded replay) {
        return settings(order, replay, "http://127.0.0.1:1");
    }

    static ServeSettings settings(Order order, @Nullable Recorded replay, String registry) {
        return new ServeSettings(
                "card-fraud",
                PLAN.toBytes(),
                List.of(
                        new SourceSettings(
                                "transactions",
                                "transactions",
                                PIPELINE.schemas().get(0).schema().toString(),
                                "transaction_id",
                                "occurred_at",
                                5_000,
                                60 * MINUTE,
                                -1)),
                order,
                "fraud",
                topics(),
                RegistrySettings.of(registry),
                replay);
    }

    static ServeSettings live() {
        return settings(Order.EVENT_TIME, null);
    }

    private static ServeTopics topics() {
        Map<String, Integer> ids = new HashMap<>();
        for (String topic :
                List.of(
                        "predictions",
                        "shadow-predictions",
                        "features",
                        "dead-letters",
                        "late-events",
                        "duplicates",
                        "quality",
                        "switches",
                        "model-events")) {
            ids.put(topic, ids.size() + 1);
        }
        return new ServeTopics(
                "predictions",
                "shadow-predictions",
                "features",
                "dead-letters",
                "late-events",
                "duplicates",
                "quality",
                "switches",
                "switches",
                "model-events",
                "models",
                "deployments",
                ids);
    }

    static Event event(String id, long time, int partition, long offset) {
        return event(
                new Transaction(
                        id, time, "acc-1", "mer-1", 10, "EUR", "DE", "APPROVED", 50.0, 8.0, false),
                partition,
                offset);
    }

    static Event event(Transaction payment, int partition, long offset) {
        Map<String, Object> values = new HashMap<>();
        values.put("account_id", payment.account());
        values.put("merchant_id", payment.merchant());
        values.put("amount", payment.amount());
        values.put("currency", payment.currency());
        values.put("country", payment.country());
        values.put("status", payment.status());
        values.put("lat", payment.latitude());
        values.put("lon", payment.longitude());
        values.put("occurred_at", payment.time());
        values.put("transaction_id", payment.id());
        RowType type = PLAN.sources().get(0);
        Row fields = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            fields.set(i, type.field(i).type(), values.get(type.field(i).name()));
        }
        return new Event(
                0,
                payment.id(),
                payment.time(),
                new Coordinates("transactions", partition, offset, payment.time()),
                payment.account().getBytes(StandardCharsets.UTF_8),
                payment.id().getBytes(StandardCharsets.UTF_8),
                fields,
                new Row(PLAN.features().size()));
    }
}
