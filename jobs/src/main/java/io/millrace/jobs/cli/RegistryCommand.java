package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code millrace registry}: what stands before its commands. */
@Command(
        name = "registry",
        synopsisSubcommandLabel = "COMMAND",
        description = "See a pipeline's model versions, and change who is served.",
        footer = {
            "%nExamples:",
            "  millrace registry list",
            "  millrace registry show fraud@3",
            "  millrace registry card fraud@3 > fraud-3.md",
            "  millrace registry export fraud@3 --format onnx --output fraud-3.onnx",
            "  millrace registry history fraud",
            "  millrace registry diff fraud@3 fraud@4",
            "  millrace registry register fraud.onnx --reason 'from the notebook'",
            "  millrace registry approve fraud@4 --reason 'the card is fine' --yes",
            "  millrace registry promote fraud@3 --reason 'the canary has seen enough' --yes",
            "  millrace registry rollback --reason 'too many false alarms'"
        })
final class RegistryCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private RegistryCommand() {}

    static CommandLine commandLine(Session session) {
        CommandLine line =
                new CommandLine(new RegistryCommand())
                        .addSubcommand(new RegistryListCommand(session))
                        .addSubcommand(new RegistryShowCommand(session))
                        .addSubcommand(new RegistryCardCommand(session))
                        .addSubcommand(new RegistryHistoryCommand(session))
                        .addSubcommand(new RegistryDiffCommand(session))
                        .addSubcommand(new RegistryReproduceCommand(session))
                        .addSubcommand(new RegistryRegisterCommand(session));
        RegistryChanges.addTo(line, session);
        return line;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
