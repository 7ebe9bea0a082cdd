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

    private Benchmark() {}

    /** Options are in {@link Options}. */
    public static void main(String[] arguments) {
        Options options = Options.of(arguments);
        Report report = new Report(options);
        try (var broker = broker();
                var registry = RegistryServerProcess.start("benchmark-registry");
                var flink = flink(options)) {
            Runs runs = new Runs(broker, registry, flink);
            for (Keys.Distribution keys : options.keys()) {
                compareWithPassThrough(options, keys, runs, report);
            }
            if (options.sqlRows() > 0) {
                compareWithSql(options, runs, report);
            }
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
            Measured passed =
                    options.passThrough()
                            ? runs.passThrough(topic, options.rows(), name + "-" + repeat)
                            : null;
            if (passed != null) {
                report.run("%s pass-through #%d".formatted(name, repeat), passed);
            }
            for (String variant : options.serve()) {
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

    private static FlinkClusterProcesses flink(Options options) {
        var configuration = new TreeMap<String, String>();
        configuration.put("execution.checkpointing.interval", "10s");
        configuration.put("parallelism.default", "2");
        configuration.putAll(options.flink());
        return FlinkClusterProcesses.start(
                "benchmark-flink",
                new FlinkSettings(1, 2, 1024, 512, List.copyOf(JavaCommand.FAST), configuration));
    }
}
