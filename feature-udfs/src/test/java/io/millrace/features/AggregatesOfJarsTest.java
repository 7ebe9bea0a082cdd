package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.features.function.UnusableFunctionException;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Users' aggregates that fail, and those that aren't there. What they mean is in WideEngineTest.
 */
class AggregatesOfJarsTest {
    private final List<Event> answered = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private static Feature feature(String field, String function, Window window) {
        return TestPlans.aggregate(
                "account",
                "payments",
                "",
                List.of(TestPlans.column(field, function)),
                List.of(window));
    }

    private static Window last(int events) {
        return new Window(
                TestPlans.text("last " + events), Shape.LAST, Duration.ZERO, Duration.ZERO, events);
    }

    private void run(FeaturePlan plan, double... amounts) {
        EntityEngine engine = plan.engine(0);
        Runner.State state = new Runner.State();
        RowType type = plan.sources().get(0);
        for (int i = 0; i < amounts.length; i++) {
            Row row = new Row(type.size());
            row.setText(type.index("account"), "a");
            row.setDouble(type.index("amount"), amounts[i]);
            Event event =
                    new Event(
                            0,
                            "e" + i,
                            i,
                            new Coordinates("t", 0, i, i),
                            null,
                            new byte[0],
                            row,
                            new Row(1));
            engine.open(state.head, state);
            engine.offer(event);
            engine.advance(i, answers());
            state.head = engine.close();
        }
    }

    private Answers answers() {
        return new Answers() {
            @Override
            public void answered(Event event) {
                answered.add(event);
            }

            @Override
            public void refused(Event event, Refusal refusal) {
                refused.add(event.id() + " " + refusal.rule() + ": " + refusal.message());
            }
        };
    }

    private List<String> answers(FeaturePlan plan) {
        return answered.stream()
                .map(e -> e.id() + " " + e.features().get(0, plan.features().field(0).type()))
                .toList();
    }

    @Test
    void refusesAnEventWhoseValueItCannotTakeAndForgetsIt() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, feature("amount", "picky", last(3)));

        run(plan, 10, -1, 20, 5);

        assertThat(answers(plan)).containsExactly("e0 0.0", "e2 10.0", "e3 30.0");
        assertThat(refused)
                .singleElement()
                .asString()
                .startsWith("e1 picky: it can't be taken in: the function \"picky\" failed")
                .contains("a sum of -1");
    }

    @Test
    void refusesEventsAsLongAsTheWindowHasWhatItFailsFor() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, feature("amount", "picky", last(2)));

        run(plan, 80, 70, 20, 10, 20);

        assertThat(answers(plan)).containsExactly("e0 0.0", "e1 80.0", "e3 90.0", "e4 30.0");
        assertThat(refused)
                .singleElement()
                .asString()
                .startsWith("e2 account_amount_picky_last_2: feature")
                .contains("the function \"picky\" failed", "a sum of 150");
    }

    @Test
    void refusesEventsWhoseResultIsNoNumber() {
        FeaturePlan plan =
                TestPlans.plan(
                        Order.EVENT_TIME, feature("amount", "picky", TestPlans.window(1_000)));

        run(plan, 20, 30, 7, 1);

        assertThat(answers(plan)).containsExactly("e0 0.0", "e1 20.0", "e3 57.0");
        assertThat(refused).singleElement().asString().contains("returned NaN");
    }

    @Test
    void isOfAFittingTypeAndHasANameThatIsKnown() {
        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () ->
                                TestPlans.plan(
                                        Order.EVENT_TIME,
                                        feature("note", "picky", last(2)),
                                        feature("amount", "pickyy", last(2))));

        assertThat(thrown.problems())
                .extracting(Problem::code)
                .containsExactly("MR-2401", "MR-2402");
        assertThat(thrown.problems().get(1).notes()).contains("it is picky(double): double");
        assertThat(thrown.problems().get(0).toString()).contains("picky");
    }

    @Test
    void takesIntegersAsDoubles() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, feature("items", "xor_bits", last(2)));

        assertThat(plan.engine(0)).isNotNull();
    }

    @Test
    void aJobWithoutTheJarDoesNotOpen() {
        byte[] bytes =
                TestPlans.plan(Order.EVENT_TIME, feature("amount", "picky", last(2))).toBytes();
        ClassLoader without =
                new ClassLoader(getClass().getClassLoader()) {
                    @Override
                    public Enumeration<URL> getResources(String name) throws IOException {
                        return name.startsWith("META-INF/services/io.millrace")
                                ? Collections.emptyEnumeration()
                                : super.getResources(name);
                    }
                };
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(without);
        try {
            UnusableFunctionException thrown =
                    catchThrowableOfType(
                            UnusableFunctionException.class,
                            () -> FeaturePlan.fromBytes(bytes).engine(0));

            assertThat(thrown).hasMessageContaining("picky(double): double version 1");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
