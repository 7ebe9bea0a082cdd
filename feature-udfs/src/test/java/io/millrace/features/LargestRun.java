package io.millrace.features;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * The largest comparison of the engine with the whole history: random feature sets of every
 * function, window and option on random histories, each history answered once by brute force
 * ({@link WindowOracle}) and then by engines in every {@link #variants way} that mustn't show. Run
 * {@code main}; it ends with exit code 1 if a value differs.
 *
 * <p>Arguments: how many values to compare (100,000,000), seconds at most (3600), the first seed
 * (1,000,000), the file of the result (target/largest-run.json).
 */
final class LargestRun {
    private static final int[] TILES = {1, 40, 200, EntityEngine.TILE_BYTES, 100_000};
    private static final int EVERY = 1;
    private static final int SOME = 10;
    private static final int ORDERS = 2;

    private long histories;
    private long events;
    private long expected;
    private long runs;
    private long compared;
    private long bits;
    private long different;
    private String example = "";

    /** One way to compute a history. */
    private record Variant(int order, int tileBytes, int restartOneIn, boolean staysAttached) {}

    private LargestRun() {}

    public static void main(String[] arguments) {
        long wanted = number(arguments, 0, 100_000_000);
        long seconds = number(arguments, 1, 3600);
        long firstSeed = number(arguments, 2, 1_000_000);
        Path file = Path.of(arguments.length > 3 ? arguments[3] : "target/largest-run.json");
        LargestRun run = new LargestRun();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long seed = firstSeed;
        while (run.compared < wanted && System.nanoTime() < end) {
            run.history(seed++);
            if (run.histories % 100 == 0) {
                System.out.println(run.text(firstSeed, seed - 1));
            }
        }
        String result = run.text(firstSeed, seed - 1);
        System.out.println(result);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, result + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
        System.exit(run.different == 0 ? 0 : 1);
    }

    private static long number(String[] arguments, int index, long otherwise) {
        return arguments.length > index
                ? Long.parseLong(arguments[index].replace("_", ""))
                : otherwise;
    }

    private String text(long firstSeed, long lastSeed) {
        return String.format(
                Locale.ROOT,
                "{\"firstSeed\": %d, \"lastSeed\": %d, \"histories\": %d, \"events\": %d,"
                        + " \"bruteForceValues\": %d, \"engineRuns\": %d, \"compared\": %d,"
                        + " \"comparedBitForBit\": %d, \"different\": %d, \"example\": \"%s\"}",
                firstSeed,
                lastSeed,
                histories,
                events,
                expected,
                runs,
                compared,
                bits,
                different,
                example);
    }

    /** Orders of arrival, tile sizes, restarts, keys that stay attached. */
    private static List<Variant> variants(Order order) {
        List<Variant> variants = new ArrayList<>();
        // What's answered at once depends on the order of arrival, so there's only one.
        for (int arrival = 0; arrival < (order == Order.ARRIVAL ? 1 : ORDERS); arrival++) {
            for (int tileBytes : TILES) {
                variants.add(new Variant(arrival, tileBytes, SOME, false));
                variants.add(new Variant(arrival, tileBytes, SOME, true));
                if (tileBytes == TILES[0] || tileBytes == EntityEngine.TILE_BYTES) {
                    variants.add(new Variant(arrival, tileBytes, EVERY, false));
                }
            }
        }
        return variants;
    }

    private void history(long seed) {
        Order order = seed % 3 == 0 ? Order.ARRIVAL : Order.EVENT_TIME;
        Case one = new Case(seed, order);
        Map<String, @Nullable Object[]> answers = answers(one);
        histories++;
        events += answers.size();
        expected += (long) answers.size() * one.definitions.definitions.size();
        for (Variant variant : variants(order)) {
            Random random = new Random(seed * 31 + variant.hashCode());
            Runner runner =
                    new Runner(
                            one.plan,
                            variant.tileBytes,
                            random,
                            variant.restartOneIn,
                            variant.staysAttached);
            runner.run(one.arrivals(variant.order), one.disorder(variant.order));
            runs++;
            answers.forEach((id, values) -> compare(seed, variant, one, runner, id, values));
        }
    }

    /**
     * What every event's features are. What the first entity refuses never comes to the second: it
     * isn't in that one's history.
     */
    private static Map<String, @Nullable Object[]> answers(Case run) {
        Map<String, @Nullable Object[]> answers = new HashMap<>();
        Set<String> refused = new HashSet<>();
        for (String entity : List.of("account", "merchant")) {
            List<Event> arrived = run.history.arrivals;
            for (int i = 0; i < arrived.size(); i++) {
                boolean isArrival = run.plan.order() == Order.ARRIVAL;
                List<Event> known =
                        new ArrayList<>(arrived.subList(0, isArrival ? i + 1 : arrived.size()));
                if (entity.equals("merchant")) {
                    known.removeIf(event -> refused.contains(event.id()));
                }
                run.expect(entity, arrived.get(i), known, answers);
            }
            answers.forEach(
                    (id, values) -> {
                        if (Arrays.asList(values).contains(Oracle.Special.REFUSED)) {
                            refused.add(id);
                        }
                    });
        }
        return answers;
    }

    private void compare(
            long seed,
            Variant variant,
            Case run,
            Runner runner,
            String id,
            @Nullable Object[] expectations) {
        Event event = runner.answered.get(id);
        boolean refused = false;
        for (int i = 0; i < expectations.length; i++) {
            Object wanted = expectations[i];
            if (wanted == Oracle.Special.REFUSED) {
                refused = true;
            } else if (event != null) {
                Object actual = run.value(i, event.features());
                boolean isAbout = wanted instanceof StatisticOracle.About;
                boolean same =
                        wanted instanceof StatisticOracle.About about
                                ? about.fits(actual)
                                : Objects.equals(wanted, actual);
                compared++;
                bits += isAbout ? 0 : 1;
                if (!same) {
                    String name = run.definitions.definitions.get(i).name();
                    differs(seed, variant, name + " of " + id + ": " + wanted + ", " + actual);
                }
            }
        }
        if (refused != (event == null)) {
            differs(seed, variant, id + (refused ? " isn't" : " is") + " refused");
        }
    }

    private void differs(long seed, Variant variant, String what) {
        different++;
        example = "seed " + seed + ", " + variant + ": " + what;
    }

    /** A feature set and a history, the same for every run of a seed. */
    private static final class Case {
        final WideDefinitions definitions;
        final FeaturePlan plan;
        final History history;
        final WindowOracle oracle;
        private final int[] indices;

        Case(long seed, Order order) {
            Random random = new Random(seed);
            definitions = new WideDefinitions(random);
            plan = TestPlans.plan(order, definitions.features.toArray(Feature[]::new));
            history = new History(plan, random, 20 + random.nextInt(50), definitions.lengths);
            definitions.read(history);
            oracle = new WindowOracle(history);
            indices =
                    definitions.definitions.stream()
                            .mapToInt(definition -> plan.features().index(definition.name()))
                            .toArray();
        }

        /** As they arrived, or in order; new events, since engines fill them in. */
        List<Event> arrivals(int order) {
            List<Event> events = new ArrayList<>();
            for (Event event : history.arrivals) {
                events.add(
                        new Event(
                                event.source(),
                                event.id(),
                                event.time(),
                                event.at(),
                                event.key(),
                                event.value(),
                                event.fields(),
                                new Row(plan.features().size())));
            }
            if (order != 0) {
                events.sort(Event.ORDER);
            }
            return events;
        }

        long disorder(int order) {
            return order == 0 ? history.disorder : 0;
        }

        /** Adds one entity's features of an event, if it's one that's answered. */
        void expect(
                String entity,
                Event event,
                List<Event> known,
                Map<String, @Nullable Object[]> answers) {
            if (event.source() != 0) {
                return;
            }
            @Nullable Object[] values =
                    answers.computeIfAbsent(event.id(), id -> new @Nullable Object[indices.length]);
            boolean isRefused = Arrays.asList(values).contains(Oracle.Special.REFUSED);
            for (int i = 0; i < indices.length; i++) {
                WindowOracle.Definition definition = definitions.definitions.get(i);
                if (definition.entityKey().equals(entity)) {
                    values[i] =
                            isRefused
                                    ? Oracle.Special.REFUSED
                                    : oracle.answer(definition, event, known);
                }
            }
        }

        @Nullable Object value(int definition, Row features) {
            RowType type = plan.features();
            return features.get(indices[definition], type.field(indices[definition]).type());
        }
    }
}
