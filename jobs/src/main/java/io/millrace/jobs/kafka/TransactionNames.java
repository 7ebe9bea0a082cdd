package io.millrace.jobs.kafka;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names the transactions of a sink: {@code deployment/job/sink/}, to which the connector adds
 * subtask and number.
 *
 * <p>When a sink starts, it aborts all open transactions whose names begin with its prefix. So no
 * sink's prefix may begin another's: each has exactly three parts, each part is closed by a
 * delimiter, and no part can hold that delimiter.
 */
final class TransactionNames {
    private static final char DELIMITER = '/';
    private static final int LONGEST = 200;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST + "}");

    private TransactionNames() {}

    static String prefix(String deployment, String job, String sink) {
        StringBuilder prefix = new StringBuilder();
        for (String part : List.of(deployment, job, sink)) {
            prefix.append(checked(part)).append(DELIMITER);
        }
        return prefix.toString();
    }

    static String checked(String part) {
        if (!PART.matcher(part).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" can't be part of a transaction's name; allowed are 1 to %d letters, digits, '.', '_' and '-'"
                            .formatted(part, LONGEST));
        }
        return part;
    }
}
