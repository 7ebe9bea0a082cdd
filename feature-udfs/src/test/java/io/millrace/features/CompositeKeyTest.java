package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Entity;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

class CompositeKeyTest {
    private static final long WINDOW = 1000;
    private static final Entity PAIR =
            new Entity(
                    TestPlans.text("pair"),
                    List.of(TestPlans.text("account"), TestPlans.text("merchant")));

    private static Feature count(String source, String column) {
        return TestPlans.aggregate(
                "pair",
                source,
                "",
                List.of(TestPlans.column(column, "count")),
                List.of(TestPlans.window(WINDOW)));
    }

    private static Pipeline pipeline(Order order, Entity entity, Feature feature) {
        return new Pipeline(
                TestPlans.text("test"),
                order,
                List.of(
                        TestPlans.source("payments", "id", "at"),
                        TestPlans.source("logins", "login_id", "when")),
                List.of(entity),
                List.of(feature),
                Optional.empty(),
                Optional.empty(),
                Monitor.DEFAULT,
                Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void countsTheEventsThatHaveAllParts(Order order) {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            FeaturePlan plan = TestPlans.plan(pipeline(order, PAIR, count("payments", "id")));
            History history = new History(plan, random, 80, new long[] {WINDOW});
            Runner runner = new Runner(plan, 40, random);

            runner.run(history.arrivals, history.disorder);

            List<Event> known = order == Order.ARRIVAL ? new ArrayList<>() : history.arrivals;
            for (Event event : history.arrivals) {
                if (order == Order.ARRIVAL) {
                    known.add(event);
                }
                if (event.source() == 0) {
                    Event answered = Objects.requireNonNull(runner.answered.get(event.id()));
                    assertThat(answered.features().get(0, plan.features().field(0).type()))
                            .as("seed %d, %s", seed, event.id())
                            .isEqualTo(expected(event, known, history));
                }
            }
        }
    }

    private static @org.jspecify.annotations.Nullable Long expected(
            Event asked, List<Event> known, History history) {
        Object account = history.get(asked, "account");
        Object merchant = history.get(asked, "merchant");
        if (account == null || merchant == null) {
            return null;
        }
        return known.stream()
                .filter(e -> e.source() == 0)
                .filter(e -> account.equals(history.get(e, "account")))
                .filter(e -> merchant.equals(history.get(e, "merchant")))
                .filter(e -> e.time() < asked.time() && e.time() >= asked.time() - WINDOW)
                .count();
    }

    @Test
    void needsEveryFieldInEverySourceThatIsRead() {
        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () ->
                                TestPlans.plan(
                                        pipeline(
                                                Order.EVENT_TIME, PAIR, count("logins", "score"))));

        assertThat(thrown.problems())
                .extracting(Problem::code, Problem::message)
                .containsExactly(tuple("MR-2104", "unknown field \"merchant\""));
    }

    @Test
    void theFingerprintIsOfTheKeysFieldsAndTheirOrder() {
        Entity turned =
                new Entity(
                        TestPlans.text("pair"),
                        List.of(TestPlans.text("merchant"), TestPlans.text("account")));
        Entity single = new Entity(TestPlans.text("pair"), TestPlans.text("account"));

        assertThat(List.of(PAIR, turned, single))
                .extracting(
                        entity ->
                                TestPlans.plan(
                                                pipeline(
                                                        Order.EVENT_TIME,
                                                        entity,
                                                        count("payments", "id")))
                                        .fingerprint())
                .doesNotHaveDuplicates();
    }
}
