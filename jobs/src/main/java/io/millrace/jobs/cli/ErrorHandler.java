package io.millrace.jobs.cli;

import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.RegistryUnavailableException;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Turns whatever a command throws into a plain message on standard error and an exit code. */
final class ErrorHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Session session;

    ErrorHandler(Session session) {
        this.session = session;
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] arguments) {
        CommandLine line = thrown.getCommandLine();
        List<String> notes = new ArrayList<>();
        String message = firstLine(thrown);
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            message = "unknown " + kind(unmatched, line) + " \"" + word + "\"";
            NearestName.of(word, candidates(unmatched, line))
                    .ifPresent(nearest -> notes.add("did you mean \"" + nearest + "\"?"));
        }
        notes.add("see " + line.getCommandSpec().qualifiedName() + " --help");
        say(message, notes);
        trace(thrown);
        return ExitCode.USAGE;
    }

    private static String kind(UnmatchedArgumentException thrown, CommandLine line) {
        if (thrown.isUnknownOption()) {
            return "option";
        }
        return line.getSubcommands().isEmpty() ? "argument" : "command";
    }

    private static Collection<String> candidates(
            UnmatchedArgumentException thrown, CommandLine line) {
        return thrown.isUnknownOption()
                ? line.getCommandSpec().optionsMap().keySet()
                : line.getSubcommands().keySet();
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) {
        Throwable cause = unwrap(thrown);
        CommandFailure failure = asFailure(cause);
        if (cause instanceof ProblemsException problems) {
            ProblemOutput.toErr(session, problems.problems());
        } else {
            say(String.valueOf(failure.getMessage()), failure.notes());
        }
        trace(thrown);
        return failure.exitCode();
    }

    /** What a user should hear of an error, and the exit code. */
    private static CommandFailure asFailure(Throwable thrown) {
        if (thrown instanceof CommandFailure failure) {
            return failure;
        }
        if (thrown instanceof ProblemsException) {
            return new CommandFailure(ExitCode.NO, "the file has errors");
        }
        if (thrown instanceof AuthorizationException || thrown instanceof AuthenticationException) {
            return new CommandFailure(
                    ExitCode.NOT_ALLOWED,
                    "Kafka refuses: " + firstLine(thrown),
                    "credentials go into a file of client properties: --config FILE");
        }
        if (thrown instanceof TimeoutException) {
            return new CommandFailure(
                    ExitCode.TIMED_OUT,
                    "Kafka gave no answer in time: " + firstLine(thrown),
                    "--timeout waits longer");
        }
        if (thrown instanceof RegistryUnavailableException) {
            return new CommandFailure(ExitCode.UNAVAILABLE, firstLine(thrown));
        }
        if (thrown instanceof NoSuchFileException missing) {
            return CommandFailure.usage("there is no file " + missing.getFile());
        }
        if (thrown instanceof AccessDeniedException denied) {
            return new CommandFailure(
                    ExitCode.NOT_ALLOWED, "no permission to use the file " + denied.getFile());
        }
        if (thrown instanceof IOException) {
            return new CommandFailure(ExitCode.UNAVAILABLE, firstLine(thrown));
        }
        return new CommandFailure(
                ExitCode.BUG,
                "a mistake in Millrace itself: " + thrown,
                "please report it with what -v shows");
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable inner = thrown;
        while (inner instanceof ExecutionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static String firstLine(Throwable thrown) {
        @Nullable String message = thrown.getMessage();
        return message == null
                ? thrown.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private void say(String message, List<String> notes) {
        String word = session.colorOn("err") ? Ansi.ON.string("@|bold,red error:|@") : "error:";
        session.err().println(word + " " + message);
        notes.forEach(note -> session.err().println("   = " + note));
        session.err().flush();
    }

    private void trace(Throwable thrown) {
        if (session.options().verbose) {
            thrown.printStackTrace(session.err());
            session.err().flush();
        }
    }
}
