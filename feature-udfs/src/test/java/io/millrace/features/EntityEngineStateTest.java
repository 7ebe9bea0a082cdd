package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What an engine keeps for a key, and when it lets go. */
class EntityEngineStateTest {
    private static final Feature SUM =
            TestPlans.aggregate(
                    "account",
                    "payments",
                    "items * items >= 0",
                    List.of(TestPlans.column("amount", "sum", "count", "max", "last")),
                    List.of(TestPlans.window(1000), TestPlans.window(100)));

    private final FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, SUM);
    private final EntityEngine engine = plan.engine(0);
    private final Runner.State state = new Runner.State();
    private final List<Event> answered = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final Answers answers =
            new Answers() {
                @Override
                public void answered(Event event) {
                    answered.add(event);
                }

                @Override
                public void refused(Event event, Refusal refusal) {
                    refused.add(refusal);
                }
            };

    private static Event event(FeaturePlan plan, long time, double amount, long items) {
        RowType type = plan.sources().get(0);
        Row row = new Row(type.size());
        row.setDouble(type.index("amount"), amount);
        row.setLong(type.index("items"), items);
        return new Event(
                0,
                "e" + time,
                time,
                new Coordinates("topic-payments", 0, time & Long.MAX_VALUE, time),
                null,
                new byte[0],
                row,
                new Row(plan.features().size()));
    }

    private Object answer(String feature, long time) {
        engine.open(state.head, state);
        engine.offer(event(plan, time, 1, 1));
        engine.advance(time, answers);
        state.head = engine.close();
        Event event = answered.get(answered.size() - 1);
        int index = plan.features().index(feature);
        return String.valueOf(event.features().get(index, plan.features().field(index).type()));
    }

    @Test
    void aWindowEndsBeforeItsEventAndBeginsWithIt() {
        assertThat(answer("account_amount_count_100ms", 1000)).isEqualTo("0");
        assertThat(answer("account_amount_count_100ms", 1000)).isEqualTo("0");
        assertThat(answer("account_amount_count_100ms", 1001)).isEqualTo("2");
        assertThat(answer("account_amount_count_100ms", 1100)).isEqualTo("3");
        assertThat(answer("account_amount_count_100ms", 1101)).isEqualTo("2");
        assertThat(answer("account_amount_sum_100ms", 1300)).isEqualTo("null");
    }

    @Test
    void worksAtTheEndsOfTime() {
        assertThat(answer("account_amount_count_1000ms", Long.MIN_VALUE)).isEqualTo("0");
        assertThat(answer("account_amount_count_1000ms", Long.MIN_VALUE + 5)).isEqualTo("1");
        assertThat(answer("account_amount_count_1000ms", 0)).isEqualTo("0");
        assertThat(answer("account_amount_count_1000ms", Long.MAX_VALUE - 5)).isEqualTo("0");
        assertThat(answer("account_amount_count_1000ms", Long.MAX_VALUE)).isEqualTo("1");
    }

    @Test
    void refusesAnEventBehindWhatWasAnswered() {
        answer("account_amount_count_100ms", 1000);

        assertThatThrownBy(() -> answer("account_amount_count_100ms", 999))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "event e999 at 999 comes after 1000 was passed: late events have to be kept"
                                + " out before");
    }

    @Test
    void refusesAHeadOfAnotherVersion() {
        answer("account_amount_count_100ms", 1000);
        byte[] head = Objects.requireNonNull(state.head);
        head[0] = 9;

        assertThatThrownBy(() -> engine.open(head, state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 9; this release reads 3");
    }

    @Test
    void saysPlainlyWhenATileIsGone() {
        for (int i = 0; i < 400; i++) {
            answer("account_amount_count_1000ms", i);
        }
        assertThat(state.tiles).isNotEmpty();
        state.tiles.clear();

        assertThatThrownBy(() -> answer("account_amount_count_100ms", 459))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is gone from the state");
    }

    @Test
    void anUndecidableConditionRefusesTheEventAndLeavesNoTrace() {
        engine.open(null, state);
        engine.offer(event(plan, 5, 1, Long.MAX_VALUE));
        engine.advance(10, answers);

        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).rule()).isEqualTo("where");
        assertThat(refused.get(0).message()).contains("beyond 64 bits");
        assertThat(engine.close()).isNull();
    }

    @Test
    void isForgottenALongestWindowAfterTheNewestEvent() {
        for (int i = 0; i < 100; i++) {
            answer("account_amount_count_1000ms", i);
        }
        assertThat(state.tiles).isNotEmpty();
        assertThat(engine.expiresAt()).isEqualTo(99 + 1000);

        engine.open(state.head, state);
        engine.advance(1098, answers);
        state.head = engine.close();
        assertThat(state.head).isNotNull();

        engine.open(state.head, state);
        assertThat(engine.expiresAt()).isEqualTo(99 + 1000);
        engine.advance(1099, answers);
        assertThat(engine.expiresAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(engine.close()).isNull();
        assertThat(state.tiles).isEmpty();
    }

    @Test
    void waitsUntilTheWatermarkHasPassed() {
        engine.open(null, state);
        assertThat(engine.nextDue()).isEqualTo(Long.MAX_VALUE);
        engine.offer(event(plan, 20, 1, 1));
        engine.offer(event(plan, 10, 1, 1));
        state.head = engine.close();
        engine.open(state.head, state);

        assertThat(engine.nextDue()).isEqualTo(10);
        engine.advance(19, answers);
        assertThat(answered).extracting(Event::time).containsExactly(10L);
        assertThat(engine.nextDue()).isEqualTo(20);
        engine.advance(20, answers);
        assertThat(answered).extracting(Event::time).containsExactly(10L, 20L);
        assertThat(engine.nextDue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void countsResultsBeyondADoublesRange() {
        engine.open(null, state);
        for (int i = 0; i < 3; i++) {
            engine.offer(event(plan, i, Double.MAX_VALUE, 1));
        }
        engine.advance(10, answers);

        int sum = plan.features().index("account_amount_sum_100ms");
        assertThat(answered.get(1).features().getDouble(sum)).isEqualTo(Double.MAX_VALUE);
        assertThat(answered.get(2).features().isNull(sum)).isTrue();
        assertThat(engine.overflows()).isEqualTo(2); // in both windows
    }

    @Test
    void inArrivalOrderRefusesWhatTheWatermarkHasPassed() {
        FeaturePlan arrival = TestPlans.plan(Order.ARRIVAL, SUM);
        EntityEngine immediate = arrival.engine(0);
        immediate.open(null, state);
        immediate.answerNow(event(arrival, 100, 1, 1), answers);
        immediate.advance(60, answers);
        immediate.answerNow(event(arrival, 61, 1, 1), answers);

        assertThat(answered).extracting(Event::time).containsExactly(100L, 61L);
        assertThat(immediate.expiresAt()).isEqualTo(100 + 1000);
        assertThatThrownBy(() -> immediate.answerNow(event(arrival, 60, 1, 1), answers))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after 60 was passed");
    }

    @Test
    void forgetsExtremesThatNoWindowReaches() {
        int largest = 0;
        for (int i = 0; i < 5_000; i++) {
            engine.open(state.head, state);
            engine.offer(event(plan, i, -i, 1));
            engine.advance(i, answers);
            state.head = engine.close();
            largest = Math.max(largest, Objects.requireNonNull(state.head).length);
        }

        int max = plan.features().index("account_amount_max_1000ms");
        assertThat(answered.get(4_999).features().getDouble(max)).isEqualTo(-3_999);
        assertThat(largest).isLessThan(1_000 * 10 + 3_000);
    }

    @Test
    void takesInEventsOfAnotherSourceAndPassesThemOn() {
        FeaturePlan logins =
                TestPlans.plan(
                        Order.EVENT_TIME,
                        TestPlans.aggregate(
                                "account",
                                "logins",
                                "",
                                List.of(TestPlans.column("score", "count", "max")),
                                List.of(TestPlans.window(100))));
        EntityEngine reader = logins.engine(0);
        RowType type = logins.sources().get(1);
        Row row = new Row(type.size());
        row.setDouble(type.index("score"), 0.5);
        Coordinates at = new Coordinates("topic-logins", 0, 0, 0);
        Row none = new Row(logins.features().size());
        reader.open(null, state);
        reader.offer(new Event(1, "login", 40, at, null, new byte[0], row, none));
        RowType payment = logins.sources().get(0);
        for (long time : new long[] {40, 41, 141}) {
            at = new Coordinates("topic-payments", 0, time, 0);
            Row fields = new Row(payment.size());
            Row features = new Row(logins.features().size());
            reader.offer(new Event(0, "p" + time, time, at, null, new byte[0], fields, features));
        }
        reader.advance(1000, answers);

        assertThat(logins.reads(0, 1)).isTrue();
        assertThat(answered).extracting(Event::id).containsExactly("login", "p40", "p41", "p141");
        int count = logins.features().index("account_score_count_100ms");
        assertThat(answered)
                .filteredOn(event -> event.source() == 0)
                .extracting(event -> event.features().getLong(count))
                .containsExactly(0L, 1L, 0L);
        assertThat(reader.close()).isNull();
    }

    @Test
    void anEventWithoutAKeyHasNoFeatures() {
        Event event = event(plan, 1, 1, 1);
        event.features().setLong(plan.features().index("account_amount_count_100ms"), 7);

        engine.skip(event);

        assertThat(event.features()).isEqualTo(new Row(plan.features().size()));
    }

    /** The promise of tiles: each is written once, read once a window, removed once. */
    @Test
    void touchesTilesOnceAWindow() {
        long[] touched = new long[3];
        Tiles counting =
                new Tiles() {
                    @Override
                    public byte @org.jspecify.annotations.Nullable [] get(long tile) {
                        touched[0]++;
                        return state.get(tile);
                    }

                    @Override
                    public void put(long tile, byte[] bytes) {
                        touched[1]++;
                        state.put(tile, bytes);
                    }

                    @Override
                    public void remove(long tile) {
                        touched[2]++;
                        state.remove(tile);
                    }
                };
        int events = 20_000;
        int largest = 0;
        byte[] head = null;
        for (int i = 0; i < events; i++) {
            engine.open(head, counting);
            engine.offer(event(plan, i, 1, 1));
            engine.advance(i, answers);
            head = engine.close();
            largest = Math.max(largest, Objects.requireNonNull(head).length);
        }

        assertThat(touched[1]).isLessThan(events / 30);
        assertThat(touched[0]).isLessThanOrEqualTo(2 * touched[1]);
        assertThat(touched[2]).isGreaterThan(touched[1] - 40);
        assertThat(largest).isLessThan(2_500);
    }
}
