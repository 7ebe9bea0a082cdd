package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Rule;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

class ExpectationsTest {
    private static final Coordinates AT = new Coordinates("t", 1, 2, 1_000_000);

    private static @Nullable Refusal check(
            Expectation expectation, String field, @Nullable Object value) {
        FeaturePlan plan =
                TestPlans.plan(
                        TestPlans.pipeline(
                                Order.EVENT_TIME,
                                List.of(TestPlans.source("payments", "id", "at", expectation)),
                                List.of()));
        RowType type = plan.sources().get(0);
        Row row = new Row(type.size());
        row.set(type.index(field), type.field(type.index(field)).type(), value);
        return plan.expectations(0).check(row, AT);
    }

    private static void passes(Expectation expectation, String field, @Nullable Object value) {
        assertThat(check(expectation, field, value)).as("%s of %s", expectation, value).isNull();
    }

    private static void refuses(
            Expectation expectation, String field, @Nullable Object value, String message) {
        Refusal refusal = Objects.requireNonNull(check(expectation, field, value));
        assertThat(refusal.rule()).isEqualTo(expectation.rule());
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.message()).isEqualTo("field \"" + field + "\" " + message);
    }

    @Test
    void aNullIsRefusedOnlyByNotNull() {
        refuses(
                new Expectation.NotNull(TestPlans.text("amount")),
                "amount",
                null,
                "is null, a value is needed");
        passes(new Expectation.NotNull(TestPlans.text("amount")), "amount", 1.0);
        passes(between("amount", 0, 1), "amount", null);
        passes(new Expectation.Matches(TestPlans.text("note"), TestPlans.text("x")), "note", null);
    }

    private static Expectation between(String field, double low, double high) {
        return new Expectation.Between(
                TestPlans.text(field), OptionalDouble.of(low), OptionalDouble.of(high));
    }

    @Test
    void boundsAreIncluded() {
        passes(between("amount", 0, 10.5), "amount", 0.0);
        passes(between("amount", 0, 10.5), "amount", 10.5);
        refuses(between("amount", 0, 10.5), "amount", 10.6, "is 10.6, outside [0.0, 10.5]");
        refuses(between("amount", 0, 10.5), "amount", -1e-9, "is -1.0E-9, outside [0.0, 10.5]");
        passes(between("items", 0.5, 3.5), "items", 1L);
        passes(between("items", 0.5, 3.5), "items", 3L);
        refuses(between("items", 0.5, 3.5), "items", 0L, "is 0, outside [0.5, 3.5]");
        refuses(between("items", 0.5, 3.5), "items", 4L, "is 4, outside [0.5, 3.5]");
        refuses(between("at", 10, 20), "at", 21L, "is 21, outside [10.0, 20.0]");
    }

    @Test
    void largeIntegersArentRounded() {
        // 2^53 + 1 is no double; as one it would be within
        refuses(
                between("items", 0, 0x1p53),
                "items",
                (1L << 53) + 1,
                "is 9007199254740993, outside [0.0, 9.007199254740992E15]");
    }

    @Test
    void anOpenSideHasNoBound() {
        Expectation least =
                new Expectation.Between(
                        TestPlans.text("items"), OptionalDouble.of(1), OptionalDouble.empty());
        passes(least, "items", Long.MAX_VALUE);
        refuses(least, "items", Long.MIN_VALUE, "is -9223372036854775808, outside [1.0, Infinity]");
    }

    @Test
    void textIsOneOfOrMatchesWhole() {
        Expectation oneOf = new Expectation.OneOf(TestPlans.text("note"), List.of("EUR", "USD"));
        passes(oneOf, "note", "EUR");
        refuses(oneOf, "note", "eur", "is \"eur\", one of [EUR, USD] is needed");

        Expectation matches =
                new Expectation.Matches(TestPlans.text("note"), TestPlans.text("[A-Z]{3}"));
        passes(matches, "note", "EUR");
        refuses(matches, "note", "EURO", "is \"EURO\", it must match [A-Z]{3}");
    }

    @Test
    void charactersAreCountedAsPeopleDo() {
        Expectation length =
                new Expectation.Length(
                        TestPlans.text("note"), OptionalLong.of(2), OptionalLong.of(3));
        passes(length, "note", "ab");
        passes(length, "note", "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00");
        refuses(length, "note", "a", "has 1 characters, at least 2 are needed");
        refuses(length, "note", "abcd", "has 4 characters, at most 3 are needed");
    }

    @Test
    void textIsReadAsType() {
        Expectation integer = type("note", ValueType.INTEGER);
        passes(integer, "note", "-9223372036854775808");
        refuses(
                integer,
                "note",
                "9223372036854775808",
                "is \"9223372036854775808\", which isn't an integer");
        refuses(integer, "note", "1.0", "is \"1.0\", which isn't an integer");
        refuses(integer, "note", "\u0661", "is \"\u0661\", which isn't an integer");

        Expectation number = type("note", ValueType.DOUBLE);
        passes(number, "note", "-1.5e-3");
        refuses(number, "note", "1e999", "is \"1e999\", which isn't a double");
        refuses(number, "note", "1d", "is \"1d\", which isn't a double");
        refuses(number, "note", "NaN", "is \"NaN\", which isn't a double");

        Expectation time = type("note", ValueType.TIMESTAMP);
        passes(time, "note", "2026-03-01T10:00:00+01:00");
        refuses(
                time,
                "note",
                "2026-02-30T10:00:00Z",
                "is \"2026-02-30T10:00:00Z\", which isn't a timestamp");

        passes(type("note", ValueType.BOOLEAN), "note", "false");
        refuses(type("note", ValueType.BOOLEAN), "note", "no", "is \"no\", which isn't a boolean");
    }

    @Test
    void numberIsWhole() {
        Expectation whole = type("amount", ValueType.INTEGER);
        passes(whole, "amount", -3.0);
        refuses(whole, "amount", 0.5, "is 0.5, which isn't an integer of 64 bits");
        refuses(
                whole,
                "amount",
                0x1p63,
                "is 9.223372036854776E18, which isn't an integer of 64 bits");
    }

    private static Expectation type(String field, ValueType type) {
        return new Expectation.Type(TestPlans.text(field), type);
    }

    @Test
    void conditionThatIsFalseIsRefusedAndOneWithoutValuePasses() {
        Expectation that =
                new Expectation.That(Optional.empty(), TestPlans.text("amount <= items"));
        passes(that, "amount", 5.0); // items is null
        Refusal refusal =
                Objects.requireNonNull(
                        check(List.of(TestPlans.rule(that)), Map.of("amount", 5.5, "items", 5L)));
        assertThat(refusal)
                .isEqualTo(
                        new Refusal(
                                "that amount <= items",
                                null,
                                "the event must be so that amount <= items, with amount = 5.5,"
                                        + " items = 5"));
        assertThat(check(List.of(TestPlans.rule(that)), Map.of("amount", 5.0, "items", 5L)))
                .isNull();
    }

    /** It's the condition that says what null means, also of the field that it's about. */
    @Test
    void conditionIsAskedAlsoWhereItsFieldIsNull() {
        Expectation that =
                new Expectation.That(
                        Optional.of(TestPlans.text("items")),
                        TestPlans.text("items != null || amount < 5.0"));

        assertThat(check(List.of(TestPlans.rule(that)), Map.of("amount", 7.0))).isNotNull();
        assertThat(check(List.of(TestPlans.rule(that)), Map.of("amount", 4.0))).isNull();
    }

    @Test
    void conditionThatOverflowsIsRefused() {
        Expectation that = new Expectation.That(Optional.empty(), TestPlans.text("items + 1 > 0"));
        Refusal refusal =
                Objects.requireNonNull(
                        check(List.of(TestPlans.rule(that)), Map.of("items", Long.MAX_VALUE)));
        assertThat(refusal.message()).contains("which has no value: ");
    }

    @Test
    void freshnessEndsBeforeTheRecordsTimestamp() {
        Expectation expectation =
                new Expectation.FreshWithin(TestPlans.text("at"), Duration.ofSeconds(5));
        passes(expectation, "at", 995_000L);
        refuses(
                expectation,
                "at",
                994_999L,
                "is 1970-01-01T00:16:34.999Z, before 1970-01-01T00:16:35Z (its record's Kafka timestamp less 5000 ms)");
    }

    private static @Nullable Refusal check(List<Rule> rules, Map<String, Object> values) {
        FeaturePlan plan = plan(rules);
        return plan.expectations(0).check(row(plan, values), AT);
    }

    private static FeaturePlan plan(List<Rule> rules) {
        return TestPlans.plan(
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        List.of(TestPlans.source("payments", "id", "at", rules)),
                        List.of()));
    }

    private static Row row(FeaturePlan plan, Map<String, Object> values) {
        RowType type = plan.sources().get(0);
        Row row = new Row(type.size());
        values.forEach(
                (field, value) ->
                        row.set(type.index(field), type.field(type.index(field)).type(), value));
        return row;
    }

    @Test
    void stopGoesBeforeDeadLetter() {
        List<Rule> rules =
                List.of(
                        TestPlans.rule(between("amount", 0, 1)),
                        TestPlans.rule(between("items", 0, 1), Otherwise.STOP));

        assertThat(check(rules, Map.of("amount", 2.0, "items", 1L))).isNotNull();
        assertThatThrownBy(() -> check(rules, Map.of("amount", 2.0, "items", 2L)))
                .isInstanceOf(StoppedException.class)
                .hasMessageStartingWith(
                        "the expectation \"items between [0.0, 1.0]\" says stop: field \"items\" is"
                                + " 2, outside [0.0, 1.0], in the record t/1@2.");
    }

    /** Every rule sees the event as it came, so that their order doesn't matter. */
    @Test
    void fieldIsNullAfterAllRulesHaveSeenIt() {
        List<Rule> rules =
                List.of(
                        TestPlans.rule(between("items", 0, 1), Otherwise.NULL),
                        TestPlans.rule(
                                new Expectation.That(
                                        Optional.of(TestPlans.text("amount")),
                                        TestPlans.text("items == null || double(items) < amount")),
                                Otherwise.NULL),
                        TestPlans.rule(
                                new Expectation.NotNull(TestPlans.text("items")), Otherwise.WARN),
                        TestPlans.rule(new Expectation.NotNull(TestPlans.text("items"))));
        FeaturePlan plan = plan(rules);
        Expectations expectations = plan.expectations(0);
        Row row = row(plan, Map.of("items", 7L, "amount", 3.0));
        List<String> failed = new ArrayList<>();

        assertThat(expectations.check(row, AT)).isNull();
        expectations.admit(
                row,
                AT,
                (rule, acted) -> failed.add(plan.qualityRules(0).get(rule).rule() + acted));

        assertThat(row).isEqualTo(row(plan, Map.of()));
        assertThat(failed)
                .containsExactly(
                        "items between [0.0, 1.0]true",
                        "that items == null || double(items) < amounttrue");
        Row next = row(plan, Map.of("items", 1L, "amount", 3.0));
        expectations.admit(next, AT);
        assertThat(next).isEqualTo(row(plan, Map.of("items", 1L, "amount", 3.0)));
    }

    @Test
    void refusedEventActsForTheFirstRuleAlone() {
        FeaturePlan plan =
                plan(
                        List.of(
                                TestPlans.rule(between("items", 5, 9), Otherwise.WARN),
                                TestPlans.rule(between("items", 0, 1)),
                                TestPlans.rule(between("items", 0, 2))));
        List<String> failed = new ArrayList<>();

        plan.expectations(0)
                .refuse(
                        row(plan, Map.of("items", 3L)),
                        AT,
                        (rule, acted) ->
                                failed.add(plan.qualityRules(0).get(rule).rule() + " " + acted));

        assertThat(failed)
                .containsExactlyInAnyOrder(
                        "items between [5.0, 9.0] false",
                        "items between [0.0, 1.0] true",
                        "items between [0.0, 2.0] false");
    }

    @Test
    void theFutureBeginsAfterTheRecordsTimestamp() {
        Expectation expectation =
                new Expectation.NotInFuture(TestPlans.text("at"), Duration.ofSeconds(5));
        passes(expectation, "at", 1_005_000L);
        refuses(
                expectation,
                "at",
                1_005_001L,
                "is 1970-01-01T00:16:45.001Z, after 1970-01-01T00:16:45Z (its record's Kafka timestamp plus 5000 ms)");
    }
}
