package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code millrace topics}: only its subcommands do something. */
@Command(
        name = "topics",
        synopsisSubcommandLabel = "COMMAND",
        description = "Look into Kafka's topics, and make them.",
        footer = {
            "%nExamples:",
            "  millrace topics list",
            "  millrace topics tail transactions -n 3",
            "  millrace topics describe card-fraud.predictions"
        })
final class TopicsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private TopicsCommand() {}

    static CommandLine commandLine(Session session) {
        return new CommandLine(new TopicsCommand())
                .addSubcommand(new TopicsListCommand(session))
                .addSubcommand(new TopicsTailCommand(session))
                .addSubcommand(new TopicsDescribeCommand(session))
                .addSubcommand(new TopicsCreateCommand(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
