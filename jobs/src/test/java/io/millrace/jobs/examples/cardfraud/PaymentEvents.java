package io.millrace.jobs.examples.cardfraud;

import io.millrace.features.FeaturePlan;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import java.util.HashMap;
import java.util.Map;

/** Payments as the events that serve would make of them. */
final class PaymentEvents {
    private PaymentEvents() {}

    static Event event(Transaction payment, int offset, FeaturePlan plan) {
        RowType type = plan.sources().get(0);
        Map<String, Object> values = new HashMap<>();
        values.put("transaction_id", payment.id());
        values.put("occurred_at", payment.time());
        values.put("account_id", payment.account());
        values.put("merchant_id", payment.merchant());
        values.put("amount", payment.amount());
        values.put("currency", payment.currency());
        values.put("country", payment.country());
        values.put("status", payment.status());
        values.put("lat", payment.latitude());
        values.put("lon", payment.longitude());
        Row fields = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            fields.set(i, type.field(i).type(), values.get(type.field(i).name()));
        }
        return new Event(
                0,
                payment.id(),
                payment.time(),
                new Coordinates("history", 0, offset, payment.time()),
                null,
                new byte[0],
                fields,
                new Row(plan.features().size()));
    }
}
