package io.millrace.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code millrace dev}. */
@Command(
        name = "dev",
        description = {
            "Run your pipeline on this machine: a Kafka broker, a schema registry, Flink, and the"
                    + " pipeline's topics and jobs. Feed it with replay, or with any producer.",
            "",
            "Ctrl-C stops everything. Data is kept in .millrace/ of the current folder."
        },
        footer = {
            "%nExamples:",
            "  millrace dev",
            "  millrace dev fraud.yaml --fresh",
            "  millrace dev fraud.yaml --fresh --no-retrain",
            "  millrace replay --source transactions --csv events.csv     in another terminal"
        })
final class DevCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Mixin private final LocalOptions local = new LocalOptions();

    @Option(
            names = "--no-retrain",
            description = "Train the first model only, to compare with what retraining brings.")
    private boolean noRetrain;

    DevCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        LocalRunner.Settings settings = local.settings(session);
        Path pipeline = session.resolve(file.name());
        return LocalRunner.find().dev(session, settings, pipeline, !noRetrain);
    }
}
