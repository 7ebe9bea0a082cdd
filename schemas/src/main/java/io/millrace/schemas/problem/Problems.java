package io.millrace.schemas.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every problem, so that a user hears of all of them at once. */
public final class Problems {
    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparing((Problem problem) -> problem.place().file())
                    .thenComparingInt(problem -> problem.place().line())
                    .thenComparingInt(problem -> problem.place().column())
                    .thenComparing(Problem::code);

    private final List<Problem> found = new ArrayList<>();

    public void add(Problem problem) {
        found.add(problem);
    }

    public void addAll(Problems others) {
        found.addAll(others.found);
    }

    public boolean hasErrors() {
        return found.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
    }

    /** All problems in the order in which a reader meets them in the file. */
    public List<Problem> inOrder() {
        return found.stream().sorted(BY_PLACE).toList();
    }

    /**
     * @throws ProblemsException with every problem, if one of them is an error
     */
    public void throwIfErrors() {
        if (hasErrors()) {
            throw new ProblemsException(inOrder());
        }
    }
}
