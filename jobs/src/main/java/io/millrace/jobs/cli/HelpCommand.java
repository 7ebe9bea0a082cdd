package io.millrace.jobs.cli;

import io.millrace.schemas.problem.ErrorCatalogue;
import io.millrace.schemas.problem.ErrorCode;
import io.millrace.schemas.problem.NearestName;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code millrace help}. */
@Command(
        name = "help",
        description = "Explain a numbered error, or a command.",
        footer = {
            "%nExamples:",
            "  millrace help",
            "  millrace help MR-2102",
            "  millrace help topics tail"
        })
final class HelpCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "TOPIC",
            arity = "0..*",
            description = "An error's number such as MR-2102, or a command's name.")
    private List<String> words = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    HelpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.toUpperCase(Locale.ROOT).matches("(MR-)?\\d+")) {
            explain(first);
        } else {
            command().usage(session.out());
        }
        return ExitCode.DONE;
    }

    private void explain(String code) {
        ErrorCode error =
                ErrorCatalogue.find(code)
                        .orElseThrow(
                                () ->
                                        CommandFailure.usage(
                                                "there is no error \"" + code + "\"",
                                                "there are: " + codes()));
        session.out().println(error.page().text());
    }

    private static String codes() {
        return String.join(", ", ErrorCatalogue.all().stream().map(ErrorCode::code).toList());
    }

    private CommandLine command() {
        CommandLine at = spec.parent().commandLine();
        for (String word : words) {
            @Nullable CommandLine next = at.getSubcommands().get(word);
            if (next == null) {
                throw CommandFailure.usage(
                        "there is no command \"" + word + "\"",
                        NearestName.of(word, at.getSubcommands().keySet())
                                .map(nearest -> "did you mean \"" + nearest + "\"?")
                                .orElse("see millrace help"));
            }
            at = next;
        }
        return at;
    }
}
