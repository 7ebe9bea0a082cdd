package io.millrace.it.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Collects the runs: as JSON for programs, and as lines for people. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode runs = root.putArray("runs");
    private final ArrayNode ratios = root.putArray("ratios");
    private final StringBuilder table = new StringBuilder();
    private final Path file;

    Report(Options options) {
        file = options.output();
        ObjectNode asked = root.putObject("options");
        asked.put("parts", options.parts().toString());
        asked.put("windowRows", options.windowRows());
        asked.put("backfillRows", options.backfillRows());
        asked.put("latencySeconds", options.latencySeconds());
        asked.put("keys", options.keys().toString());
        asked.put("rows", options.rows());
        asked.put("sqlRows", options.sqlRows());
        asked.put("accounts", options.accounts());
        asked.put("merchants", options.merchants());
        asked.put("days", options.days());
        asked.put("seed", options.seed());
        asked.put("flink", options.flink().toString());
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("java", System.getProperty("java.version"));
        table.append(
                "%-34s %10s %10s %9s %8s  %s%n"
                        .formatted("run", "rows", "rows/s", "whole/s", "CPU µs", "load"));
    }

    void run(String name, Measured measured) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        ObjectNode run = runs.addObject();
        run.put("name", name);
        run.put("rows", measured.rows());
        run.put("warmRows", measured.warmRows());
        run.put("warmNanos", measured.warmNanos());
        run.put("warmCpuMillis", measured.warmCpuMillis());
        run.put("wholeNanos", measured.wholeNanos());
        run.put("rowsPerSecond", measured.perSecond());
        run.put("wholeRowsPerSecond", measured.wholePerSecond());
        run.put("cpuMicrosPerRow", measured.cpuMicros());
        run.put("loadAverage", load);
        line(
                "%-34s %10d %10.0f %9.0f %8.2f  %.1f"
                        .formatted(
                                name,
                                measured.rows(),
                                measured.perSecond(),
                                measured.wholePerSecond(),
                                measured.cpuMicros(),
                                load));
    }

    /**
     * Rows a second of the last run with this in its name.
     *
     * @throws IllegalStateException if there was none: latencies and backfills go by it
     */
    double pace(String part) {
        double pace = 0;
        for (JsonNode run : runs) {
            if (run.path("name").asText().contains(part)) {
                pace = run.path("rowsPerSecond").asDouble();
            }
        }
        if (pace == 0) {
            throw new IllegalStateException(
                    "no run was a \"%s\": ask for the part serve with that order too"
                            .formatted(part));
        }
        return pace;
    }

    /** How many times as fast the first was, by rows a second and by CPU a row. */
    void ratio(String name, Measured of, Measured to) {
        double pace = of.perSecond() / to.perSecond();
        double cpu = to.cpuMicros() / of.cpuMicros();
        ratios.addObject().put("name", name).put("pace", pace).put("cpu", cpu);
        line("%-34s %10.3f × by pace, %.3f × by CPU".formatted(name, pace, cpu));
    }

    void comparison(String name, Outputs left, Outputs right, Outputs.Comparison comparison) {
        ObjectNode node = root.putObject("comparison");
        node.put("name", name);
        node.put("rows", left.size());
        node.put("missing", comparison.missing());
        node.put("values", comparison.values());
        node.put("equalBits", comparison.equal());
        node.put("different", comparison.different());
        node.put("largestRelativeDifference", comparison.largest());
        node.put("serveHash", left.hash());
        node.put("sqlHash", right.hash());
        line("%s: %s".formatted(name, comparison));
    }

    /**
     * @param bound by how much event-time order waits, in milliseconds
     */
    void latency(String variant, Latency.Measurement measured, long bound) {
        ObjectNode node = root.withObject("/latencies").putObject(variant);
        node.put("eventsPerSecondAsked", measured.asked());
        node.put("eventsPerSecondSent", measured.sent());
        node.put("events", measured.events());
        node.put("missing", measured.missing());
        node.put("outOfOrdernessMillis", bound);
        node.put("p50Micros", measured.p50());
        node.put("p99Micros", measured.p99());
        node.put("p999Micros", measured.p999());
        node.put("largestMicros", measured.largest());
        line(
                "latency %s at %.0f/s: p50 %.1f, p99 %.1f, p99.9 %.1f ms beyond %d ms, of %d events, %d missing, load %.1f"
                        .formatted(
                                variant,
                                measured.sent(),
                                measured.p50() / 1e3 - bound,
                                measured.p99() / 1e3 - bound,
                                measured.p999() / 1e3 - bound,
                                bound,
                                measured.events(),
                                measured.missing(),
                                ManagementFactory.getOperatingSystemMXBean()
                                        .getSystemLoadAverage()));
    }

    /** A quotient that a target is about. */
    void quotient(String name, double value) {
        root.withObject("/quotients").put(name, value);
        line("%s: %.3f".formatted(name, value));
    }

    void figure(String name, long value) {
        root.put(name, value);
        line("%s: %d".formatted(name, value));
    }

    private void line(String text) {
        table.append(text).append(System.lineSeparator());
        write();
    }

    private void write() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
