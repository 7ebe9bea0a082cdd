package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code millrace features}: what stands before list, show, preview, functions and consumers. */
@Command(
        name = "features",
        synopsisSubcommandLabel = "COMMAND",
        description = "See what a pipeline's features mean, and what they're worth on a file.",
        footer = {
            "%nExamples:",
            "  millrace features list",
            "  millrace features show account_amount_mean_2d",
            "  millrace features preview --input transactions=payments.csv -n 5",
            "  millrace features functions haversine_km"
        })
final class FeaturesCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private FeaturesCommand() {}

    static CommandLine commandLine(Session session) {
        return new CommandLine(new FeaturesCommand())
                .addSubcommand(new FeaturesListCommand(session))
                .addSubcommand(new FeaturesShowCommand(session))
                .addSubcommand(new FeaturesPreviewCommand(session))
                .addSubcommand(new FeaturesFunctionsCommand(session))
                .addSubcommand(new FeaturesConsumersCommand(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
