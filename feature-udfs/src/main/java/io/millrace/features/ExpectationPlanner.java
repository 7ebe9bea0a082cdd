package io.millrace.features;

import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Checks a source's expectations against its fields. */
final class ExpectationPlanner {
    private static final Set<ValueType> ORDERED =
            EnumSet.of(ValueType.INTEGER, ValueType.DOUBLE, ValueType.TIMESTAMP);

    private ExpectationPlanner() {}

    static List<ExpectationPlan> plan(List<Expectation> expectations, SourceFields source) {
        List<ExpectationPlan> plans = new ArrayList<>();
        for (Expectation expectation : expectations) {
            if (source.use(expectation.field(), role(expectation), types(expectation))
                    .isPresent()) {
                plans.add(plan(expectation));
            }
        }
        return plans;
    }

    private static String role(Expectation expectation) {
        if (expectation instanceof Expectation.Between) {
            return "checked with between";
        }
        if (expectation instanceof Expectation.NotInFuture) {
            return "checked with not_in_future";
        }
        return expectation instanceof Expectation.OneOf
                ? "checked with one_of"
                : "checked with matches";
    }

    private static Set<ValueType> types(Expectation expectation) {
        if (expectation instanceof Expectation.NotNull) {
            return EnumSet.allOf(ValueType.class);
        }
        if (expectation instanceof Expectation.Between) {
            return ORDERED;
        }
        return expectation instanceof Expectation.NotInFuture
                ? EnumSet.of(ValueType.TIMESTAMP, ValueType.INTEGER)
                : EnumSet.of(ValueType.STRING);
    }

    private static ExpectationPlan plan(Expectation expectation) {
        Text name = expectation.field();
        String field = name.value();
        String rule = expectation.rule();
        if (expectation instanceof Expectation.Between between) {
            return new ExpectationPlan.Between(
                    field,
                    rule,
                    between.low().orElse(Double.NEGATIVE_INFINITY),
                    between.high().orElse(Double.POSITIVE_INFINITY));
        }
        if (expectation instanceof Expectation.OneOf oneOf) {
            return new ExpectationPlan.OneOf(field, rule, oneOf.values());
        }
        if (expectation instanceof Expectation.Matches matches) {
            return new ExpectationPlan.Matches(field, rule, matches.pattern().value());
        }
        if (expectation instanceof Expectation.NotInFuture notInFuture) {
            return new ExpectationPlan.NotInFuture(field, rule, notInFuture.tolerance().toMillis());
        }
        return new ExpectationPlan.NotNull(field, rule);
    }
}
