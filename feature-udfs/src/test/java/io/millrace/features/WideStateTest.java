package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What windows that don't slide keep of a key, and for how long. */
class WideStateTest {
    private final Runner.State state = new Runner.State();
    private final List<Event> answered = new ArrayList<>();
    private final Answers answers =
            new Answers() {
                @Override
                public void answered(Event event) {
                    answered.add(event);
                }

                @Override
                public void refused(Event event, Refusal refusal) {
                    throw new IllegalStateException(refusal.message());
                }
            };

    private static FeaturePlan plan(Shape shape, long millis, int events, String... functions) {
        Window window =
                new Window(
                        TestPlans.text("w"),
                        shape,
                        Duration.ofMillis(millis),
                        Duration.ZERO,
                        events);
        return TestPlans.plan(
                Order.EVENT_TIME,
                new Feature.Aggregate(
                        TestPlans.text("account"),
                        TestPlans.text("payments"),
                        Optional.of(TestPlans.text("items > 0")),
                        List.of(TestPlans.column("amount", functions)),
                        List.of(window),
                        AggregateOptions.NONE));
    }

    /** Runs a key's events, a millisecond each; every n-th meets the condition. */
    private int largestHead(FeaturePlan plan, int count, int nth) {
        EntityEngine engine = plan.engine(0);
        RowType type = plan.sources().get(0);
        int largest = 0;
        for (int i = 0; i < count; i++) {
            Row row = new Row(type.size());
            row.setDouble(type.index("amount"), i);
            row.setLong(type.index("items"), i % nth == 0 ? 1 : 0);
            Coordinates at = new Coordinates("t", 0, i, i);
            Row features = new Row(plan.features().size());
            engine.open(state.head, state);
            engine.offer(new Event(0, "e" + i, i, at, null, new byte[0], row, features));
            engine.advance(i, answers);
            state.head = engine.close();
            largest = Math.max(largest, Objects.requireNonNull(state.head).length);
        }
        return largest;
    }

    private Object answer(FeaturePlan plan, String name) {
        int index = plan.features().index("account_amount_" + name + "_w");
        Row row = answered.get(answered.size() - 1).features();
        return String.valueOf(row.get(index, plan.features().field(index).type()));
    }

    @Test
    void lifetimesAndSessionsAndTumblingWindowsKeepNoEvents() {
        for (Shape shape : List.of(Shape.LIFETIME, Shape.SESSION, Shape.TUMBLING)) {
            FeaturePlan plan =
                    plan(shape, 1_000_000, 0, "kurtosis", "max", "first_3", "last_3", "trend");

            assertThat(largestHead(plan, 3_000, 1)).as(shape.name()).isLessThan(1_500);
            assertThat(state.tiles).as(shape.name()).isEmpty();
            assertThat(answer(plan, "first_3")).isEqualTo("2.0");
            assertThat(answer(plan, "last_3")).isEqualTo("2996.0");
            assertThat(answer(plan, "trend")).isEqualTo("1000.0");
            state.head = null;
        }
    }

    @Test
    void theLastEventsOfARareConditionKeepNothingInBetween() {
        FeaturePlan plan = plan(Shape.LAST, 0, 3, "sum", "count");

        assertThat(largestHead(plan, 3_000, 500)).isLessThan(200);
        assertThat(state.tiles).isEmpty();
        assertThat(answer(plan, "sum")).isEqualTo("6000.0");
    }

    @Test
    void decayKeepsTwoSumsForEachHalfLife() {
        FeaturePlan plan = plan(Shape.HALF_LIFE, 10, 0, "count", "mean");

        assertThat(largestHead(plan, 3_000, 1)).isLessThan(41 * 50 + 200);
        assertThat(state.tiles).isEmpty();
    }

    @Test
    void lifetimesAreNeverForgotten() {
        FeaturePlan plan = plan(Shape.LIFETIME, 0, 0, "sum");
        largestHead(plan, 3, 1);
        EntityEngine engine = plan.engine(0);
        engine.open(state.head, state);

        assertThat(engine.expiresAt()).isEqualTo(Long.MAX_VALUE);
        engine.advance(Long.MAX_VALUE, answers);
        assertThat(engine.close()).isNotNull();
    }

    @Test
    void sessionsAreForgottenAGapAfterTheirLastEvent() {
        FeaturePlan plan = plan(Shape.SESSION, 100, 0, "sum");
        largestHead(plan, 3, 1);
        EntityEngine engine = plan.engine(0);
        engine.open(state.head, state);

        assertThat(engine.expiresAt()).isEqualTo(2 + 100 + 1);
        engine.advance(102, answers);
        assertThat(engine.close()).isNotNull();
        engine.open(state.head, state);
        engine.advance(103, answers);
        assertThat(engine.close()).isNull();
    }
}
