package io.millrace.it.process;

import java.util.List;
import java.util.Map;

/**
 * The size of a Flink cluster, and what differs from its usual configuration.
 *
 * @param taskManagers how many processes
 * @param slots of each
 * @param taskHeapMegabytes of each, for the jobs' own objects
 * @param managedMegabytes of each, for RocksDB
 * @param jvm flags of its JVMs, besides memory
 * @param configuration Flink's keys, over the ones of {@link FlinkClusterProcesses}
 */
public record FlinkSettings(
        int taskManagers,
        int slots,
        int taskHeapMegabytes,
        int managedMegabytes,
        List<String> jvm,
        Map<String, String> configuration) {

    /** Two TaskManagers with two slots each, in about 1.2 GB. */
    public static final FlinkSettings SMALL =
            new FlinkSettings(2, 2, 256, 128, JavaCommand.SMALL, Map.of());

    static final int FRAMEWORK_HEAP_MEGABYTES = 96;
    static final int OFF_HEAP_MEGABYTES = 64;
    static final int NETWORK_MEGABYTES = 64;
    static final int METASPACE_MEGABYTES = 256;
    static final int OVERHEAD_MEGABYTES = 64;

    public FlinkSettings {
        if (taskManagers < 1 || slots < 1) {
            throw new IllegalArgumentException(
                    "A cluster of %d TaskManagers with %d slots runs nothing; both are at least 1"
                            .formatted(taskManagers, slots));
        }
        jvm = List.copyOf(jvm);
        configuration = Map.copyOf(configuration);
    }
}
