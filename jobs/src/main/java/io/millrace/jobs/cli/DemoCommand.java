package io.millrace.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code millrace demo}. */
@Command(
        name = "demo",
        description = {
            "Run the example pipeline card-fraud on this machine, with a Kafka broker, a schema"
                    + " registry and Flink, and tell its story: payments and late labels come in,"
                    + " a first model is trained, the world changes, and a new model takes over.",
            "",
            "Ctrl-C stops everything. Data is kept in .millrace/ of the current folder."
        },
        footer = {
            "%nExamples:",
            "  millrace demo",
            "  millrace demo --seed 7 --keep",
            "  millrace demo --no-drift --json | jq .kind",
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

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "80000",
            description = "How many payments; about 1,900 a day. Default: 80000.")
    private int events;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "550",
            description = "Payments a second. Default: 550, a day in 3.5 s.")
    private int speed;

    @Option(names = "--no-drift", description = "Nothing changes in the example's world.")
    private boolean noDrift;

    @Option(names = "--no-retrain", description = "Train the first model only.")
    private boolean noRetrain;

    @Option(names = "--keep", description = "Stay up when the story is told, until Ctrl-C.")
    private boolean keep;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        LocalRunner.Settings settings = local.settings(session);
        return LocalRunner.find()
                .demo(
                        session,
                        settings,
                        new LocalRunner.Demo(seed, events, speed, !noDrift, !noRetrain, keep));
    }
}
