package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.Entity;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Savepoints between feature sets. */
class EvolutionTest {
    private static final List<String> SOURCES = List.of("payments", "logins");
    private static final int[] TILES = {1, 40, EntityEngine.TILE_BYTES};

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.histories", 60));
    }

    /** Three feature sets one after the other, each some of the same features, some changed. */
    private static final class Run {
        final long seed;
        final Random random;
        final Order order;
        final WideDefinitions definitions;
        final FeaturePlan all;
        final History history;

        Run(long seed) {
            this.seed = seed;
            random = new Random(seed);
            order = seed % 3 == 0 ? Order.ARRIVAL : Order.EVENT_TIME;
            definitions = new WideDefinitions(random);
            all = TestPlans.plan(order, definitions.features.toArray(Feature[]::new));
            history = new History(all, random, 90, definitions.lengths);
            definitions.read(history);
        }

        /** Some of the features, in any order, some of them changed. */
        List<Feature> some(List<Feature> of) {
            List<Feature> some = new ArrayList<>();
            for (Feature feature : of) {
                int dice = random.nextInt(6);
                if (dice > 0) {
                    some.add(dice == 1 ? changed((Feature.Aggregate) feature) : feature);
                }
            }
            // Each entity keeps one at least.
            for (Feature feature : of) {
                if (!hasState(feature, some)) {
                    some.add(feature);
                }
            }
            Collections.shuffle(some, random);
            return some;
        }

        /** The same names, another meaning. */
        private static Feature changed(Feature.Aggregate feature) {
            AggregateOptions options = feature.options();
            return new Feature.Aggregate(
                    feature.entity(),
                    feature.from(),
                    feature.where(),
                    feature.columns(),
                    feature.windows(),
                    new AggregateOptions(
                            options.edge(),
                            options.delay().plus(Duration.ofMillis(1)),
                            options.precision(),
                            options.substitute(),
                            options.by(),
                            options.outOf(),
                            options.bounds(),
                            options.suffix()));
        }

        FeaturePlan plan(List<Feature> features) {
            return TestPlans.plan(order, features.toArray(Feature[]::new));
        }

        List<Event> arrivals(FeaturePlan plan, int from, int to) {
            return history.arrivals.subList(from, to).stream()
                    .map(event -> projected(event, all, plan))
                    .toList();
        }

        Runner whole(List<Feature> features) {
            FeaturePlan plan = plan(features);
            Runner runner = new Runner(plan, 40, new Random(seed));
            runner.run(arrivals(plan, 0, history.arrivals.size()), history.disorder);
            return runner;
        }
    }

    static Event projected(Event event, FeaturePlan from, FeaturePlan to) {
        RowType source = from.sources().get(event.source());
        RowType target = to.sources().get(event.source());
        Row row = new Row(target.size());
        for (int i = 0; i < target.size(); i++) {
            int index = source.indexOf(target.field(i).name()).orElse(-1);
            if (index >= 0) {
                Object value = event.fields().get(index, target.field(i).type());
                row.set(i, target.field(i).type(), value);
            }
        }
        return new Event(
                event.source(),
                event.id(),
                event.time(),
                event.at(),
                null,
                new byte[] {1},
                row,
                new Row(to.features().size()));
    }

    private static Set<String> names(Feature feature) {
        return new TreeSet<>(feature.names());
    }

    private static void compare(Run run, Runner actual, Runner expected, Set<String> names) {
        for (Map.Entry<String, Event> entry : actual.answered.entrySet()) {
            @Nullable Event other = expected.answered.get(entry.getKey());
            if (other == null) {
                continue; // A feature that only the other set has refused it.
            }
            for (String name : names) {
                RowType features = actual.plan().features();
                int index = features.index(name);
                int otherIndex = expected.plan().features().index(name);
                assertThat(entry.getValue().features().get(index, features.field(index).type()))
                        .as("seed %d: %s of %s", run.seed, name, entry.getValue().id())
                        .isEqualTo(other.features().get(otherIndex, features.field(index).type()));
            }
        }
    }

    private static Feature twice(String function) {
        return TestPlans.aggregate(
                "account",
                "payments",
                "",
                List.of(TestPlans.column("amount", function)),
                List.of(TestPlans.window(1000)));
    }

    @Test
    void saysWhichFeaturesStartAnew() {
        FeaturePlan before = TestPlans.plan(Order.EVENT_TIME, twice("mean"), twice("p99"));
        FeaturePlan after =
                TestPlans.plan(Order.EVENT_TIME, twice("p95"), twice("sum"), twice("mean"));

        assertThat(Evolution.of(before, SOURCES, after, SOURCES).startingAnew())
                .containsExactlyInAnyOrder(
                        "account_amount_p95_1000ms", "account_amount_sum_1000ms");
        assertThat(Evolution.of(before, SOURCES, before, SOURCES).startingAnew()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void unchangedFeaturesKeepTheirBitsAndOthersStartAnew(long seed) {
        Run run = new Run(seed);
        List<Feature> now = run.some(run.definitions.features);
        FeaturePlan plan = run.plan(now);
        Runner runner = new Runner(plan, TILES[(int) (seed % 3)], run.random);
        List<Feature> kept = now;
        for (int part = 0; part < 3; part++) {
            runner.take(
                    run.arrivals(runner.plan(), part * 30, part * 30 + 30), run.history.disorder);
            List<Feature> next = run.some(run.definitions.features);
            FeaturePlan wanted = run.plan(next);
            Evolution evolution = Evolution.of(runner.plan(), SOURCES, wanted, SOURCES);
            List<Feature> before = now;
            List<String> anew =
                    next.stream()
                            .filter(feature -> !before.contains(feature))
                            .filter(feature -> hasState(feature, before))
                            .flatMap(feature -> feature.names().stream())
                            .toList();
            // One that means what another one meant goes on from that.
            assertThat(anew).as("seed %d", seed).containsAll(evolution.startingAnew());
            assertThat(Evolution.of(evolution.plan(), SOURCES, wanted, SOURCES).isNothing())
                    .isTrue();
            List<Feature> stay = kept.stream().filter(next::contains).toList();
            long watermark = runner.watermark();
            runner = new Runner(evolution, runner, TILES[(int) (seed % 2)], run.random);
            kept = stay;
            now = next;
            if (part == 0 && run.order == Order.EVENT_TIME) {
                checkAnew(run, next, before, watermark);
            }
        }
        runner.run(List.of(), run.history.disorder);

        for (Feature feature : kept) {
            compare(run, runner, run.whole(List.of(feature)), names(feature));
        }
    }

    private static boolean hasState(Feature feature, List<Feature> before) {
        String entity = ((Feature.Aggregate) feature).entity().value();
        return before.stream()
                .filter(other -> other instanceof Feature.Aggregate)
                .anyMatch(other -> ((Feature.Aggregate) other).entity().value().equals(entity));
    }

    /** What starts anew is as if nothing had been before what the watermark has passed. */
    private static void checkAnew(
            Run run, List<Feature> next, List<Feature> before, long watermark) {
        FeaturePlan first = run.plan(before);
        FeaturePlan second = run.plan(next);
        Random random = new Random(run.seed);
        Runner old = new Runner(first, 40, random);
        old.take(run.arrivals(first, 0, 30), run.history.disorder);
        long passed = old.watermark();
        Runner evolved = new Runner(Evolution.of(first, SOURCES, second, SOURCES), old, 40, random);
        int size = run.history.arrivals.size();
        evolved.run(run.arrivals(second, 30, size), run.history.disorder);
        List<Event> since = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Event event = run.history.arrivals.get(i);
            if (i >= 30 || event.time() > passed) {
                since.add(event);
            }
        }
        Set<String> anew =
                new TreeSet<>(Evolution.of(first, SOURCES, second, SOURCES).startingAnew());
        for (Feature feature : next) {
            Set<String> names = names(feature);
            names.retainAll(anew);
            Set<String> carried = names(feature);
            carried.removeAll(anew);
            compare(run, evolved, run.whole(List.of(feature)), carried);
            if (!names.isEmpty()) {
                FeaturePlan alone = run.plan(List.of(feature));
                Runner fresh = new Runner(alone, 40, random);
                fresh.run(
                        since.stream().map(e -> known(e, run, first, alone, passed)).toList(),
                        run.history.disorder);
                compare(run, evolved, fresh, names);
            }
        }
    }

    /** Events that waited have the fields that the former feature set used. */
    private static Event known(
            Event event, Run run, FeaturePlan first, FeaturePlan alone, long passed) {
        int index = run.history.arrivals.indexOf(event);
        Event seen = projected(event, run.all, index < 30 ? first : run.all);
        return projected(seen, index < 30 ? first : run.all, alone);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void rowsThatChangeGoOnToo(long seed) {
        Random random = new Random(seed);
        WideDefinitions definitions = new WideDefinitions(random, true);
        List<Feature> features = definitions.features;
        List<Feature> later = new ArrayList<>(features.subList(2, 6));
        features.stream().filter(feature -> !hasState(feature, later)).forEach(later::add);
        Collections.shuffle(later, random);
        later.add(TestPlans.derive("x", "1.0"));
        FeaturePlan first =
                ChangeHistory.plan(ChangeHistory.pipeline(true, features.toArray(Feature[]::new)));
        FeaturePlan second =
                ChangeHistory.plan(ChangeHistory.pipeline(true, later.toArray(Feature[]::new)));
        ChangeHistory history = new ChangeHistory(first, random, true, 120, definitions.lengths);
        List<String> sources = List.of("payments", "orders");

        Runner runner = new Runner(first, 40, random);
        runner.take(history.arrivals.subList(0, 60), history.disorder);
        Runner evolved =
                new Runner(Evolution.of(first, sources, second, sources), runner, 40, random);
        evolved.run(
                history.arrivals.subList(60, 120).stream()
                        .map(event -> projected(event, first, second))
                        .toList(),
                history.disorder);
        Runner whole = new Runner(first, 40, random);
        whole.run(
                history.arrivals.stream().map(event -> projected(event, first, first)).toList(),
                history.disorder);

        for (Feature feature : features.subList(2, 6)) {
            for (String name : feature.names()) {
                int index = second.features().index(name);
                int wholeIndex = first.features().index(name);
                evolved.answered.forEach(
                        (id, event) -> {
                            @Nullable Event other = whole.answered.get(id);
                            if (other != null) {
                                assertThat(
                                                event.features()
                                                        .get(
                                                                index,
                                                                second.features()
                                                                        .field(index)
                                                                        .type()))
                                        .as("seed %d: %s of %s", seed, name, id)
                                        .isEqualTo(
                                                other.features()
                                                        .get(
                                                                wholeIndex,
                                                                first.features()
                                                                        .field(wholeIndex)
                                                                        .type()));
                            }
                        });
            }
        }
    }

    private static Feature mean(String from) {
        return TestPlans.aggregate(
                "account",
                from,
                "",
                List.of(TestPlans.column(from.equals("logins") ? "score" : "amount", "mean")),
                List.of(TestPlans.window(1000)));
    }

    private static Pipeline keyed(String key, Order order) {
        Pipeline pipeline = TestPlans.pipeline(order, mean("payments"));
        return new Pipeline(
                pipeline.name(),
                order,
                pipeline.sources(),
                List.of(new Entity(TestPlans.text("account"), TestPlans.text(key))),
                pipeline.features(),
                pipeline.model(),
                pipeline.labels(),
                pipeline.monitor(),
                pipeline.retrainWhen());
    }

    @Test
    void refusesAnotherKeyOfAnEntity() {
        FeaturePlan before = TestPlans.plan(keyed("account", Order.EVENT_TIME));
        FeaturePlan after = TestPlans.plan(keyed("note", Order.EVENT_TIME));

        assertThatThrownBy(() -> Evolution.of(before, SOURCES, after, SOURCES))
                .isInstanceOf(IncompatiblePlanException.class)
                .hasMessageContaining("the key of the entity account in the source payments was")
                .hasMessageContaining("[account text] and is [note text]")
                .hasMessageContaining("start without the savepoint");
    }

    @Test
    void refusesToLoseAnEntityInWhichEventsMayWait() {
        FeaturePlan before = TestPlans.plan(keyed("account", Order.EVENT_TIME));
        FeaturePlan after = TestPlans.plan(Order.EVENT_TIME, TestPlans.derive("x", "1.0"));

        assertThatThrownBy(() -> Evolution.of(before, SOURCES, after, SOURCES))
                .isInstanceOf(IncompatiblePlanException.class)
                .hasMessageContaining("the entity account has no features any more");
    }

    @Test
    void refusesAnotherOrderAndSourcesInOtherPlaces() {
        FeaturePlan before = TestPlans.plan(keyed("account", Order.EVENT_TIME));
        FeaturePlan after = TestPlans.plan(keyed("account", Order.ARRIVAL));

        assertThatThrownBy(
                        () -> Evolution.of(before, SOURCES, after, List.of("payments", "refunds")))
                .isInstanceOf(IncompatiblePlanException.class)
                .hasMessageContaining("the order was EVENT_TIME and is ARRIVAL")
                .hasMessageContaining("source 2 was logins and is refunds");
    }

    @Test
    void refusesASourceThatBecomesAChangeStream() {
        Feature feature =
                TestPlans.aggregate(
                        "account",
                        "orders",
                        "",
                        List.of(TestPlans.column("amount", "sum")),
                        List.of(TestPlans.window(1000)));
        FeaturePlan dated = ChangeHistory.plan(ChangeHistory.pipeline(true, feature));
        FeaturePlan undated = ChangeHistory.plan(ChangeHistory.pipeline(false, feature));

        assertThatThrownBy(() -> Evolution.of(dated, SOURCES, undated, SOURCES))
                .isInstanceOf(IncompatiblePlanException.class)
                .hasMessageContaining("the source logins has other changes");
    }
}
