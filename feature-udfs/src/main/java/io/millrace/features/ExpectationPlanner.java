package io.millrace.features;

import io.millrace.features.ExpectationPlan.Test;
import io.millrace.features.expression.Expr;
import io.millrace.features.function.ScalarFunctions;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Rule;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.Problems;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks a source's expectations against its fields. */
final class ExpectationPlanner {
    private static final Set<ValueType> ORDERED =
            EnumSet.of(ValueType.INTEGER, ValueType.DOUBLE, ValueType.TIMESTAMP);
    private static final Set<ValueType> TIMES = EnumSet.of(ValueType.TIMESTAMP, ValueType.INTEGER);
    private static final Set<ValueType> TEXT = EnumSet.of(ValueType.STRING);

    private final Duration usualWindow;
    private final ScalarFunctions functions;
    private final Problems problems;

    /**
     * @param usualWindow of rules that declare none
     */
    ExpectationPlanner(Duration usualWindow, ScalarFunctions functions, Problems problems) {
        this.usualWindow = usualWindow;
        this.functions = functions;
        this.problems = problems;
    }

    List<ExpectationPlan> plan(Source declared, SourceFields source) {
        List<ExpectationPlan> plans = new ArrayList<>();
        for (Rule rule : declared.expect()) {
            boolean fits = fieldFits(rule, declared, source);
            Test test = test(rule.expectation(), source);
            if (fits && test != null) {
                plans.add(
                        new ExpectationPlan(
                                rule.expectation().rule(),
                                rule.expectation().field().map(Text::value).orElse(null),
                                rule.otherwise(),
                                window(rule.expectation()).toMillis(),
                                test));
            }
        }
        return plans;
    }

    private Duration window(Expectation expectation) {
        return expectation instanceof Expectation.OfWindow ofWindow
                ? ofWindow.window().orElse(usualWindow)
                : usualWindow;
    }

    private boolean fieldFits(Rule rule, Source declared, SourceFields source) {
        Optional<Text> name = rule.expectation().field();
        if (name.isEmpty()) {
            return true;
        }
        Optional<Field> field =
                source.use(name.get(), role(rule.expectation()), types(rule.expectation()));
        return field.isPresent()
                && (rule.otherwise() != Otherwise.NULL
                        || canBeNull(rule, field.get(), declared, source));
    }

    private boolean canBeNull(Rule rule, Field field, Source declared, SourceFields source) {
        boolean own = owned(declared).contains(field.name());
        if (field.nullable() && !own) {
            return true;
        }
        String why =
                own
                        ? (declared.changes().isEmpty()
                                        ? "is the id or the time of the events of source "
                                        : "is the id, the time or the operation of the changes of"
                                                + " source ")
                                + source.name()
                        : "isn't nullable in the schema of source " + source.name();
        problems.add(
                FeatureError.NOT_NULLABLE.at(
                        rule.place(),
                        Otherwise.NULL.word().length(),
                        "otherwise: null, but \"" + field.name() + "\" " + why,
                        "choose dead-letter, warn or stop"));
        return false;
    }

    /** The fields without which a record is none of its source. */
    private static Set<String> owned(Source declared) {
        Set<String> owned = new HashSet<>();
        owned.add(declared.id().value());
        owned.add(declared.eventTime().value());
        declared.changes()
                .ifPresent(
                        changes -> {
                            owned.add(changes.row().value());
                            owned.add(changes.operation().value());
                            changes.time().ifPresent(time -> owned.add(time.value()));
                        });
        return owned;
    }

    private static String role(Expectation expectation) {
        if (expectation instanceof Expectation.Type type) {
            return "read as " + type.type().readable();
        }
        String rule = expectation.rule();
        String[] words = rule.split(" ", 3);
        return "checked with " + (expectation instanceof Expectation.That ? "that" : words[1]);
    }

    private static Set<ValueType> types(Expectation expectation) {
        if (expectation instanceof Expectation.Between) {
            return ORDERED;
        } else if (expectation instanceof Expectation.NotInFuture
                || expectation instanceof Expectation.FreshWithin) {
            return TIMES;
        } else if (expectation instanceof Expectation.OneOf
                || expectation instanceof Expectation.Matches
                || expectation instanceof Expectation.Length) {
            return TEXT;
        } else if (expectation instanceof Expectation.Type type) {
            return readableAs(type.type());
        }
        return EnumSet.allOf(ValueType.class);
    }

    private static Set<ValueType> readableAs(ValueType type) {
        return type.isNumeric()
                ? EnumSet.of(ValueType.INTEGER, ValueType.DOUBLE, ValueType.STRING)
                : EnumSet.of(type, ValueType.STRING);
    }

    private @Nullable Test test(Expectation expectation, SourceFields source) {
        if (expectation instanceof Expectation.That that) {
            Expr condition =
                    Conditions.compile("that", that.condition(), source, functions, problems);
            return condition == null
                    ? null
                    : new ExpectationPlan.That(that.condition().value().strip(), condition);
        }
        return test(expectation);
    }

    private static Test test(Expectation expectation) {
        if (expectation instanceof Expectation.Type type) {
            return new ExpectationPlan.Type(type.type());
        } else if (expectation instanceof Expectation.Between between) {
            return new ExpectationPlan.Between(
                    between.low().orElse(Double.NEGATIVE_INFINITY),
                    between.high().orElse(Double.POSITIVE_INFINITY));
        } else if (expectation instanceof Expectation.OneOf oneOf) {
            return new ExpectationPlan.OneOf(oneOf.values());
        } else if (expectation instanceof Expectation.Matches matches) {
            return new ExpectationPlan.Matches(matches.pattern().value());
        } else if (expectation instanceof Expectation.Length length) {
            return new ExpectationPlan.Length(
                    length.least().orElse(0), length.most().orElse(Long.MAX_VALUE));
        } else if (expectation instanceof Expectation.NotInFuture notInFuture) {
            return new ExpectationPlan.NotInFuture(notInFuture.tolerance().toMillis());
        } else if (expectation instanceof Expectation.FreshWithin fresh) {
            return new ExpectationPlan.FreshWithin(fresh.age().toMillis());
        } else if (expectation instanceof Expectation.NullShare share) {
            return new ExpectationPlan.NullShare(share.most());
        } else if (expectation instanceof Expectation.Volume volume) {
            return new ExpectationPlan.Volume(
                    volume.least().orElse(0), volume.most().orElse(Long.MAX_VALUE));
        }
        return new ExpectationPlan.NotNull();
    }
}
