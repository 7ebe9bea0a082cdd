package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Rule;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

class ExpectationPlannerTest {

    private static FeaturePlan plan(Rule... rules) {
        return TestPlans.plan(
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        List.of(TestPlans.source("payments", "id", "at", List.of(rules))),
                        List.of()));
    }

    private static List<Problem> problems(Rule... rules) {
        ProblemsException thrown =
                Objects.requireNonNull(
                        catchThrowableOfType(ProblemsException.class, () -> plan(rules)));
        return thrown.problems();
    }

    private static Expectation that(String condition) {
        return new Expectation.That(Optional.empty(), TestPlans.text(condition));
    }

    @Test
    void tellsAllMistakesAtOnceWithPlaces() {
        List<Problem> problems =
                problems(
                        TestPlans.rule(new Expectation.NotNull(TestPlans.text("amout"))),
                        TestPlans.rule(that("amount <= itms")),
                        TestPlans.rule(that("amount + 1.0")),
                        TestPlans.rule(that("amount <= note")),
                        TestPlans.rule(
                                new Expectation.Type(
                                        TestPlans.text("approved"), ValueType.INTEGER)),
                        TestPlans.rule(
                                new Expectation.Length(
                                        TestPlans.text("items"),
                                        OptionalLong.of(1),
                                        OptionalLong.empty())),
                        TestPlans.rule(
                                new Expectation.FreshWithin(
                                        TestPlans.text("note"), Duration.ofHours(1))));

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactlyInAnyOrder(
                        "MR-2104", "MR-2404", "MR-2406", "MR-2405", "MR-2402", "MR-2402",
                        "MR-2402");
        assertThat(problems)
                .extracting(problem -> problem.place().line())
                .containsOnly(7); // where the texts stand
        assertThat(problems)
                .extracting(Problem::message)
                .contains(
                        "that: is a double, a condition is needed",
                        "\"approved\" is a boolean and can't be read as an integer",
                        "\"items\" is an integer and can't be checked with length",
                        "\"note\" is text and can't be checked with fresh_within");
    }

    @Test
    void refusesToSetNullWhatHasToBeThere() {
        List<Problem> problems =
                problems(
                        TestPlans.rule(
                                new Expectation.Matches(
                                        TestPlans.text("id"), TestPlans.text("[a-z]+")),
                                Otherwise.NULL));

        assertThat(problems).hasSize(1);
        Problem problem = problems.get(0);
        assertThat(problem.code()).isEqualTo("MR-2415");
        assertThat(problem.place()).hasToString("pipeline.yaml:8:3");
        assertThat(problem.message()).contains("\"id\" is the id or the time");
    }

    @Test
    void refusesToSetNullWhatTheSchemaWantsToBeThere() {
        RowType strict =
                new RowType(
                        TestPlans.PAYMENTS.fields().stream()
                                .map(field -> new Field(field.name(), field.type(), false))
                                .toList());
        Rule rule =
                TestPlans.rule(
                        new Expectation.Matches(TestPlans.text("note"), TestPlans.text("[a-z]+")),
                        Otherwise.NULL);
        Source source = TestPlans.source("payments", "id", "at", List.of(rule));

        ProblemsException thrown =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                ProblemsException.class,
                                () ->
                                        FeaturePlan.compile(
                                                TestPlans.pipeline(
                                                        Order.EVENT_TIME,
                                                        List.of(source),
                                                        List.of()),
                                                List.of(strict))));
        assertThat(thrown.problems())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo("MR-2415");
                            assertThat(problem.message()).contains("\"note\" isn't nullable");
                        });
    }

    @Test
    void countsByTheRulesOwnWindowOrTheMonitors() {
        FeaturePlan plan =
                plan(
                        TestPlans.rule(new Expectation.NotNull(TestPlans.text("amount"))),
                        TestPlans.rule(
                                new Expectation.Volume(
                                        OptionalLong.of(1),
                                        OptionalLong.empty(),
                                        Optional.of(Duration.ofMinutes(5)))),
                        TestPlans.rule(
                                new Expectation.NullShare(
                                        TestPlans.text("note"), 0.5, Optional.empty())));

        assertThat(plan.qualityRules(0))
                .containsExactly(
                        rule("amount finite", "amount", Otherwise.DEAD_LETTER, null, false),
                        rule("amount not_null", "amount", Otherwise.DEAD_LETTER, null, true),
                        new QualityRule(
                                "volume [1, null] in PT5M",
                                null,
                                Otherwise.WARN,
                                300_000,
                                new QualityRule.Volume(1, Long.MAX_VALUE),
                                true),
                        rule(
                                "note null_share 0.5",
                                "note",
                                Otherwise.WARN,
                                new QualityRule.NullShare(0.5),
                                true));
    }

    private static QualityRule rule(
            String rule,
            String field,
            Otherwise otherwise,
            QualityRule.@org.jspecify.annotations.Nullable Bounds bounds,
            boolean declared) {
        return new QualityRule(rule, field, otherwise, 3_600_000, bounds, declared);
    }
}
