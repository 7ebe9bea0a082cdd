package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Lookups of the newest record, against a look through the whole history; packed and unpacked at
 * every element, as {@link Runner} does.
 */
class LookupTest {
    private static final int[] TILES = {1, 40, EntityEngine.TILE_BYTES};
    private static final long[] AGES = {0, 1, 7, 1000, 60_000, 86_400_000};

    private static Feature lookup(String where, long maxAge, String suffix, String... fields) {
        return new Feature.Lookup(
                TestPlans.text("account"),
                TestPlans.text("logins"),
                where.isEmpty() ? Optional.empty() : Optional.of(TestPlans.text(where)),
                java.util.Arrays.stream(fields).map(TestPlans::text).toList(),
                maxAge == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(maxAge)),
                Optional.of(TestPlans.text(suffix)));
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.histories", 100));
    }

    private static final class Run {
        final long seed;
        final long[] ages = new long[4];
        final FeaturePlan plan;
        final History history;
        final Runner runner;

        Run(long seed, Order order) {
            this.seed = seed;
            Random random = new Random(seed);
            List<Feature> features = new ArrayList<>();
            for (int i = 0; i < ages.length; i++) {
                ages[i] = i == 0 ? 0 : AGES[random.nextInt(AGES.length)];
                features.add(
                        lookup(i == 2 ? "score > 0.0" : "", ages[i], "x" + i, "score", "login_id"));
            }
            if (random.nextBoolean()) {
                features.add(
                        TestPlans.aggregate(
                                "account",
                                "logins",
                                "",
                                List.of(TestPlans.column("score", "last")),
                                List.of(TestPlans.window(1000))));
            }
            plan = TestPlans.plan(order, features.toArray(Feature[]::new));
            long[] scale = {AGES[1 + random.nextInt(AGES.length - 1)]};
            history = new History(plan, random, 20 + random.nextInt(80), scale);
            runner = new Runner(plan, TILES[random.nextInt(TILES.length)], random);
        }

        void check(Event event, List<Event> known) {
            if (event.source() != 0) {
                return;
            }
            Event answered = Objects.requireNonNull(runner.answered.get(event.id()));
            for (int i = 0; i < ages.length; i++) {
                Event newest = newest(event, known, ages[i], i == 2);
                for (String field : List.of("score", "login_id")) {
                    Object expected = newest == null ? null : history.get(newest, field);
                    RowType features = plan.features();
                    int index = features.index("account_" + field + "_latest_x" + i);
                    assertThat(answered.features().get(index, features.field(index).type()))
                            .as(
                                    "seed %d, %s at %d, %d of %s",
                                    seed, event.id(), event.time(), i, field)
                            .isEqualTo(expected);
                }
            }
        }

        private @Nullable Event newest(Event asked, List<Event> known, long age, boolean positive) {
            Object account = history.get(asked, "account");
            Event newest = null;
            for (Event event : known) {
                boolean counts =
                        event.source() == 1
                                && account != null
                                && account.equals(history.get(event, "account"))
                                && event.time() <= asked.time()
                                && (age == 0 || asked.time() - event.time() <= age)
                                && (!positive
                                        || (history.get(event, "score") instanceof Double score
                                                && score > 0));
                if (counts && (newest == null || isAfter(event, newest))) {
                    newest = event;
                }
            }
            return newest;
        }

        private static boolean isAfter(Event one, Event other) {
            if (one.time() != other.time()) {
                return one.time() > other.time();
            }
            return one.at().partition() != other.at().partition()
                    ? one.at().partition() > other.at().partition()
                    : one.at().offset() > other.at().offset();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsTheNewestRecordAsOfTheEvent(long seed) {
        Run run = new Run(seed, Order.EVENT_TIME);

        run.runner.run(run.history.arrivals, run.history.disorder);

        run.history.arrivals.forEach(event -> run.check(event, run.history.arrivals));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsInArrivalOrderTheNewestThatHasArrived(long seed) {
        Run run = new Run(seed, Order.ARRIVAL);

        run.runner.run(run.history.arrivals, run.history.disorder);

        List<Event> arrived = new ArrayList<>();
        for (Event event : run.history.arrivals) {
            arrived.add(event);
            run.check(event, arrived);
        }
    }

    @Test
    void keepsOneRecordAndForgetsItWhenItIsTooOld() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, lookup("", 1000, "a", "score"));
        History history = new History(plan, new Random(3), 400, new long[] {10});
        Runner.State state = new Runner.State();
        EntityEngine engine = plan.engine(0, 40);
        long newest = Long.MIN_VALUE;
        int longest = 0;
        for (Event event : history.arrivals.stream().sorted(Event.ORDER).toList()) {
            if (event.source() == 1) {
                engine.open(state.head, state);
                engine.offer(event);
                engine.advance(event.time(), passingOn());
                state.head = engine.close();
                longest = Math.max(longest, Objects.requireNonNull(state.head).length);
                newest = event.time();
                assertThat(state.tiles).hasSizeLessThan(3);
            }
        }

        assertThat(longest).isLessThan(200);
        engine.open(state.head, state);
        engine.advance(newest + 1000, passingOn());
        assertThat(engine.close()).isNotNull();
        engine.open(state.head, state);
        engine.advance(newest + 1001, passingOn());
        assertThat(engine.close()).isNull();
        assertThat(state.tiles).isEmpty();
    }

    private static Answers passingOn() {
        return new Answers() {
            @Override
            public void answered(Event event) {
                assertThat(event.source()).isEqualTo(1);
            }

            @Override
            public void refused(Event event, Refusal refusal) {
                throw new AssertionError(event.id() + " " + refusal);
            }
        };
    }

    @Test
    void reportsUnknownFieldsAndOwners() {
        Feature unknown =
                new Feature.Lookup(
                        TestPlans.text("acount"),
                        TestPlans.text("logins"),
                        Optional.empty(),
                        List.of(TestPlans.text("score")),
                        Optional.empty(),
                        Optional.empty());
        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () ->
                                TestPlans.plan(
                                        Order.EVENT_TIME,
                                        unknown,
                                        lookup("score", 1, "a", "score"),
                                        lookup("", 1, "b", "scor")));

        assertThat(thrown.problems())
                .extracting(Problem::code, Problem::suggestion)
                .containsExactlyInAnyOrder(
                        tuple("MR-2407", null), tuple("MR-2406", null), tuple("MR-2104", "score"));
    }

    @Test
    void theFingerprintIsOfTheAgeToo() {
        Map<String, Long> seen = new TreeMap<>();
        for (long age : AGES) {
            FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, lookup("", age, "a", "score"));
            assertThat(seen.put(plan.fingerprint(), age)).isNull();
        }
    }
}
