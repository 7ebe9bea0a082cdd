package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Features of rows that change, compared with the table as it was at each event. */
class ChangeStreamTest {
    private static final int[] TILES = {1, 40, 200, EntityEngine.TILE_BYTES};

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.histories", 60));
    }

    private static final class Run {
        final long seed;
        final WideDefinitions definitions;
        final FeaturePlan plan;
        final ChangeHistory history;
        final Runner runner;
        final WindowOracle oracle;

        Run(long seed) {
            this.seed = seed;
            Random random = new Random(seed);
            boolean dated = random.nextInt(3) > 0;
            definitions = new WideDefinitions(random, true);
            Feature[] features = definitions.features.toArray(Feature[]::new);
            plan = ChangeHistory.plan(ChangeHistory.pipeline(dated, features));
            int size = 20 + random.nextInt(80);
            history = new ChangeHistory(plan, random, dated, size, definitions.lengths);
            definitions.read(history);
            oracle = new WindowOracle(history);
            runner = new Runner(plan, TILES[random.nextInt(TILES.length)], random);
        }

        void check(Event asked) {
            @Nullable Event answered = runner.answered.get(asked.id());
            RowType features = plan.features();
            boolean refused = false;
            for (WindowOracle.Definition definition : definitions.definitions) {
                boolean sees =
                        !definition.edge().equals("prior") && !definition.shape().equals("hopping");
                List<Event> table = history.table(asked.time(), sees);
                Object expected = oracle.answer(definition, asked, table);
                if (expected == Oracle.Special.REFUSED) {
                    refused = true;
                } else if (answered != null) {
                    int index = features.index(definition.name());
                    Object actual = answered.features().get(index, features.field(index).type());
                    String what =
                            String.format(
                                    "seed %d: %s of %s at %d: %s",
                                    seed, definition, asked.id(), asked.time(), expected);
                    if (expected instanceof StatisticOracle.About about) {
                        assertThat(about.fits(actual)).as(what + ", not " + actual).isTrue();
                    } else {
                        assertThat(actual).as(what).isEqualTo(expected);
                    }
                }
            }
            assertThat(answered == null).as("seed %d: %s", seed, asked.id()).isEqualTo(refused);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersWhatTheTableSaysAsOfTheEvent(long seed) {
        Run run = new Run(seed);

        run.runner.run(run.history.arrivals, run.history.disorder);

        run.history.arrivals.stream().filter(event -> event.source() == 0).forEach(run::check);
    }

    /** Also to the bits that an oracle can't say. */
    @ParameterizedTest
    @MethodSource("seeds")
    void givesTheSameBitsInEveryOrderAndForEveryTileAndOffline(long seed) {
        Run one = new Run(seed);
        Run other = new Run(seed);
        Runner runner = new Runner(other.plan, TILES[(int) (seed % TILES.length)], new Random(1));

        one.runner.run(one.history.arrivals, one.history.disorder);
        runner.run(other.history.arrivals.stream().sorted(Event.ORDER).toList(), 0);
        List<Event> offline = OfflineFeatures.compute(other.plan, new Run(seed).history.arrivals);

        Map<String, Row> rows = rows(one.runner.answered.values());
        assertThat(rows(runner.answered.values())).as("seed %d", seed).isEqualTo(rows);
        assertThat(rows(offline)).as("seed %d", seed).isEqualTo(rows);
    }

    private static Map<String, Row> rows(Iterable<Event> events) {
        Map<String, Row> rows = new TreeMap<>();
        events.forEach(event -> rows.put(event.id(), event.features()));
        return rows;
    }

    /** Rows that are only inserted are events, and have the events' features to the bit. */
    @ParameterizedTest
    @MethodSource("seeds")
    void rowsThatOnlyComeAreAsEvents(long seed) {
        Random random = new Random(seed);
        WideDefinitions definitions = new WideDefinitions(random, true);
        Feature[] features = definitions.features.toArray(Feature[]::new);
        FeaturePlan ofRows = ChangeHistory.plan(ChangeHistory.pipeline(false, features));
        FeaturePlan ofEvents =
                ChangeHistory.plan(
                        TestPlans.pipeline(
                                Order.EVENT_TIME,
                                List.of(
                                        TestPlans.source("payments", "id", "at"),
                                        ChangeHistory.orders(Optional.empty())),
                                List.of(features)));
        ChangeHistory history = new ChangeHistory(ofRows, random, false, 80, definitions.lengths);
        List<Event> inserts = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Event event : history.arrivals) {
            boolean comes = event.source() == 0 || "new".equals(history.get(event, "op"));
            if (comes && ids.add(event.id())) {
                inserts.add(withRow(event, ofRows, inserts.size()));
            }
        }

        Runner rows = new Runner(ofRows, 40, random);
        rows.run(inserts, history.disorder);
        Runner events = new Runner(ofEvents, 40, random);
        events.run(
                inserts.stream().map(event -> projected(event, ofRows, ofEvents)).toList(),
                history.disorder);

        assertThat(rows(rows.answered.values()))
                .as("seed %d", seed)
                .isEqualTo(rows(events.answered.values()));
    }

    private static Event withRow(Event event, FeaturePlan plan, long row) {
        if (event.source() == 1) {
            event.fields().setLong(plan.sources().get(1).index("row"), row);
        }
        return event;
    }

    private static Event projected(Event event, FeaturePlan from, FeaturePlan to) {
        RowType source = from.sources().get(event.source());
        RowType target = to.sources().get(event.source());
        Row row = new Row(target.size());
        for (int i = 0; i < target.size(); i++) {
            int index = source.index(target.field(i).name());
            row.set(i, target.field(i).type(), event.fields().get(index, target.field(i).type()));
        }
        return new Event(
                event.source(),
                event.id(),
                event.time(),
                event.at(),
                null,
                new byte[0],
                row,
                new Row(to.features().size()));
    }

    private static Feature sumAndLast(String entity, long window) {
        return TestPlans.aggregate(
                entity,
                "orders",
                "",
                List.of(TestPlans.column("amount", "sum", "max", "count_distinct", "last")),
                List.of(TestPlans.window(window)));
    }

    /** A table by hand: rows are written as text, for the reader of this test. */
    private static final class Orders {
        final FeaturePlan plan;
        final List<Event> events = new ArrayList<>();

        Orders(Feature... features) {
            plan = ChangeHistory.plan(ChangeHistory.pipeline(true, features));
        }

        Orders change(long time, String op, long row, String account, long placed, double amount) {
            RowType type = plan.sources().get(1);
            Row fields = new Row(type.size());
            fields.setText(type.index("change_id"), "c" + events.size());
            fields.setLong(type.index("changed"), time);
            fields.setLong(type.index("row"), row);
            fields.setText(type.index("op"), op);
            fields.setLong(type.index("placed"), placed);
            fields.setText(type.index("account"), account);
            fields.setDouble(type.index("amount"), amount);
            return add(1, time, fields);
        }

        Orders ask(long time, String account) {
            RowType type = plan.sources().get(0);
            Row fields = new Row(type.size());
            fields.setText(type.index("id"), "p" + time + account);
            fields.setLong(type.index("at"), time);
            fields.setText(type.index("account"), account);
            return add(0, time, fields);
        }

        private Orders add(int source, long time, Row fields) {
            Coordinates at = new Coordinates("t" + source, 0, events.size(), time);
            events.add(
                    new Event(
                            source,
                            source == 0 ? "p" + time : "c" + events.size(),
                            time,
                            at,
                            null,
                            new byte[0],
                            fields,
                            new Row(plan.features().size())));
            return this;
        }

        List<@Nullable Object> answers(String feature) {
            RowType features = plan.features();
            int index = features.index(feature);
            List<@Nullable Object> answers = new ArrayList<>();
            for (Event event : OfflineFeatures.compute(plan, events)) {
                answers.add(event.features().get(index, features.field(index).type()));
            }
            return answers;
        }
    }

    @Test
    void anUpdateMovesItsRowToAnotherAccount() {
        Orders orders =
                new Orders(sumAndLast("account", 1000))
                        .change(10, "new", 1, "a", 10, 5.0)
                        .change(11, "new", 2, "a", 11, 7.0)
                        .ask(20, "a")
                        .change(30, "changed", 2, "b", 11, 8.0)
                        .ask(40, "a")
                        .ask(41, "b")
                        .change(50, "gone", 1, "", 0, 0.0)
                        .change(50, "gone", 3, "", 0, 0.0)
                        .ask(60, "a");

        assertThat(orders.answers("account_amount_sum_1000ms"))
                .containsExactly(12.0, 5.0, 8.0, null);
        assertThat(orders.answers("account_amount_max_1000ms"))
                .containsExactly(7.0, 5.0, 8.0, null);
        assertThat(orders.answers("account_amount_last_1000ms"))
                .containsExactly(7.0, 5.0, 8.0, null);
    }

    @Test
    void aLookupFindsTheRowBeforeOneThatIsDeleted() {
        Feature latest =
                new Feature.Lookup(
                        TestPlans.text("account"),
                        TestPlans.text("orders"),
                        Optional.empty(),
                        List.of(TestPlans.text("amount")),
                        Optional.empty(),
                        Optional.empty());
        Orders orders =
                new Orders(latest)
                        .change(10, "new", 1, "a", 10, 5.0)
                        .change(11, "new", 2, "a", 11, 7.0)
                        .ask(11, "a")
                        .change(30, "gone", 2, "a", 11, 7.0)
                        .ask(30, "a")
                        .change(40, "changed", 1, "a", 50, 6.0)
                        .ask(49, "a")
                        .ask(50, "a");

        assertThat(orders.answers("account_amount_latest")).containsExactly(7.0, 5.0, null, 6.0);
    }

    @Test
    void forgetsRowsThatNoWindowReaches() {
        Random random = new Random(5);
        FeaturePlan plan =
                ChangeHistory.plan(ChangeHistory.pipeline(true, sumAndLast("account", 1000)));
        ChangeHistory history = new ChangeHistory(plan, random, true, 300, new long[] {1000});
        Runner runner = new Runner(plan, 40, random);

        runner.run(history.arrivals, history.disorder);

        assertThat(runner.holdsNothing()).isTrue();
    }

    @Test
    void aRowThatIsChangedForEverTakesNoMoreThanOnce() {
        Orders orders = new Orders(sumAndLast("account", 1_000_000_000));
        TableRows rows = orders.plan.tableRows();
        EntityEngine engine = orders.plan.engine(0, 40);
        Runner.State state = new Runner.State();
        byte @Nullable [] row = null;
        int longest = 0;
        for (int i = 0; i < 2000; i++) {
            orders.events.clear();
            orders.change(i, "changed", 1, "a", i / 2, i);
            List<Event> meaning = new ArrayList<>();
            rows.open(row);
            rows.advance(i, orders.events, meaning::add);
            row = Objects.requireNonNull(rows.close());
            engine.open(state.head, state);
            engine.advance(i, meaning, passingOn());
            state.head = Objects.requireNonNull(engine.close());
            longest = Math.max(longest, state.head.length);
        }

        assertThat(longest).isLessThan(200);
        assertThat(row).hasSizeLessThan(200);
        assertThat(state.tiles).isEmpty();
    }

    private static Answers passingOn() {
        return new Answers() {
            @Override
            public void answered(Event event) {}

            @Override
            public void refused(Event event, Refusal refusal) {
                throw new AssertionError(event.id() + " " + refusal);
            }
        };
    }

    @Test
    void refusesRecordsThatChangeNoRow() {
        Orders orders = new Orders(sumAndLast("account", 1000));
        orders.change(1, "new", 1, "a", 1, 1.0).change(1, "gone", 1, "a", 1, 1.0);
        orders.change(1, "upsert", 1, "a", 1, 1.0).change(1, "new", 1, "a", 1, 1.0);
        orders.change(1, "new", 1, "a", 1, 1.0).change(1, "gone", 1, "a", 1, 1.0);
        orders.change(1, "new", 1, "a", 1, 1.0);
        RowType type = orders.plan.sources().get(1);
        orders.events.get(3).fields().setNull(type.index("row"));
        orders.events.get(4).fields().setNull(type.index("placed"));
        orders.events.get(5).fields().setNull(type.index("placed"));
        orders.events.get(6).fields().setNull(type.index("op"));
        Expectations door = orders.plan.expectations(1);

        assertThat(orders.events)
                .extracting(event -> rule(door.check(event.fields(), event.at())))
                .containsExactly(
                        null,
                        null,
                        "op is known",
                        "row identifies the row",
                        "placed is the row's time",
                        null,
                        "op is given");
    }

    private static @Nullable String rule(@Nullable Refusal refusal) {
        return refusal == null ? null : refusal.rule();
    }

    @Test
    void refusesFieldsThatDoNotFitAndRulesThatTakeThemAway() {
        Source orders =
                new Source(
                        TestPlans.text("orders"),
                        Optional.empty(),
                        TestPlans.text("topic"),
                        Optional.empty(),
                        TestPlans.text("change_id"),
                        TestPlans.text("changed"),
                        java.time.Duration.ZERO,
                        java.time.Duration.ZERO,
                        Optional.empty(),
                        List.of(
                                TestPlans.rule(
                                        new Expectation.OneOf(TestPlans.text("op"), List.of("new")),
                                        Otherwise.NULL)),
                        Optional.of(
                                new io.millrace.schemas.pipeline.Changes(
                                        TestPlans.text("amount"),
                                        Optional.of(TestPlans.text("plased")),
                                        TestPlans.text("op"),
                                        List.of(TestPlans.text("new")),
                                        List.of(),
                                        List.of())));
        Pipeline pipeline =
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        List.of(TestPlans.source("payments", "id", "at"), orders),
                        List.of(sumAndLast("account", 1000)));

        List<Problem> problems =
                catchThrowableOfType(ProblemsException.class, () -> ChangeHistory.plan(pipeline))
                        .problems();

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("MR-2402", "MR-2104", "MR-2415");
    }

    @Test
    void theFingerprintIsOfTheRowsToo() {
        Feature feature = sumAndLast("account", 1000);
        String dated = ChangeHistory.plan(ChangeHistory.pipeline(true, feature)).fingerprint();
        String undated = ChangeHistory.plan(ChangeHistory.pipeline(false, feature)).fingerprint();
        Source events = ChangeHistory.orders(Optional.empty());
        String plain =
                ChangeHistory.plan(
                                TestPlans.pipeline(
                                        Order.EVENT_TIME,
                                        List.of(TestPlans.source("payments", "id", "at"), events),
                                        List.of(feature)))
                        .fingerprint();

        assertThat(List.of(dated, undated, plain)).doesNotHaveDuplicates();
    }

    @Test
    void aReplayOfRowsWithTimesOfTheirOwnStartsAtTheBeginning() {
        Feature feature = sumAndLast("account", 1000);

        ReplayNeed dated =
                ChangeHistory.plan(ChangeHistory.pipeline(true, feature)).replayNeeds().get(1);
        ReplayNeed undated =
                ChangeHistory.plan(ChangeHistory.pipeline(false, feature)).replayNeeds().get(1);

        assertThat(dated.needsBeginning()).isTrue();
        assertThat(undated.needsBeginning()).isFalse();
        assertThat(undated.reachMillis()).isEqualTo(1001);
    }
}
