package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

class ReplayNeedsTest {

    private static Feature aggregate(String from, String column, Window window) {
        return new Feature.Aggregate(
                TestPlans.text("account"),
                TestPlans.text(from),
                Optional.empty(),
                List.of(TestPlans.column(column, "count")),
                List.of(window),
                AggregateOptions.NONE);
    }

    private static Window window(Shape shape, long length, long step, int events) {
        return new Window(
                TestPlans.text(shape.name()),
                shape,
                Duration.ofMillis(length),
                Duration.ofMillis(step),
                events);
    }

    @Test
    void saysWhichFeaturesNeedTheBeginning() {
        FeaturePlan plan =
                TestPlans.plan(
                        Order.EVENT_TIME,
                        aggregate("payments", "amount", window(Shape.LIFETIME, 0, 0, 0)),
                        aggregate("payments", "amount", TestPlans.window(500)),
                        aggregate("payments", "amount", window(Shape.SESSION, 9_000, 0, 0)),
                        aggregate("payments", "amount", window(Shape.LAST, 0, 0, 3)),
                        aggregate("payments", "amount", window(Shape.HALF_LIFE, 10, 0, 0)),
                        aggregate("logins", "score", TestPlans.window(700)));

        assertThat(plan.replayNeeds())
                .containsExactly(
                        new ReplayNeed(
                                0,
                                500,
                                List.of(
                                        "account_amount_count_LIFETIME",
                                        "account_amount_count_SESSION",
                                        "account_amount_count_LAST")),
                        new ReplayNeed(1, 700, List.of()));
        assertThat(plan.replayNeeds().get(0).needsBeginning()).isTrue();
        assertThat(plan.replayNeeds().get(1).needsBeginning()).isFalse();
    }

    @Test
    void countsForgettingAndHoppingAndAgesIn() {
        Feature aged =
                new Feature.Lookup(
                        TestPlans.text("account"),
                        TestPlans.text("logins"),
                        Optional.empty(),
                        List.of(TestPlans.text("score")),
                        Optional.of(Duration.ofMillis(100)),
                        Optional.empty());
        Feature ageless =
                new Feature.Lookup(
                        TestPlans.text("account"),
                        TestPlans.text("logins"),
                        Optional.empty(),
                        List.of(TestPlans.text("login_id")),
                        Optional.empty(),
                        Optional.empty());

        assertThat(TestPlans.plan(Order.EVENT_TIME, aged).replayNeeds())
                .containsExactly(
                        new ReplayNeed(0, 0, List.of()), new ReplayNeed(1, 101, List.of()));
        assertThat(TestPlans.plan(Order.EVENT_TIME, ageless).replayNeeds().get(1).fromBeginning())
                .containsExactly("account_login_id_latest");
        assertThat(
                        TestPlans.plan(
                                        Order.EVENT_TIME,
                                        aggregate(
                                                "payments",
                                                "amount",
                                                window(Shape.HOPPING, 70, 10, 0)))
                                .replayNeeds()
                                .get(0)
                                .reachMillis())
                .isEqualTo(81);
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.histories", 60));
    }

    /** A replay that starts where the plan says gives the same bits, for each event. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aReplayFromThereGivesTheSameBits(long seed) {
        Random random = new Random(seed);
        WideDefinitions definitions = new WideDefinitions(random);
        FeaturePlan plan =
                TestPlans.plan(Order.EVENT_TIME, definitions.features.toArray(Feature[]::new));
        History history = new History(plan, random, 20 + random.nextInt(20), definitions.lengths);
        Map<String, Row> whole = rows(plan, history.arrivals);
        boolean refusedAny =
                history.arrivals.stream().filter(e -> e.source() == 0).count() != whole.size();
        int features = plan.features().size();

        for (Event asked : history.arrivals) {
            if (asked.source() != 0 || refusedAny) {
                continue;
            }
            Row expected = Objects.requireNonNull(whole.get(asked.id()));
            Map<String, Row> rows = rows(plan, since(plan, history.arrivals, asked));
            Row replayed = Objects.requireNonNull(rows.get(asked.id()));
            for (int i = 0; i < features; i++) {
                String name = plan.features().field(i).name();
                boolean bounded =
                        plan.replayNeeds().stream()
                                .noneMatch(need -> need.fromBeginning().contains(name));
                if (bounded) {
                    RowType type = plan.features();
                    assertThat(replayed.get(i, type.field(i).type()))
                            .as("seed %d: %s of %s", seed, name, asked.id())
                            .isEqualTo(expected.get(i, type.field(i).type()));
                }
            }
        }
    }

    private static List<Event> since(FeaturePlan plan, List<Event> events, Event asked) {
        List<Event> since = new ArrayList<>();
        for (Event event : events) {
            long reach = plan.replayNeeds().get(event.source()).reachMillis();
            if (event.time() >= asked.time() - reach) {
                since.add(event);
            }
        }
        return since;
    }

    private static Map<String, Row> rows(FeaturePlan plan, List<Event> events) {
        List<Event> fresh = new ArrayList<>();
        for (Event event : events) {
            Row features = new Row(plan.features().size());
            fresh.add(
                    new Event(
                            event.source(),
                            event.id(),
                            event.time(),
                            event.at(),
                            event.key(),
                            event.value(),
                            event.fields(),
                            features));
        }
        Map<String, Row> rows = new HashMap<>();
        OfflineFeatures.compute(plan, fresh).forEach(e -> rows.put(e.id(), e.features()));
        return rows;
    }
}
