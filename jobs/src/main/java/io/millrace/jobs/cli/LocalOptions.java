package io.millrace.jobs.cli;

import picocli.CommandLine.Option;

/** Options of what runs an environment on this machine. */
final class LocalOptions {
    @Option(
            names = "--fresh",
            description = "Wipe what earlier runs left in .millrace/ before the start.")
    boolean fresh;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Subtasks of each operator, 1 to 12. Default: 2.")
    int parallelism;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Kafka's port. Default: 9092, or any free one if that's taken.")
    int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The schema registry's. Default: 8081, or any free one.")
    int registryPort;

    @Option(
            names = "--flink-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Flink's web UI's. Default: 8082, or any free one.")
    int flinkPort;

    LocalRunner.Settings settings(Session session) {
        return new LocalRunner.Settings(
                session.folder(), fresh, parallelism, kafkaPort, registryPort, flinkPort);
    }
}
