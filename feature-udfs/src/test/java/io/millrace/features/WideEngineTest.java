package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Every function, window and option, compared with the whole history. */
class WideEngineTest {
    private static final int[] TILES = {1, 40, 200, EntityEngine.TILE_BYTES, 100_000};

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.histories", 60));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersWhatTheWholeHistorySays(long seed) {
        Run run = new Run(seed, Order.EVENT_TIME);
        run.runner.run(run.history.arrivals, run.history.disorder);

        for (Event event : run.history.arrivals) {
            run.check(event, run.history.arrivals);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersInArrivalOrderWhatHasArrived(long seed) {
        Run run = new Run(seed, Order.ARRIVAL);
        run.runner.run(run.history.arrivals, run.history.disorder);

        List<Event> arrived = new ArrayList<>();
        for (Event event : run.history.arrivals) {
            arrived.add(event);
            run.check(event, arrived);
        }
    }

    /** Also for what an oracle can't say to the last bit: quantiles, entropy, decay. */
    @ParameterizedTest
    @MethodSource("seeds")
    void givesTheSameBitsInEveryOrderAndForEveryTile(long seed) {
        Run one = new Run(seed, Order.EVENT_TIME);
        Run other = new Run(seed, Order.EVENT_TIME);
        Runner runner = new Runner(other.plan, TILES[(int) (seed % TILES.length)], new Random(1));

        one.runner.run(one.history.arrivals, one.history.disorder);
        List<Event> inOrder = other.history.arrivals.stream().sorted(Event.ORDER).toList();
        runner.run(inOrder, 0);

        assertThat(rows(runner)).as("seed %d", seed).isEqualTo(rows(one.runner));
    }

    private static Map<String, Row> rows(Runner runner) {
        Map<String, Row> rows = new TreeMap<>();
        runner.answered.forEach((id, event) -> rows.put(id, event.features()));
        return rows;
    }

    private static final class Run {
        final long seed;
        final WideDefinitions definitions;
        final FeaturePlan plan;
        final History history;
        final Runner runner;
        final WindowOracle oracle;

        Run(long seed, Order order) {
            this.seed = seed;
            Random random = new Random(seed);
            definitions = new WideDefinitions(random);
            plan = TestPlans.plan(order, definitions.features.toArray(Feature[]::new));
            int size = 20 + random.nextInt(50);
            history = new History(plan, random, size, definitions.lengths);
            definitions.read(history);
            oracle = new WindowOracle(history);
            runner = new Runner(plan, TILES[random.nextInt(TILES.length)], random);
        }

        void check(Event event, List<Event> known) {
            if (event.source() != 0) {
                return;
            }
            @Nullable Event answered = runner.answered.get(event.id());
            RowType features = plan.features();
            boolean refused = false;
            for (WindowOracle.Definition definition : definitions.definitions) {
                Object expected = oracle.answer(definition, event, known);
                if (expected == Oracle.Special.REFUSED) {
                    refused = true;
                } else if (answered != null) {
                    int index = features.index(definition.name());
                    Object actual = answered.features().get(index, features.field(index).type());
                    String what =
                            String.format(
                                    "seed %d: %s of %s at %d: %s",
                                    seed, definition, event.id(), event.time(), expected);
                    if (expected instanceof StatisticOracle.About about) {
                        assertThat(about.fits(actual)).as(what + ", not " + actual).isTrue();
                    } else {
                        assertThat(actual).as(what).isEqualTo(expected);
                    }
                }
            }
            assertThat(answered == null).as("seed %d: %s", seed, event.id()).isEqualTo(refused);
        }
    }
}
