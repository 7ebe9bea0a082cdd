package io.millrace.features;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Changes;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * Payments, which ask, and random changes of a table of orders: inserts, updates of values, keys
 * and times, deletes, changes of rows that aren't there, changes that come again.
 */
final class ChangeHistory implements Oracle.Fields {
    static final RowType ORDERS =
            new RowType(
                    List.of(
                            new Field("change_id", ValueType.STRING, false),
                            new Field("changed", ValueType.TIMESTAMP, false),
                            new Field("row", ValueType.INTEGER, true),
                            new Field("placed", ValueType.TIMESTAMP, true),
                            new Field("op", ValueType.STRING, true),
                            new Field("account", ValueType.STRING, true),
                            new Field("merchant", ValueType.INTEGER, true),
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("items", ValueType.INTEGER, true),
                            new Field("approved", ValueType.BOOLEAN, true),
                            new Field("note", ValueType.STRING, true)));
    private static final List<String> DELETIONS = List.of("gone");

    final List<Event> arrivals = new ArrayList<>();
    final long disorder;
    private final FeaturePlan plan;
    private final Random random;
    private final boolean dated;
    private final boolean big;
    private final long scale;
    private final List<Event> changes = new ArrayList<>();
    private int number;

    /**
     * @param dated whether rows have times of their own
     */
    static Pipeline pipeline(boolean dated, Feature... features) {
        return TestPlans.pipeline(
                Order.EVENT_TIME,
                List.of(TestPlans.source("payments", "id", "at"), orders(Optional.of(dated))),
                List.of(features));
    }

    /**
     * @param dated empty for records that are events of their own
     */
    static Source orders(Optional<Boolean> dated) {
        return new Source(
                TestPlans.text("orders"),
                Optional.empty(),
                TestPlans.text("topic-orders"),
                Optional.empty(),
                TestPlans.text("change_id"),
                TestPlans.text("changed"),
                Duration.ofSeconds(5),
                Duration.ZERO,
                Optional.empty(),
                List.of(),
                dated.map(
                        own ->
                                new Changes(
                                        TestPlans.text("row"),
                                        own
                                                ? Optional.of(TestPlans.text("placed"))
                                                : Optional.empty(),
                                        TestPlans.text("op"),
                                        List.of(TestPlans.text("new")),
                                        List.of(TestPlans.text("changed")),
                                        List.of(TestPlans.text("gone")))));
    }

    /** Compiled, and through its bytes. */
    static FeaturePlan plan(Pipeline pipeline) {
        return FeaturePlan.fromBytes(
                FeaturePlan.compile(pipeline, List.of(TestPlans.PAYMENTS, ORDERS)).toBytes());
    }

    ChangeHistory(FeaturePlan plan, Random random, boolean dated, int size, long[] windows) {
        this.plan = plan;
        this.random = random;
        this.dated = dated;
        big = random.nextInt(6) == 0;
        scale = windows[random.nextInt(windows.length)];
        disorder = random.nextInt(4) == 0 ? 0 : 1 + (long) (random.nextDouble() * scale);
        long time = random.nextBoolean() ? -scale : 1_700_000_000_000L;
        for (int i = 0; i < size; i++) {
            time += gap();
            if (random.nextInt(3) == 0) {
                arrivals.add(payment(time));
            } else if (!changes.isEmpty() && random.nextInt(8) == 0) {
                arrivals.add(again(changes.get(random.nextInt(changes.size()))));
            } else {
                changes.add(change(time));
                arrivals.add(changes.get(changes.size() - 1));
            }
        }
        shuffle();
    }

