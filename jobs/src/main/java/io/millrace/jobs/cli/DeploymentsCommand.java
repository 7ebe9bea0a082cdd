package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code millrace deployments}: what stands before its commands. */
@Command(
        name = "deployments",
        synopsisSubcommandLabel = "COMMAND",
        description = "See who is served by which model version, and since when.",
        footer = {
            "%nExamples:",
            "  millrace deployments list",
            "  millrace deployments watch",
            "  millrace deployments watch --json | jq .champion"
        })
final class DeploymentsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private DeploymentsCommand() {}

    static CommandLine commandLine(Session session) {
        return new CommandLine(new DeploymentsCommand())
                .addSubcommand(new DeploymentsListCommand(session))
                .addSubcommand(new DeploymentsWatchCommand(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
