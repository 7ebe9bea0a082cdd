package io.millrace.features;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** A random feature set, as a pipeline declares it and as the oracle reads it. */
final class Definitions {
    static final long DAY = 86_400_000L;
    private static final long[] LENGTHS = {
        1, 2, 7, 100, 1000, 60_000, 600_000, 3_600_000, DAY, 7 * DAY, 30 * DAY
    };
    private static final List<String> ALL =
            List.of("count", "sum", "mean", "min", "max", "stddev", "last");

    final List<Feature> features = new ArrayList<>();
    final List<Oracle.Definition> definitions = new ArrayList<>();
    final long[] windows;
    private final Random random;
    private Oracle.@org.jspecify.annotations.Nullable Fields fields;

    Definitions(Random random) {
        this.random = random;
        // From all lengths, or a few neighbours, so that short ones are the longest, too.
        int range = random.nextBoolean() ? LENGTHS.length : 4;
        int shortest = random.nextInt(LENGTHS.length - range + 1);
        windows =
                random.ints(4, 0, range).mapToLong(i -> LENGTHS[shortest + i]).distinct().toArray();
        long[] plain = Arrays.copyOf(windows, windows.length - 1);
        long[] conditional = {windows[windows.length - 1]};
        Predicate<Event> everything = event -> true;
        Predicate<Event> approved = event -> Boolean.TRUE.equals(get(event, "approved"));
        Predicate<Event> many = event -> get(event, "items") instanceof Long items && items > 0;
        if (plain.length > 0) {
            add("account", "payments", "", everything, plain);
            add("merchant", "payments", "", everything, plain);
        }
        add("account", "payments", "approved", approved, conditional);
        add("merchant", "payments", "items > 0", many, conditional);
        if (random.nextBoolean()) {
            add("account", "logins", "", everything, windows);
        }
    }

    private @org.jspecify.annotations.Nullable Object get(Event event, String field) {
        return java.util.Objects.requireNonNull(fields).get(event, field);
    }

    void read(Oracle.Fields reader) {
        fields = reader;
    }

    private void add(
            String entity,
            String source,
            String where,
            Predicate<Event> predicate,
            long[] lengths) {
        List<Feature.Column> columns = new ArrayList<>();
        if (source.equals("logins")) {
            columns.add(some("score", ALL));
        } else {
            columns.add(some("amount", ALL));
            columns.add(some("items", ALL));
            columns.add(some("note", List.of("count", "last")));
            columns.add(some("due", List.of("count", "min", "max", "last")));
            columns.add(some("approved", List.of("count", "last")));
        }
        features.add(
                TestPlans.aggregate(
                        entity,
                        source,
                        where,
                        columns,
                        Arrays.stream(lengths).mapToObj(TestPlans::window).toList()));
        for (Feature.Column column : columns) {
            column.functions()
                    .forEach(
                            function -> {
                                for (long window : lengths) {
                                    definitions.add(
                                            new Oracle.Definition(
                                                    entity
                                                            + "_"
                                                            + column.field()
                                                            + "_"
                                                            + function
                                                            + "_"
                                                            + window
                                                            + "ms",
                                                    entity,
                                                    source.equals("logins") ? 1 : 0,
                                                    column.field().value(),
                                                    function.value(),
                                                    window,
                                                    predicate));
                                }
                            });
        }
    }

    private Feature.Column some(String field, List<String> functions) {
        List<String> chosen = functions.stream().filter(function -> random.nextInt(4) > 0).toList();
        return TestPlans.column(
                field, (chosen.isEmpty() ? functions : chosen).toArray(String[]::new));
    }
}