    private long gap() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> 0;
            case 3 -> random.nextInt(3);
            case 4, 5, 6 -> (long) (random.nextDouble() * scale / 4);
            default -> (long) (random.nextDouble() * scale * 2);
        };
    }

    private void shuffle() {
        Map<Event, long[]> keys = new HashMap<>();
        for (Event event : arrivals) {
            long delay = (long) (random.nextDouble() * disorder);
            keys.put(event, new long[] {event.time() + delay, random.nextLong()});
        }
        arrivals.sort((a, b) -> Arrays.compare(keys.get(a), keys.get(b)));
    }

    private Event payment(long time) {
        Map<String, Object> values = new HashMap<>();
        values.put("at", time);
        values.put("account", account());
        return event(0, time, values);
    }

    private Event change(long time) {
        Map<String, Object> values = new HashMap<>();
        long row = random.nextInt(6);
        boolean deletes = random.nextInt(4) == 0;
        values.put("changed", time);
        values.put("row", row);
        values.put("op", deletes ? "gone" : random.nextBoolean() ? "new" : "changed");
        if (deletes && random.nextBoolean()) {
            return event(1, time, values);
        }
        values.put("placed", time + placed());
        values.put("account", account());
        values.put("merchant", (long) random.nextInt(2));
        values.put("amount", amount());
        values.put("items", items());
        values.put("approved", random.nextInt(5) == 0 ? null : random.nextBoolean());
        values.put("note", random.nextInt(5) == 0 ? null : "n" + random.nextInt(4));
        return event(1, time, values);
    }

    /** Mostly before the change, sometimes after it. */
    private long placed() {
        long about = (long) (random.nextDouble() * scale);
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> about;
            case 2 -> -2 * about;
            default -> -about / 2;
        };
    }

    private @Nullable Object account() {
        return random.nextInt(10) == 0 ? null : "a" + random.nextInt(2);
    }

    private @Nullable Object items() {
        if (random.nextInt(6) == 0) {
            return null;
        }
        return big && random.nextInt(3) == 0
                ? (random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE) / 2
                : (long) random.nextInt(21) - 10;
    }

    private @Nullable Object amount() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> big ? 1e308 : 1e15;
            case 2 -> big ? -1e308 : 1e-15;
            default -> random.nextInt(2000) / 10.0 - 100;
        };
    }

    private Event again(Event change) {
        Row row = change.fields();
        return new Event(1, change.id(), change.time(), at(1), null, new byte[0], row, features());
    }

    private Event event(int source, long time, Map<String, Object> values) {
        String id = "event-" + number;
        values.put(source == 0 ? "id" : "change_id", id);
        RowType type = plan.sources().get(source);
        Row row = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            row.set(i, type.field(i).type(), values.get(type.field(i).name()));
        }
        return new Event(source, id, time, at(source), null, new byte[] {1}, row, features());
    }

    private Coordinates at(int source) {
        return new Coordinates(
                source == 0 ? "topic-payments" : "topic-orders", random.nextInt(2), number++, 7);
    }

    private Row features() {
        return new Row(plan.features().size());
    }

    /**
     * The rows that there are, as events at their own times, by a look at each row's changes.
     *
     * @param asOf the changes before this time have been made
     * @param included whether those at this time, too
     */
    List<Event> table(long asOf, boolean included) {
        Map<Object, Event> newest = new HashMap<>();
        for (Event change : arrivals) {
            boolean made = change.time() < asOf || (included && change.time() == asOf);
            if (change.source() == 1 && made) {
                newest.merge(
                        get(change, "row"),
                        change,
                        (a, b) -> Event.ORDER.compare(a, b) > 0 ? a : b);
            }
        }
        List<Event> rows = new ArrayList<>();
        for (Event change : newest.values()) {
            if (!DELETIONS.contains(get(change, "op"))) {
                long time =
                        dated
                                ? (Long) Objects.requireNonNull(get(change, "placed"))
                                : change.time();
                rows.add(
                        new Event(
                                1,
                                change.id(),
                                time,
                                change.at(),
                                null,
                                new byte[0],
                                change.fields(),
                                change.features()));
            }
        }
        return rows;
    }

    @Override
    public @Nullable Object get(Event event, String field) {
        RowType type = plan.sources().get(event.source());
        return type.indexOf(field).isEmpty()
                ? null
                : event.fields().get(type.index(field), type(event.source(), field));
    }

    @Override
    public ValueType type(int source, String field) {
        RowType type = plan.sources().get(source);
        return type.field(type.index(field)).type();
    }
}
