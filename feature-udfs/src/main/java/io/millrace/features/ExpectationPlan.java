package io.millrace.features;

import java.util.List;

/** An expectation of a source whose fields and types are known to fit. */
sealed interface ExpectationPlan {

    String field();

    String rule();

    /** Every floating-point field that's used has this one first. */
    record Finite(String field) implements ExpectationPlan {
        @Override
        public String rule() {
            return field + " finite";
        }
    }

    record NotNull(String field, String rule) implements ExpectationPlan {}

    /** Open sides are infinite. */
    record Between(String field, String rule, double low, double high) implements ExpectationPlan {}

    record OneOf(String field, String rule, List<String> values) implements ExpectationPlan {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    record Matches(String field, String rule, String pattern) implements ExpectationPlan {}

    record NotInFuture(String field, String rule, long toleranceMillis)
            implements ExpectationPlan {}
}
