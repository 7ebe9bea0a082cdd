package io.millrace.features;

import io.millrace.features.WindowOracle.Definition;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Text;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** A random feature set of every function, window and option. */
final class WideDefinitions {
    private static final long DAY = 86_400_000L;
    private static final long[] LENGTHS = {1, 3, 50, 1000, 60_000, 3_600_000, DAY, 30 * DAY};
    private static final List<String> ANY =
            List.of(
                    "count",
                    "last",
                    "first",
                    "lag",
                    "count_distinct",
                    "approx_count_distinct",
                    "top",
                    "top_2",
                    "top_1_count",
                    "entropy",
                    "time_since_first",
                    "time_since_last",
                    "ratio",
                    "rate",
                    "first_3",
                    "last_3",
                    "lag_2",
                    "last_2");
    private static final List<String> NUMBERS =
            List.of(
                    "sum",
                    "mean",
                    "min",
                    "max",
                    "stddev",
                    "variance",
                    "variance_pop",
                    "variance_samp",
                    "stddev_pop",
                    "stddev_samp",
                    "skewness",
                    "skewness_pop",
                    "kurtosis",
                    "kurtosis_pop",
                    "median",
                    "p99",
                    "p12_5",
                    "p0",
                    "p100",
                    "histogram",
                    "trend",
                    "order_hash",
                    "naive_sum",
                    "xor_bits",
                    "percent_rank");

    final List<Feature> features = new ArrayList<>();
    final List<Definition> definitions = new ArrayList<>();
    final long[] lengths;
    final boolean hasMerchant;
    private final Random random;
    private final boolean ofRows;
    private Oracle.@Nullable Fields fields;

    WideDefinitions(Random random) {
        this(random, false);
    }

    /**
     * @param ofRows whether everything is of the second source, orders, with the fields of payments
     */
    WideDefinitions(Random random, boolean ofRows) {
        this.random = random;
        this.ofRows = ofRows;
        int at = random.nextInt(LENGTHS.length - 2);
        lengths = Arrays.copyOfRange(LENGTHS, at, at + 3);
        hasMerchant = random.nextInt(3) == 0;
        for (int i = 0; i < 6; i++) {
            add(i);
        }
    }

    void read(Oracle.Fields reader) {
        fields = reader;
    }

    private @Nullable Object get(Event event, String field) {
        return Objects.requireNonNull(fields).get(event, field);
    }

    private long length() {
        return lengths[random.nextInt(lengths.length)];
    }

    private void add(int number) {
        boolean logins = !ofRows && random.nextInt(5) == 0;
        String entity = hasMerchant && !logins && random.nextBoolean() ? "merchant" : "account";
        Predicate<Event> where = event -> true;
        String condition = "";
        if (!logins && random.nextBoolean()) {
            condition = "items > 0";
            where = event -> get(event, "items") instanceof Long items && items > 0;
        }
        Edge edge = Edge.values()[random.nextInt(3)];
        long delay = random.nextInt(3) == 0 ? length() : 0;
        long precision = random.nextInt(3) == 0 ? length() : 0;
        boolean buckets = !logins && random.nextInt(3) == 0;
        boolean substitutes = random.nextInt(3) == 0;
        Predicate<Event> outOf =
                logins ? event -> true : event -> Boolean.TRUE.equals(get(event, "approved"));
        List<Double> bounds = List.of(-1.0, 0.0, 500.0);
        List<Feature.Column> columns = columns(logins, substitutes);
        AggregateOptions options =
                new AggregateOptions(
                        edge,
                        Duration.ofMillis(delay),
                        precision == 0
                                ? Optional.empty()
                                : Optional.of(Duration.ofMillis(precision)),
                        substitutes ? Optional.of(TestPlans.text("7")) : Optional.empty(),
                        buckets
                                ? Optional.of(
                                        new AggregateOptions.By(
                                                TestPlans.text("note"),
                                                List.of(
                                                        TestPlans.text("n0"),
                                                        TestPlans.text("n1"))))
                                : Optional.empty(),
                        logins ? Optional.empty() : Optional.of(TestPlans.text("approved")),
                        bounds,
                        Optional.of(TestPlans.text("s" + number)));
        List<Window> windows = windows(columns);
        Feature.Aggregate aggregate =
                new Feature.Aggregate(
                        TestPlans.text(entity),
                        TestPlans.text(ofRows ? "orders" : logins ? "logins" : "payments"),
                        condition.isEmpty()
                                ? Optional.empty()
                                : Optional.of(TestPlans.text(condition)),
                        columns,
                        windows,
                        options);
        features.add(aggregate);
        for (Feature.Column column : columns) {
            for (String function : aggregate.functions(column)) {
                for (Window window : windows) {
                    for (String bucket : aggregate.buckets()) {
                        definitions.add(
                                new Definition(
                                        aggregate.name(column.field(), function, window, bucket),
                                        entity,
                                        logins || ofRows ? 1 : 0,
                                        column.field().value(),
                                        function,
                                        shape(window),
                                        window.shape() == Shape.LAST
                                                ? window.events()
                                                : window.length().toMillis(),
                                        window.step().toMillis(),
                                        edge.name().toLowerCase(Locale.ROOT),
                                        delay,
                                        precision,
                                        where,
                                        bucket(bucket),
                                        outOf,
                                        bounds,
                                        substitutes ? substitute(column, function, window) : null));
                    }
                }
            }
        }
    }

