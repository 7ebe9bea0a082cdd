package io.millrace.features;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What the engine alone costs: one key that stays attached, its events made before the clock runs.
 * CPU nanoseconds and allocated bytes an event, by function, by a window's length, by the number of
 * windows. Run {@code main}; the argument is the number of events of a measurement. Each is made
 * {@value #REPEATS} times after half as long to get warm; the middle one counts.
 *
 * <p>A harness of its own, since JMH is under the GPL: each measurement's answers go into a check,
 * so that nothing is left out, and time is the thread's CPU time.
 */
final class EngineCost {
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    /** One event in 10 s: 360 in the shortest window, 259,200 in the longest. */
    private static final long STEP = 10_000;

    private static final int BATCH = 10_000;
    private static final int REPEATS = 3;
    private static final List<String> OTHERS =
            List.of(
                    "last",
                    "first",
                    "lag",
                    "time_since_last",
                    "rate",
                    "variance",
                    "skewness",
                    "kurtosis",
                    "trend",
                    "count_distinct",
                    "top",
                    "entropy",
                    "p99");
    private static final List<String> SIX = List.of("count", "sum", "mean", "min", "max", "stddev");

    private EngineCost() {}

    public static void main(String[] arguments) {
        int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        // The first is measured twice: it has to load and compile everything.
        report("(warm-up)", events, Edge.PRIOR, SIX, HOUR, DAY, 7 * DAY);
        for (Edge edge : List.of(Edge.PRIOR, Edge.CLOSED)) {
            String name = edge.name().toLowerCase(Locale.ROOT);
            for (String function : SIX) {
                report(name + " " + function + " 1d", events, edge, List.of(function), DAY);
            }
            for (String function : OTHERS) {
                report(name + " " + function + " 1d", events, edge, List.of(function), DAY);
            }
            for (long window : new long[] {HOUR, DAY, 7 * DAY, 30 * DAY}) {
                report(name + " six " + window / HOUR + "h", events, edge, SIX, window);
            }
            report(name + " six × 3 windows", events, edge, SIX, HOUR, DAY, 7 * DAY);
            report(
                    name + " six × 5 windows",
                    events,
                    edge,
                    SIX,
                    HOUR,
                    6 * HOUR,
                    DAY,
                    7 * DAY,
                    30 * DAY);
        }
    }

    private static void report(
            String name, int events, Edge edge, List<String> functions, long... windows) {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, feature(edge, functions, windows));
        Run run = new Run(plan);
        // The longest window has to be full before events leave it.
        run.take((int) (Arrays.stream(windows).max().orElseThrow() / STEP) + events / 2);
        run.bytes = 0;
        long[] nanos = new long[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            run.nanos = 0;
            run.take(events);
            nanos[i] = run.nanos / events;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-26s %6d ns (%d to %d), %6.1f bytes allocated an event; check %x%n",
                name,
                nanos[REPEATS / 2],
                nanos[0],
                nanos[REPEATS - 1],
                (double) run.bytes / events / REPEATS,
                run.check);
    }

    private static Feature feature(Edge edge, List<String> functions, long... windows) {
        return new Feature.Aggregate(
                TestPlans.text("account"),
                TestPlans.text("payments"),
                Optional.empty(),
                List.of(TestPlans.column("amount", functions.toArray(String[]::new))),
                Arrays.stream(windows).mapToObj(TestPlans::window).toList(),
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

    /** One key's history. */
    private static final class Run implements Answers {
        private final FeaturePlan plan;
        private final EntityEngine engine;
        private final SplittableRandom random = new SplittableRandom(7);
        private final List<Event> one = new ArrayList<>(1);
        private long taken;
        private long nanos;
        private long bytes;
        private long check;

        Run(FeaturePlan plan) {
            this.plan = plan;
            engine = plan.engine(0);
            engine.open(null, new Ring());
        }

        void take(int events) {
            for (int left = events; left > 0; left -= BATCH) {
                List<Event> batch = make(Math.min(left, BATCH));
                long allocatedBefore = allocated();
                long start = cpuTime();
                for (int i = 0; i < batch.size(); i++) {
                    one.clear();
                    one.add(batch.get(i));
                    engine.advance(batch.get(i).time(), one, this);
                }
                nanos += cpuTime() - start;
                bytes += allocated() - allocatedBefore;
                batch.forEach(event -> check = check * 31 + event.features().hashCode());
            }
        }

        private List<Event> make(int count) {
            RowType type = plan.sources().get(0);
            List<Event> batch = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                long time = 1_700_000_000_000L + taken++ * STEP;
                Row row = new Row(type.size());
                row.setDouble(type.index("amount"), random.nextInt(100_000) / 100.0);
                batch.add(
                        new Event(
                                0,
                                "e",
                                time,
                                new Coordinates("topic-payments", 0, taken, time),
                                null,
                                new byte[0],
                                row,
                                new Row(plan.features().size())));
            }
            return batch;
        }

        @Override
        public void answered(Event event) {
            // The check looks at it when the clock has stopped.
        }

        @Override
        public void refused(Event event, Refusal refusal) {
            throw new IllegalStateException(refusal.message());
        }
    }

    /** Tiles without the cost of a map. */
    private static final class Ring implements Tiles {
        private final List<byte @Nullable []> tiles =
                new ArrayList<>(Collections.nCopies(1 << 15, null));

        @Override
        public byte @Nullable [] get(long tile) {
            return tiles.get(slot(tile));
        }

        @Override
        public void put(long tile, byte[] bytes) {
            tiles.set(slot(tile), bytes);
        }

        @Override
        public void remove(long tile) {
            tiles.set(slot(tile), null);
        }

        private int slot(long tile) {
            return (int) (tile & (tiles.size() - 1));
        }
    }

    /** CPU time of this thread, so that a busy machine doesn't show. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
