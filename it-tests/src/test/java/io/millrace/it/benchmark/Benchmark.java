package io.millrace.it.benchmark;

import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.FlinkSettings;
import io.millrace.it.process.JavaCommand;
import io.millrace.it.process.KafkaBrokerProcess;
import io.millrace.it.process.RegistryServerProcess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures, on the same broker and the same topics: Kafka to Kafka as it is; serve; and the same
 * features by Flink SQL, after both outputs were compared row by row.
 */
public final class Benchmark {

    /** Twice the longest window, so that events leave it while it's measured. */
    private static final Duration WINDOW_SPAN = Duration.ofDays(75);

    /** Fewer keys, so that a window of 30 days holds some dozens of events. */
    private static final int WINDOW_SHARE = 10;

    private Benchmark() {}

    /** Options are in {@link Options}. */
    public static void main(String[] arguments) {
        Options options = Options.of(arguments);
        Report report = new Report(options);
        Allocation allocation = new Allocation();
        try (var broker = broker();
                var registry = RegistryServerProcess.start("benchmark-registry");
                var flink = flink(options, allocation)) {
            Runs runs = new Runs(broker, registry, flink, allocation);
            for (Keys.Distribution keys : options.keys()) {
                compareWithPassThrough(options, keys, runs, report);
            }
            if (options.has("windows")) {
                compareWindows(options, runs, report);
            }
            if (options.has("sql")) {
                compareWithSql(options, runs, report);
            }
            if (options.has("latency")) {
                for (String order : List.of("arrival", "event-time")) {
                    double half = report.pace("serve " + order) / 2;
                    runs.latency(order + "/off", half, options.latencySeconds(), report);
                }
            }
        }
        if (options.has("backfill")) {
            backfill(options, report);
        }
        System.out.println(report);
        // The clients' threads would keep the JVM for a while.
        System.exit(0);
    }

    private static void compareWithPassThrough(
            Options options, Keys.Distribution keys, Runs runs, Report report) {
        String name = keys.name().toLowerCase(Locale.ROOT);
        String topic = runs.load("payments-" + name, workload(options, keys, options.rows()));
        for (int repeat = 1; repeat <= options.repeats(); repeat++) {
            Measured passed = null;
            if (options.has("pass-through")) {
                passed = runs.passThrough(topic, options.rows(), name + "-" + repeat);
                report.run("%s pass-through #%d".formatted(name, repeat), passed);
            }
            List<String> variants = options.has("serve") ? options.serve() : List.of();
            for (String variant : variants) {
                String title = "%s serve %s #%d".formatted(name, variant, repeat);
                Measured served =
                        runs.serve(topic, options.rows(), variant, Runs.pipeline(title), report);
                report.run(title, served);
                if (passed != null) {
                    report.ratio(title + " / pass-through", served, passed);
                }
                runs.drop(Runs.pipeline(title) + ".predictions");
            }
        }
        runs.drop(topic);
    }

    private static void compareWithSql(Options options, Runs runs, Report report) {
        Workload workload = workload(options, Keys.Distribution.UNIFORM, options.sqlRows());
        String topic = runs.load("payments-sql", workload);
        String variant = options.serve().get(0);
        Measured served = runs.serve(topic, options.sqlRows(), variant, "serve-for-sql", report);
        report.run("serve " + variant + ", SQL's topic", served);
        Measured asked = runs.sql(topic, options.sqlRows());
        report.run("SQL", asked);
        Outputs ours = runs.predictions("serve-for-sql");
        Outputs theirs = runs.sqlFeatures();
        Outputs.Comparison comparison = ours.compare(theirs);
        report.comparison("serve and SQL", ours, theirs, comparison);
        if (comparison.isClean()) {
            report.ratio("serve / SQL, same topic", served, asked);
        }
    }

    /** What a window's length costs, and how many there are: the last rows, the longest is full. */
    private static void compareWindows(Options options, Runs runs, Report report) {
        int rows = options.windowRows();
        Workload workload =
                new Workload(
                        Keys.Distribution.UNIFORM,
                        rows,
                        options.accounts() / WINDOW_SHARE,
                        options.merchants() / WINDOW_SHARE,
                        WINDOW_SPAN,
                        options.seed());
        String topic = runs.load("payments-windows", workload);
        var costs = new TreeMap<String, Double>();
        for (String windows : List.of("1h", "30d", "1h, 6h, 1d, 7d, 30d")) {
            String title = "serve windows " + windows;
            Measured served =
                    runs.serve(
                            topic, rows, "event-time/off", windows, Runs.pipeline(title), report);
            report.run(title, served);
            costs.put(windows, served.cpuMicros());
            runs.drop(Runs.pipeline(title) + ".predictions");
        }
        double shortest = costs.getOrDefault("1h", Double.NaN);
        double longest = costs.getOrDefault("30d", Double.NaN);
        double five = costs.getOrDefault("1h, 6h, 1d, 7d, 30d", Double.NaN);
        report.quotient("cost with a window of 30 d / of 1 h", longest / shortest);
        report.quotient("cost with five windows / one of 1 h", five / shortest);
        report.quotient("cost with five windows / one of 30 d", five / longest);
        runs.drop(topic);
    }

    private static void backfill(Options options, Report report) {
        Workload workload = workload(options, Keys.Distribution.UNIFORM, options.backfillRows());
        Backfill.Measurement measured = Backfill.measure(workload);
        report.figure("backfill-rows", measured.rows());
        report.figure("backfill-wall-millis", measured.wallMillis());
        report.figure("backfill-cpu-millis", measured.cpuMillis());
        double live = report.pace("serve event-time");
        report.quotient("backfill's rows a second / serve's", measured.rowsPerSecond() / live);
    }

    private static Workload workload(Options options, Keys.Distribution keys, int rows) {
        return new Workload(
                keys,
                rows,
                options.accounts(),
                options.merchants(),
                Duration.ofDays(options.days()),
                options.seed());
    }

    private static KafkaBrokerProcess broker() {
        var jvm = new ArrayList<>(JavaCommand.FAST);
        jvm.add("-Xmx768m");
        return KafkaBrokerProcess.start("benchmark-broker", jvm, Map.of());
    }

    private static FlinkClusterProcesses flink(Options options, Allocation allocation) {
        var configuration = new TreeMap<String, String>();
        configuration.put("execution.checkpointing.interval", "10s");
        configuration.put("parallelism.default", "2");
        configuration.putAll(options.flink());
        var jvm = new ArrayList<>(JavaCommand.FAST);
        jvm.add(allocation.flag());
        return FlinkClusterProcesses.start(
                "benchmark-flink", new FlinkSettings(1, 2, 1024, 512, jvm, configuration));
    }
}
