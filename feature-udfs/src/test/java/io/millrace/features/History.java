package io.millrace.features;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random events of both sources, and an order in which they arrive. */
final class History implements Oracle.Fields {
    private final FeaturePlan plan;
    private final Random random;
    private final int kind;
    private final List<Double> used = new ArrayList<>();
    final List<Event> arrivals = new ArrayList<>();

    /** How far an event may be behind one that arrived before it. */
    final long disorder;

    History(FeaturePlan plan, Random random, int size, long[] windows) {
        this.plan = plan;
        this.random = random;
        this.kind = random.nextInt(7);
        long scale = windows[random.nextInt(windows.length)];
        this.disorder = random.nextInt(4) == 0 ? 0 : 1 + (long) (random.nextDouble() * scale);
        long time = random.nextBoolean() ? -scale : 1_700_000_000_000L;
        List<Event> inOrder = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            time += gap(scale);
            inOrder.add(event(i, time));
        }
        shuffle(inOrder);
    }

    /** Bursts within a millisecond, steps within the windows, and gaps longer than any. */
    private long gap(long scale) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> 0;
            case 3, 4 -> random.nextInt(3);
            case 5, 6, 7 -> (long) (random.nextDouble() * scale / 4);
            case 8 -> scale;
            default -> (long) (random.nextDouble() * scale * 3);
        };
    }

    /** Each event is held back for a while of event time; ties in any order. */
    private void shuffle(List<Event> inOrder) {
        List<long[]> keys = new ArrayList<>();
        for (int i = 0; i < inOrder.size(); i++) {
            long delay = (long) (random.nextDouble() * disorder);
            keys.add(new long[] {inOrder.get(i).time() + delay, random.nextLong(), i});
        }
        keys.sort((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
        keys.forEach(key -> arrivals.add(inOrder.get((int) key[2])));
    }

    private Event event(int number, long time) {
        int source = random.nextInt(5) == 0 ? 1 : 0;
        RowType type = plan.sources().get(source);
        Row row = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            row.set(
                    i,
                    type.field(i).type(),
                    value(type.field(i).name(), type.field(i).type(), number, time));
        }
        Coordinates at =
                new Coordinates(
                        source == 0 ? "topic-payments" : "topic-logins",
                        random.nextInt(3),
                        random.nextInt(3) * 100_000L + number,
                        time + random.nextInt(1000));
        return new Event(
                source,
                "event-" + number,
                time,
                at,
                null,
                new byte[] {1, 2},
                row,
                new Row(plan.features().size()));
    }

    private @Nullable Object value(String field, ValueType type, int number, long time) {
        switch (field) {
            case "id":
                return "event-" + number;
            case "login_id":
                return (long) number;
            case "at", "when":
                return time;
            case "account":
                return random.nextInt(12) == 0 ? null : "a" + random.nextInt(3);
            case "merchant":
                return random.nextInt(12) == 0 ? null : (long) random.nextInt(2);
            default:
                if (random.nextInt(6) == 0) {
                    return null;
                }
                return switch (type) {
                    case BOOLEAN -> random.nextBoolean();
                    case INTEGER -> integer();
                    case TIMESTAMP -> time + random.nextInt(100) - 50;
                    case DOUBLE -> amount(number);
                    case STRING -> "n" + random.nextInt(5) + (random.nextBoolean() ? "é😀" : "");
                };
        }
    }

    private long integer() {
        return kind == 0 && random.nextInt(3) == 0
                ? (random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE) / (1 + random.nextInt(2))
                : random.nextInt(2001) - 1000;
    }

    private double amount(int number) {
        double value =
                switch (kind) {
                    case 0 -> random.nextInt(100_000) / 100.0;
                    case 1 -> random.nextBoolean() ? 1e308 : -1e308;
                    case 2 ->
                            random.nextBoolean()
                                    ? 1e308 * random.nextDouble()
                                    : 1e-308 * random.nextGaussian();
                    case 3 ->
                            used.isEmpty() || random.nextBoolean()
                                    ? random.nextGaussian() * 1e10
                                    : -used.remove(0);
                    case 4 -> random.nextInt(3) - 1.0;
                    case 5 -> -number; // falls steadily: nothing ever leaves a deque but by age
                    default -> finite(Double.longBitsToDouble(random.nextLong()));
                };
        used.add(value);
        return value;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : -0.0;
    }

    @Override
    public @Nullable Object get(Event event, String field) {
        RowType type = plan.sources().get(event.source());
        int index = type.index(field);
        return event.fields().get(index, type.field(index).type());
    }

    @Override
    public ValueType type(int source, String field) {
        RowType type = plan.sources().get(source);
        return type.field(type.index(field)).type();
    }
}
