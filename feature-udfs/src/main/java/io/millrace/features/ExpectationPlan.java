package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Otherwise;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An expectation of a source whose fields and types are known to fit.
 *
 * @param rule its name in reports
 * @param field that's checked, named or set null; null if there's no single one
 * @param window in which it's counted, in milliseconds of event time
 */
record ExpectationPlan(
        String rule, @Nullable String field, Otherwise otherwise, long window, Test test) {

    sealed interface Test {}

    /** Every floating-point field that's used has this one first. */
    record Finite() implements Test {}

    record NotNull() implements Test {}

    record Type(ValueType type) implements Test {}

    /** Open sides are infinite. */
    record Between(double low, double high) implements Test {}

    record OneOf(List<String> values) implements Test {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    record Matches(String pattern) implements Test {}

    record Length(long least, long most) implements Test {}

    record NotInFuture(long toleranceMillis) implements Test {}

    record FreshWithin(long ageMillis) implements Test {}

    /**
     * A condition that must not be false.
     *
     * @param text of the pipeline file
     */
    record That(String text, Expr condition) implements Test {}

    record NullShare(double most) implements Test {}

    record Volume(long least, long most) implements Test {}

    /** Whether it's about all events of a window together. */
    boolean ofWindow() {
        return test instanceof NullShare || test instanceof Volume;
    }

    /** The same, with counts by another window. */
    ExpectationPlan counted(long byWindow) {
        return new ExpectationPlan(rule, field, otherwise, byWindow, test);
    }

    static ExpectationPlan finite(String field, long window) {
        return new ExpectationPlan(
                field + " finite", field, Otherwise.DEAD_LETTER, window, new Finite());
    }
}
