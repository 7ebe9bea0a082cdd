package io.millrace.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code millrace demo}. */
@Command(
        name = "demo",
        description = {
            "Run the example pipeline card-fraud on this machine, with a Kafka broker, a schema"
                    + " registry and Flink, and tell its story: payments and late labels come in,"
                    + " a first model is trained, the world changes, and a new model takes over.",
            "",
            "Ctrl-C stops everything. Data is kept in .millrace/ of the current folder.",
            "",
            "With --attach nothing is started: the story is told on the brokers that --bootstrap"
                    + " names, where the example's five jobs run already."
        },
        footer = {
            "%nExamples:",
            "  millrace demo",
            "  millrace demo --seed 7 --keep",
            "  millrace demo --no-drift --json | jq .kind",
            "  millrace topics tail card-fraud.predictions     in another terminal, meanwhile",
            "  millrace demo --attach --bootstrap kafka:9092 --registry http://registry:8081"
        })
final class DemoCommand implements Callable<Integer> {
    /** They say how an environment is started, or what its jobs do. */
    private static final List<String> NOT_ATTACHED =
            List.of(
                    "--fresh",
                    "--parallelism",
                    "--kafka-port",
                    "--registry-port",
                    "--flink-port",
                    "--no-retrain",
                    "--keep");

    /** They say where something runs. */
    private static final List<String> ONLY_ATTACHED =
            List.of("--bootstrap", "--registry", "--config", "--timeout");

    private final Session session;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

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

    @Option(
            names = "--attach",
            description = "Start nothing; tell the story where its jobs run already.")
    private boolean attach;

    @Mixin private final Connection connection = new Connection();

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        LocalRunner.Demo demo =
                new LocalRunner.Demo(seed, events, speed, !noDrift, !noRetrain, keep);
        if (attach) {
            refuse(NOT_ATTACHED, "--attach starts nothing, so %s has no meaning with it");
            return new AttachedDemo(session, connection.resolve(session), demo).run();
        }
        refuse(ONLY_ATTACHED, "%s goes with --attach; without it, demo starts what it needs");
        return LocalRunner.find().demo(session, local.settings(session), demo);
    }

    private void refuse(List<String> options, String message) {
        for (String option : options) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw CommandFailure.usage(message.formatted(option));
            }
        }
    }
}
