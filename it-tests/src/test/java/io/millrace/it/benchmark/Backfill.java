package io.millrace.it.benchmark;

import io.millrace.it.process.Folders;
import io.millrace.it.process.JavaCommand;
import io.millrace.it.process.ManagedProcess;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code millrace backfill} from a Parquet file to another, as a user would run it: the whole
 * command, with the JVM's start, its compilers and the merging of the output.
 *
 * <p>The Parquet file is made by a backfill of its own, of a pipeline that only copies fields, from
 * Avro.
 */
final class Backfill {
    private static final Duration AT_MOST = Duration.ofHours(1);

    private final Path folder = Folders.empty("benchmark-backfill");

    /**
     * @param cpuMillis of the command's JVM, all its threads
     */
    record Measurement(long rows, long wallMillis, long cpuMillis) {
        double rowsPerSecond() {
            return rows * 1e3 / wallMillis;
        }
    }

    private Backfill() {}

    static Measurement measure(Workload workload) {
        return new Backfill().run(workload);
    }

    private Measurement run(Workload workload) {
        Path events = folder.resolve("events.avro");
        Path parquet = folder.resolve("events.parquet");
        workload.write(events);
        Folders.write(folder.resolve("payments.avsc"), Workload.SCHEMA.toString());
        command("copies", FeatureSet.copies(), events, parquet);
        String features =
                FeatureSet.pipeline("features", "payments", "event-time", "off", FeatureSet.THREE);
        long start = System.nanoTime();
        long cpuMillis = command("features", features, parquet, folder.resolve("features.parquet"));
        return new Measurement(workload.rows(), (System.nanoTime() - start) / 1_000_000, cpuMillis);
    }

    /** Runs one backfill to its end; returns its CPU time in milliseconds, as far as it's known. */
    private long command(String name, String pipeline, Path input, Path output) {
        Path file = Folders.write(folder.resolve(name + ".yaml"), pipeline);
        var flags = new ArrayList<>(List.of("-Xmx2g", "-XX:+UseParallelGC", "-Duser.timezone=UTC"));
        for (String opened : List.of("util", "lang", "time")) {
            flags.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        JavaCommand command =
                new JavaCommand(
                        flags,
                        classPath(),
                        "io.millrace.jobs.Main",
                        List.of(
                                "backfill",
                                "--pipeline",
                                file.toString(),
                                "--input",
                                "payments=" + input,
                                "--output",
                                output.toString(),
                                "--overwrite",
                                "--fresh"));
        ManagedProcess process =
                ManagedProcess.start(
                        name, command, Map.of(), folder.resolve("backfill-" + name + ".log"));
        CpuTime cpu = new CpuTime(process.pid());
        cpu.start();
        int code = process.awaitEnd(AT_MOST);
        if (code != 0) {
            throw new IllegalStateException(
                    "backfill ended with %d: %s".formatted(code, process.logTail()));
        }
        return cpu.millis();
    }

    /** What the launcher gives a command that has Flink in its own process. */
    private static String classPath() {
        Path jar = Runs.JAR.toAbsolutePath().normalize();
        return jar + ":" + jar.resolveSibling("lib") + "/*";
    }

    /** Looks at a process's CPU time again and again, since it's gone with the process. */
    private static final class CpuTime extends Thread {
        private final long process;
        private volatile long millis;

        CpuTime(long process) {
            super("cpu-time");
            setDaemon(true);
            this.process = process;
        }

        long millis() {
            return millis;
        }

        @Override
        public void run() {
            var handle = ProcessHandle.of(process);
            while (handle.isPresent() && handle.get().isAlive()) {
                handle.get().info().totalCpuDuration().ifPresent(d -> millis = d.toMillis());
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
