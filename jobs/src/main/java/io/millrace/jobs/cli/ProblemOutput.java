package io.millrace.jobs.cli;

import io.millrace.schemas.problem.Problem;

import java.util.List;

final class ProblemOutput {
    private ProblemOutput() {}

    static void toErr(Session session, List<Problem> problems) {
        problems.forEach(p -> session.err().println(p));
    }
}
