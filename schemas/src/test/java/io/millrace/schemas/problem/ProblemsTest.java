package io.millrace.schemas.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProblemsTest {

    @Test
    void reportsAllProblemsInTheFilesOrder() {
        Problems problems = new Problems();
        problems.add(Problem.error("MR-0002", "second", new Place("p.yaml", 9, 2), 1));
        problems.add(Problem.error("MR-0001", "first", new Place("p.yaml", 3, 40), 1));

        assertThatThrownBy(problems::throwIfErrors)
                .isInstanceOfSatisfying(
                        ProblemsException.class,
                        e ->
                                assertThat(e.problems())
                                        .extracting(Problem::message)
                                        .containsExactly("first", "second"));
    }

    @Test
    void letsNoErrorsPass() {
        new Problems().throwIfErrors();

        assertThat(new Problems().hasErrors()).isFalse();
    }
}
