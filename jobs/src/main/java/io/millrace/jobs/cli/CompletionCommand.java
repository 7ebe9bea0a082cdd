package io.millrace.jobs.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** {@code millrace completion}. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footer = {
            "%nExamples:",
            "  source <(millrace completion bash)",
            "  millrace completion zsh > ~/.millrace-completion   # then source it in ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            defaultValue = "bash",
            description = "bash or zsh. Default: bash.")
    private Shell shell = Shell.BASH;

    /** The shells that the script is for; one script serves both. */
    enum Shell {
        BASH,
        ZSH
    }

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (shell == Shell.ZSH) {
            session.out().print("autoload -Uz bashcompinit && bashcompinit\n");
        }
        session.out().print(AutoComplete.bash("millrace", MillraceCommand.commandLine(session)));
        return ExitCode.DONE;
    }
}
