package io.millrace.jobs.cli.backfill;

import io.millrace.features.StoppedException;
import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.schemas.pipeline.Source;

import org.apache.flink.util.SerializedThrowable;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A computation that an expectation has stopped: that's an answer, not a failure. */
final class Stop {
    private static final Pattern RECORD = Pattern.compile("in the record (\\S+)/(\\d+)@(\\d+)\\.");

    private Stop() {}

    /** What the user is told; empty if it was something else. */
    static Optional<CommandFailure> of(Throwable thrown, BackfillRequest request) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (isStop(cause)) {
                String message = String.valueOf(cause.getMessage());
                // A wrapper puts its class's name before it.
                String words = message.substring(Math.max(0, message.indexOf("the expectation")));
                return Optional.of(
                        new CommandFailure(
                                ExitCode.STOPPED,
                                readable(words, request),
                                "no output was written; mend the record, or change the rule's"
                                        + " otherwise: to dead-letter, null or warn"));
            }
        }
        return Optional.empty();
    }

    private static boolean isStop(Throwable cause) {
        return cause instanceof StoppedException
                || (cause instanceof SerializedThrowable travelled
                        && StoppedException.class
                                .getName()
                                .equals(travelled.getOriginalErrorClassName()));
    }

    /** Up to the record; of a file with its name. */
    private static String readable(String message, BackfillRequest request) {
        Matcher record = RECORD.matcher(message);
        if (!record.find()) {
            return message;
        }
        String what = message.substring(0, record.start());
        if (!request.isOfFiles()) {
            return what
                    + "in the record "
                    + record.group(1)
                    + "/"
                    + record.group(2)
                    + "@"
                    + record.group(3);
        }
        List<Source> sources = request.checked().pipeline().sources();
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).topic().value().equals(record.group(1))) {
                Path file = request.inputs().get(i).get(Integer.parseInt(record.group(2)));
                return what + "in " + file + ":" + record.group(3);
            }
        }
        return message;
    }
}
