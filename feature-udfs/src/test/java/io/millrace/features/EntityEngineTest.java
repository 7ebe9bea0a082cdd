package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

class EntityEngineTest {
    private static final int[] TILES = {1, 40, 200, EntityEngine.TILE_BYTES, 100_000};

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.histories", 150));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersWhatTheWholeHistorySays(long seed) {
        Random random = new Random(seed);
        Definitions definitions = new Definitions(random);
        FeaturePlan plan = plan(Order.EVENT_TIME, definitions);
        History history = new History(plan, random, 20 + random.nextInt(100), definitions.windows);
        definitions.read(history);
        Runner runner = new Runner(plan, TILES[random.nextInt(TILES.length)], random);

        runner.run(history.arrivals, history.disorder);

        Oracle oracle = new Oracle(history);
        List<Event> seenByMerchant = new ArrayList<>(history.arrivals);
        for (Event event : sorted(history.arrivals)) {
            check(seed, plan, runner, oracle, definitions, event, history.arrivals, seenByMerchant);
        }
        assertThat(runner.holdsNothing()).as("seed %d: state is left", seed).isTrue();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersInArrivalOrderWhatHasArrived(long seed) {
        Random random = new Random(seed);
        Definitions definitions = new Definitions(random);
        FeaturePlan plan = plan(Order.ARRIVAL, definitions);
        History history = new History(plan, random, 20 + random.nextInt(100), definitions.windows);
        definitions.read(history);
        Runner runner = new Runner(plan, TILES[random.nextInt(TILES.length)], random);

        runner.run(history.arrivals, history.disorder);

        Oracle oracle = new Oracle(history);
        List<Event> arrived = new ArrayList<>();
        List<Event> arrivedAtMerchant = new ArrayList<>();
        for (Event event : history.arrivals) {
            check(seed, plan, runner, oracle, definitions, event, arrived, arrivedAtMerchant);
            arrived.add(event);
            Refusal refusal = runner.refused.get(event.id());
            if (refusal == null || refusal.rule().startsWith("merchant")) {
                arrivedAtMerchant.add(event);
            }
        }
        assertThat(runner.holdsNothing()).as("seed %d: state is left", seed).isTrue();
    }

    private static List<Event> sorted(List<Event> events) {
        return events.stream().sorted(Event.ORDER).toList();
    }

    private static FeaturePlan plan(Order order, Definitions definitions) {
        return TestPlans.plan(order, definitions.features.toArray(Feature[]::new));
    }

    /**
     * Compares one event. An event that the account's engine refuses never reaches the merchant's,
     * so it's taken out of that one's history.
     */
    private static void check(
            long seed,
            FeaturePlan plan,
            Runner runner,
            Oracle oracle,
            Definitions definitions,
            Event event,
            List<Event> atAccount,
            List<Event> atMerchant) {
        if (event.source() != 0) {
            return;
        }
        String expectedRefusal = null;
        RowType features = plan.features();
        for (Oracle.Definition definition : definitions.definitions) {
            boolean ofAccount = definition.entityKey().equals("account");
            if (!ofAccount && expectedRefusal != null && expectedRefusal.startsWith("account")) {
                break;
            }
            List<Event> history = ofAccount ? atAccount : atMerchant;
            Object expected = oracle.answer(definition, event, history);
            if (expected == Oracle.Special.REFUSED) {
                expectedRefusal = expectedRefusal == null ? definition.name() : expectedRefusal;
                continue;
            }
            Event answered = runner.answered.get(event.id());
            if (answered != null) {
                int index = features.index(definition.name());
                Object actual = answered.features().get(index, features.field(index).type());
                assertThat(actual)
                        .as(
                                "seed %d: %s of %s at %d",
                                seed, definition.name(), event.id(), event.time())
                        .isEqualTo(expected);
            }
        }
        if (expectedRefusal != null && expectedRefusal.startsWith("account")) {
            atMerchant.removeIf(e -> e == event);
        }
        assertThat(runner.refused.containsKey(event.id()))
                .as("seed %d: %s is refused because of %s", seed, event.id(), expectedRefusal)
                .isEqualTo(expectedRefusal != null);
        @Nullable Event answered = runner.answered.get(event.id());
        assertThat(answered != null)
                .as("seed %d: %s is answered", seed, event.id())
                .isEqualTo(expectedRefusal == null);
    }
}
