package io.millrace.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code millrace demo}. */
@Command(
        name = "demo",
        description = {
            "Run the example pipeline card-fraud on this machine: a Kafka broker, a schema"
                    + " registry, Flink, a producer of transactions, and predictions.",
            "",
            "Ctrl-C stops everything. Data is kept in .millrace/ of the current folder."
        },
        footer = {
            "%nExamples:",
            "  millrace demo",
            "  millrace demo --seed 7 --keep",
            "  millrace topics tail card-fraud.predictions     in another terminal, meanwhile"
        })
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final LocalOptions local = new LocalOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Of the example's events: the same seed gives the same. Default: 42.")
    private long seed;

    @Option(names = "--keep", description = "Stay up when the story is told, until Ctrl-C.")
    private boolean keep;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        LocalRunner.Settings settings = local.settings(session);
        return LocalRunner.find().demo(session, settings, seed, keep);
    }
}
