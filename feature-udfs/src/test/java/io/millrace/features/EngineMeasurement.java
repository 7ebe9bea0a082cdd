package io.millrace.features;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Pipeline.Order;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * CPU nanoseconds and allocated bytes an event, the key packed and unpacked for each: 6 aggregates
 * in 3 windows (1 h, 1 d, 7 d), 14 days of event time. A loop after a warm-up, no JMH; run {@code
 * main}. Arguments: events a run, tile bytes.
 */
final class EngineMeasurement {
    private static final long DAY = 86_400_000L;
    private static final String[] SIX = {"count", "sum", "mean", "min", "max", "stddev"};

    private EngineMeasurement() {}

    public static void main(String[] arguments) {
        int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000_000;
        int tileBytes =
                arguments.length > 1 ? Integer.parseInt(arguments[1]) : EntityEngine.TILE_BYTES;
        long[] three = {DAY / 24, DAY, 7 * DAY};
        report("1 key, arrival order", Order.ARRIVAL, 1, events, tileBytes, SIX, three);
        report("1 key", Order.EVENT_TIME, 1, events, tileBytes, SIX, three);
        report("10k keys", Order.EVENT_TIME, 10_000, events, tileBytes, SIX, three);
        report("100k keys", Order.EVENT_TIME, 100_000, events, tileBytes, SIX, three);
        report("10k keys, arrival", Order.ARRIVAL, 10_000, events, tileBytes, SIX, three);
        wide("closed", Edge.CLOSED, events, tileBytes, SIX, Shape.SLIDING);
        wide("lifetime", Edge.PRIOR, events, tileBytes, SIX, Shape.LIFETIME);
        wide("last 48", Edge.PRIOR, events, tileBytes, SIX, Shape.LAST);
        for (String function : List.of("kurtosis", "count_distinct", "p99", "trend", "first")) {
            String[] one = {function};
            wide(function, Edge.PRIOR, events, tileBytes, one, Shape.SLIDING);
        }
        wide("half-life", Edge.PRIOR, events, tileBytes, new String[] {"sum"}, Shape.HALF_LIFE);
        for (String function : SIX) {
            String[] one = {function};
            report(
                    "10k keys, " + function,
                    Order.EVENT_TIME,
                    10_000,
                    events,
                    tileBytes,
                    one,
                    three);
        }
        for (long window : new long[] {DAY / 24, DAY, 7 * DAY, 30 * DAY}) {
            long[] one = {window};
            String name = "10k keys, " + window / (DAY / 24) + " h";
            report(name, Order.EVENT_TIME, 10_000, events, tileBytes, SIX, one);
        }
    }

    /** Windows of other shapes: three sliding ones, or one. */
    private static void wide(
            String name, Edge edge, int events, int tileBytes, String[] functions, Shape shape) {
        List<Feature.Window> windows =
                shape == Shape.SLIDING
                        ? LongStream.of(DAY / 24, DAY, 7 * DAY).mapToObj(TestPlans::window).toList()
                        : List.of(
                                new Feature.Window(
                                        TestPlans.text("w"),
                                        shape,
                                        Duration.ofDays(1),
                                        Duration.ZERO,
                                        48));
        report(
                "10k keys, " + name,
                Order.EVENT_TIME,
                10_000,
                events,
                tileBytes,
                feature(edge, functions, windows));
    }

    private static void report(
            String name,
            Order order,
            int keys,
            int events,
            int tileBytes,
            String[] functions,
            long[] windows) {
        List<Feature.Window> sliding = Arrays.stream(windows).mapToObj(TestPlans::window).toList();
        report(name, order, keys, events, tileBytes, feature(Edge.PRIOR, functions, sliding));
    }

    private static Feature feature(Edge edge, String[] functions, List<Feature.Window> windows) {
        return new Feature.Aggregate(
                TestPlans.text("account"),
                TestPlans.text("payments"),
                Optional.empty(),
                List.of(TestPlans.column("amount", functions)),
                windows,
                new AggregateOptions(
                        edge,
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));
    }

    private static void report(
            String name, Order order, int keys, int events, int tileBytes, Feature feature) {
        FeaturePlan plan = TestPlans.plan(order, feature);
        run(plan, keys, events / 2, tileBytes);
        System.gc();
        long allocatedBefore = allocated();
        long start = cpuTime();
        Totals totals = run(plan, keys, events, tileBytes);
        long nanos = cpuTime() - start;
        long bytes = allocated() - allocatedBefore;
        System.out.printf(
                Locale.ROOT,
                "%-24s %6d ns, %6d bytes allocated an event; head %5d, tiles %8d bytes a key; check %x%n",
                name,
                nanos / events,
                bytes / events,
                totals.head / keys,
                totals.tiles / keys,
                totals.check);
    }

    private record Totals(long head, long tiles, long check) {}

    private static Totals run(FeaturePlan plan, int keys, int events, int tileBytes) {
        EntityEngine engine = plan.engine(0, tileBytes);
        Runner.State[] states = new Runner.State[keys];
        Arrays.setAll(states, i -> new Runner.State());
        SplittableRandom random = new SplittableRandom(7);
        RowType type = plan.sources().get(0);
        int amount = type.index("amount");
        long[] check = new long[1];
        Answers answers =
                new Answers() {
                    @Override
                    public void answered(Event event) {
                        check[0] = check[0] * 31 + event.features().hashCode();
                    }

                    @Override
                    public void refused(Event event, Refusal refusal) {
                        throw new IllegalStateException(refusal.message());
                    }
                };
        long step = Math.max(14 * DAY / events, 1);
        for (int i = 0; i < events; i++) {
            long time = 1_700_000_000_000L + i * step;
            Row row = new Row(type.size());
            row.setDouble(amount, random.nextInt(100_000) / 100.0);
            Event event =
                    new Event(
                            0,
                            "event-" + i,
                            time,
                            new Coordinates("topic-payments", 0, i, time),
                            null,
                            new byte[0],
                            row,
                            new Row(plan.features().size()));
            Runner.State state = states[random.nextInt(keys)];
            engine.open(state.head, state);
            if (plan.order() == Order.ARRIVAL) {
                engine.advance(time - 1, answers);
                engine.answerNow(event, answers);
            } else {
                // As the job does it: once to offer, once when the watermark has passed.
                engine.offer(event);
                state.head = engine.close();
                engine.open(state.head, state);
                engine.advance(time, answers);
            }
            state.head = engine.close();
        }
        long head = 0;
        long tiles = 0;
        for (Runner.State state : states) {
            head += state.head == null ? 0 : state.head.length;
            tiles += state.tiles.values().stream().mapToLong(tile -> tile.length).sum();
        }
        return new Totals(head, tiles, check[0]);
    }

    /** CPU time of this thread, so that a busy machine doesn't show. */
    private static long cpuTime() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
