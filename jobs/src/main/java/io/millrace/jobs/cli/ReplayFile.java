package io.millrace.jobs.cli;

import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.csv.CsvOptions;
import io.millrace.schemas.serde.csv.CsvRecords;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A CSV file that is to be replayed. */
record ReplayFile(Path file, ReplayTarget target, CsvOptions options) {
    /** Of bad rows as many problems are told. */
    private static final int MOST_PROBLEMS = 20;

    CsvRecords open() {
        return CsvRecords.open(file, target.schema(), options);
    }

    /**
     * Reads the whole file, so that nothing is sent of a file that has mistakes.
     *
     * @param skipBad whether bad rows are only told
     * @return the number of rows, good and bad
     * @throws ProblemsException with the first mistakes, unless bad rows are skipped
     */
    long check(Session session, boolean skipBad) {
        List<Problem> problems = new ArrayList<>();
        long rows = 0;
        long bad = 0;
        try (CsvRecords records = open()) {
            while (records.hasNext() && !session.interruption().isAsked()) {
                rows++;
                try {
                    records.next();
                } catch (ProblemsException e) {
                    bad++;
                    problems.addAll(e.problems());
                }
                if (problems.size() > MOST_PROBLEMS) {
                    problems.subList(MOST_PROBLEMS, problems.size()).clear();
                }
            }
        }
        if (bad > 0) {
            tell(session, problems, rows, bad, skipBad);
        }
        return rows;
    }

    private void tell(
            Session session, List<Problem> problems, long rows, long bad, boolean skipBad) {
        if (problems.size() == MOST_PROBLEMS) {
            session.warning("only the first " + MOST_PROBLEMS + " problems are shown");
        }
        if (!skipBad) {
            session.progress(
                    "%d of %d rows are bad, so nothing is sent; --skip-bad sends the good ones"
                            .formatted(bad, rows));
            throw new ProblemsException(problems);
        }
        ProblemOutput.toErr(session, problems);
        session.warning("%d of %d rows are bad and left out".formatted(bad, rows));
    }
}
