package io.millrace.jobs.embedded;

import io.millrace.jobs.embedded.EmbeddedEnvironment.Settings;
import io.millrace.jobs.kafka.SourceRange;

import java.nio.file.Path;

/** Runs a job on an environment, tells when some of its output is there, and waits to be killed. */
final class EnvironmentToKill {
    static final int RECORDS = 10_000;

    private EnvironmentToKill() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedEnvironment environment =
                EmbeddedEnvironment.start(Settings.of(Path.of(arguments[0]), Children.registry()));
        KafkaTopics topics = new KafkaTopics(environment.kafka());
        topics.create("in", "out");
        topics.writeNumbers("in", 0, RECORDS);
        // Slowly, and failing now and then, so that it's killed in the middle of something.
        var unused =
                environment
                        .flink()
                        .submit(
                                CopyJob.define(environment.kafka(), SourceRange.everything(), true),
                                "copy");
        Conditions.await("some records are out", () -> !topics.committed("out").isEmpty());
        System.out.println("some are out");
        Thread.currentThread().join();
    }
}
