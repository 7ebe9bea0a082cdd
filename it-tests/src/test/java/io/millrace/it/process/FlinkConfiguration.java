package io.millrace.it.process;

import static io.millrace.it.process.FlinkSettings.FRAMEWORK_HEAP_MEGABYTES;
import static io.millrace.it.process.FlinkSettings.METASPACE_MEGABYTES;
import static io.millrace.it.process.FlinkSettings.NETWORK_MEGABYTES;
import static io.millrace.it.process.FlinkSettings.OFF_HEAP_MEGABYTES;
import static io.millrace.it.process.FlinkSettings.OVERHEAD_MEGABYTES;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The {@code config.yaml} of a cluster, and the flags of its JVMs.
 *
 * <p>A distribution's shell scripts work out the TaskManagers' memory and hand it over. Without
 * them every part of it has to be said, here and in the JVM's flags alike.
 */
final class FlinkConfiguration {

    /** What Flink reaches into on Java 17. */
    private static final List<String> OPENED =
            List.of("lang", "net", "io", "nio", "lang.reflect", "text", "time", "util");

    private FlinkConfiguration() {}

    static String yaml(FlinkSettings settings, Path folder, int rpcPort, int restPort) {
        var all = new TreeMap<String, String>();
        all.putAll(addresses(rpcPort, restPort));
        all.putAll(memory(settings));
        all.putAll(checkpoints(folder));
        all.putAll(failures());
        all.putAll(settings.configuration());
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    static List<String> taskManagerFlags(FlinkSettings settings) {
        int heap = FRAMEWORK_HEAP_MEGABYTES + settings.taskHeapMegabytes();
        int direct = 2 * OFF_HEAP_MEGABYTES + NETWORK_MEGABYTES;
        return List.of(
                "-Xmx%dm".formatted(heap),
                "-XX:MaxDirectMemorySize=%dm".formatted(direct),
                "-XX:MaxMetaspaceSize=%dm".formatted(METASPACE_MEGABYTES));
    }

    static List<String> openings() {
        return OPENED.stream()
                .map(p -> "--add-opens=java.base/java." + p + "=ALL-UNNAMED")
                .toList();
    }

    private static Map<String, String> addresses(int rpcPort, int restPort) {
        return Map.of(
                "jobmanager.rpc.address", "localhost",
                "jobmanager.bind-host", "localhost",
                "jobmanager.rpc.port", Integer.toString(rpcPort),
                "taskmanager.host", "localhost",
                "taskmanager.bind-host", "localhost",
                "rest.address", "localhost",
                "rest.bind-address", "localhost",
                "rest.port", Integer.toString(restPort),
                "jobmanager.memory.heap.size", "320m");
    }

    private static Map<String, String> memory(FlinkSettings settings) {
        var all = new TreeMap<String, String>();
        all.put("taskmanager.numberOfTaskSlots", Integer.toString(settings.slots()));
        all.put("taskmanager.load-balance.mode", "SLOTS");
        all.put("taskmanager.cpu.cores", "1");
        all.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP_MEGABYTES + "m");
        all.put("taskmanager.memory.task.heap.size", settings.taskHeapMegabytes() + "m");
        all.put("taskmanager.memory.framework.off-heap.size", OFF_HEAP_MEGABYTES + "m");
        all.put("taskmanager.memory.task.off-heap.size", OFF_HEAP_MEGABYTES + "m");
        all.put("taskmanager.memory.network.min", NETWORK_MEGABYTES + "m");
        all.put("taskmanager.memory.network.max", NETWORK_MEGABYTES + "m");
        all.put("taskmanager.memory.managed.size", settings.managedMegabytes() + "m");
        all.put("taskmanager.memory.jvm-metaspace.size", METASPACE_MEGABYTES + "m");
        all.put("taskmanager.memory.jvm-overhead.min", OVERHEAD_MEGABYTES + "m");
        all.put("taskmanager.memory.jvm-overhead.max", OVERHEAD_MEGABYTES + "m");
        return all;
    }

    private static Map<String, String> checkpoints(Path folder) {
        return Map.of(
                "state.backend.type", "rocksdb",
                "execution.checkpointing.incremental", "true",
                "execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString(),
                "execution.checkpointing.savepoint-dir",
                        folder.resolve("savepoints").toUri().toString(),
                "execution.checkpointing.externalized-checkpoint-retention",
                        "RETAIN_ON_CANCELLATION");
    }

    /** A dead process is missed within seconds, and its job comes back at once. */
    private static Map<String, String> failures() {
        return Map.of(
                "heartbeat.interval", "1 s",
                "heartbeat.timeout", "10 s",
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "1000",
                "restart-strategy.fixed-delay.delay", "500 ms");
    }
}