    private static String shape(Window window) {
        return window.shape().name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    private Predicate<Event> bucket(String bucket) {
        return switch (bucket) {
            case "" -> event -> true;
            case "other" ->
                    event ->
                            get(event, "note") instanceof String note
                                    && !note.equals("n0")
                                    && !note.equals("n1");
            default -> event -> bucket.equals(get(event, "note"));
        };
    }

    private static Object substitute(Feature.Column column, String function, Window window) {
        boolean isDouble = !column.field().value().equals("items");
        boolean ofColumn =
                List.of("sum", "min", "max").contains(function)
                        || function.matches("(first|last|lag|top)(_\\d)?");
        boolean whole =
                function.matches(
                        "count|.*_count|.*count_distinct|histogram.*|time_since.*|order_hash|xor_bits");
        boolean decays = window.shape() == Shape.HALF_LIFE && function.equals("count");
        return (whole && !decays) || (ofColumn && !isDouble) ? (Object) 7L : (Object) 7.0;
    }

    private List<Feature.Column> columns(boolean logins, boolean numbersOnly) {
        List<Feature.Column> columns = new ArrayList<>();
        List<String> all = new ArrayList<>(ANY);
        all.addAll(NUMBERS);
        if (logins || ofRows) {
            all.remove("percent_rank");
        }
        if (logins) {
            return List.of(column("score", all));
        }
        columns.add(column("amount", all));
        List<String> ofIntegers = new ArrayList<>(all);
        if (hasMerchant) {
            ofIntegers.remove("sum"); // no refusals, which the chain's second engine wouldn't see
        }
        columns.add(column("items", ofIntegers));
        if (!numbersOnly) {
            columns.add(column("note", ANY));
            columns.add(column("approved", ANY));
        }
        return columns;
    }

    private Feature.Column column(String field, List<String> functions) {
        List<Text> chosen =
                random.ints(3, 0, functions.size())
                        .distinct()
                        .mapToObj(i -> TestPlans.text(functions.get(i)))
                        .toList();
        return new Feature.Column(TestPlans.text(field), chosen);
    }

    private List<Window> windows(List<Feature.Column> columns) {
        List<String> functions =
                columns.stream().flatMap(c -> c.functions().stream()).map(Text::value).toList();
        List<Window> windows = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            boolean hasLength =
                    shape == Shape.SLIDING || shape == Shape.TUMBLING || shape == Shape.HOPPING;
            boolean fits =
                    shape == Shape.HALF_LIFE
                            ? List.of("count", "sum", "mean").containsAll(functions)
                            : hasLength || !functions.contains("rate");
            if (fits && random.nextInt(3) == 0) {
                windows.add(window(shape));
            }
        }
        return windows.isEmpty() ? List.of(window(Shape.SLIDING)) : windows;
    }

    Window window(Shape shape) {
        long length = length();
        int events = shape == Shape.LAST ? 1 + random.nextInt(12) : 0;
        long step = shape == Shape.HOPPING ? length() : 0;
        String text = shape.name().toLowerCase(Locale.ROOT).replace("_", "") + " " + length + "ms";
        return new Window(
                TestPlans.text(text),
                shape,
                Duration.ofMillis(length),
                Duration.ofMillis(step),
                events);
    }
}
