package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Rule;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random rows through random rules, beside a plain reading of what each rule says. */
class ExpectationsOracleTest {
    private static final int ROWS = 3_000;
    private static final String[] NOTES = {
        "", "a", "EUR", "eur", "12", "-7", "1.5", "x1", "\uD83D\uDE00", "true"
    };

    /** A rule, and what it says in plain words. */
    private record Case(Expectation expectation, Reading reading) {}

    private interface Reading {
        boolean isMet(Map<String, Object> values, long recordTime);
    }

    private static final List<Case> CASES =
            List.of(
                    new Case(
                            new Expectation.NotNull(TestPlans.text("amount")),
                            (values, t) -> values.containsKey("amount")),
                    new Case(
                            new Expectation.Between(
                                    TestPlans.text("items"),
                                    OptionalDouble.of(-1.5),
                                    OptionalDouble.of(2.5)),
                            ifPresent(
                                    "items",
                                    v ->
                                            decimal(v).compareTo(new BigDecimal("-1.5")) >= 0
                                                    && decimal(v).compareTo(new BigDecimal("2.5"))
                                                            <= 0)),
                    new Case(
                            new Expectation.Between(
                                    TestPlans.text("amount"),
                                    OptionalDouble.empty(),
                                    OptionalDouble.of(3)),
                            ifPresent("amount", v -> (Double) v <= 3)),
                    new Case(
                            new Expectation.OneOf(TestPlans.text("note"), List.of("EUR", "12")),
                            ifPresent("note", v -> v.equals("EUR") || v.equals("12"))),
                    new Case(
                            new Expectation.Matches(
                                    TestPlans.text("note"), TestPlans.text("[a-z]*")),
                            ifPresent(
                                    "note",
                                    v -> v.toString().chars().allMatch(c -> c >= 'a' && c <= 'z'))),
                    new Case(
                            new Expectation.Length(
                                    TestPlans.text("note"), OptionalLong.of(1), OptionalLong.of(2)),
                            ifPresent(
                                    "note",
                                    v -> {
                                        long count = v.toString().codePoints().count();
                                        return count == 1 || count == 2;
                                    })),
                    new Case(
                            new Expectation.Type(TestPlans.text("note"), ValueType.INTEGER),
                            ifPresent("note", v -> v.equals("12") || v.equals("-7"))),
                    new Case(
                            new Expectation.NotInFuture(
                                    TestPlans.text("due"), Duration.ofMillis(20)),
                            (values, t) ->
                                    !values.containsKey("due")
                                            || (Long) values.get("due") - t <= 20),
                    new Case(
                            new Expectation.FreshWithin(
                                    TestPlans.text("due"), Duration.ofMillis(30)),
                            (values, t) ->
                                    !values.containsKey("due")
                                            || t - (Long) values.get("due") <= 30),
                    new Case(
                            new Expectation.That(
                                    Optional.of(TestPlans.text("items")),
                                    TestPlans.text("amount <= items || note == \"EUR\"")),
                            ExpectationsOracleTest::that));

    private interface Test {
        boolean holds(Object value);
    }

    private static Reading ifPresent(String field, Test test) {
        return (values, t) -> !values.containsKey(field) || test.holds(values.get(field));
    }

    private static BigDecimal decimal(Object value) {
        return new BigDecimal(value.toString());
    }

    /** It's false only if both sides are known to be. */
    private static boolean that(Map<String, Object> values, long t) {
        Object amount = values.get("amount");
        Object items = values.get("items");
        boolean more =
                amount != null && items != null && decimal(amount).compareTo(decimal(items)) > 0;
        Object note = values.get("note");
        return !(more && note != null && !note.equals("EUR"));
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64})
    void doesWhatTheRulesSay(long seed) {
        Random random = new Random(seed);
        Map<Case, Otherwise> chosen = new java.util.IdentityHashMap<>();
        List<Case> cases = new ArrayList<>(CASES);
        java.util.Collections.shuffle(cases, random);
        List<Rule> rules = new ArrayList<>();
        for (Case one : cases) {
            boolean notNull = one.expectation instanceof Expectation.NotNull;
            Otherwise[] any = {
                Otherwise.DEAD_LETTER, Otherwise.WARN, notNull ? Otherwise.WARN : Otherwise.NULL
            };
            chosen.put(one, any[random.nextInt(3)]);
            rules.add(TestPlans.rule(one.expectation, chosen.get(one)));
        }
        FeaturePlan plan =
                TestPlans.plan(
                        TestPlans.pipeline(
                                Order.EVENT_TIME,
                                List.of(TestPlans.source("payments", "id", "at", rules)),
                                List.of()));
        Expectations expectations = plan.expectations(0);
        List<QualityRule> counted = plan.qualityRules(0);

        for (int i = 0; i < ROWS; i++) {
            Map<String, Object> values = values(random);
            Coordinates at = new Coordinates("t", 0, i, 1_000);
            Row row = row(plan, values);
            List<Case> broken =
                    cases.stream().filter(c -> !c.reading.isMet(values, 1_000)).toList();
            Optional<Case> refusing =
                    broken.stream().filter(c -> chosen.get(c) == Otherwise.DEAD_LETTER).findFirst();

            @Nullable Refusal refusal = expectations.check(row, at);

            TreeSet<String> told = new TreeSet<>();
            Expectations.Failures failures =
                    (rule, acted) -> told.add(counted.get(rule).rule() + " " + acted);
            assertThat(Optional.ofNullable(refusal).map(Refusal::rule))
                    .as("seed %d, %s", seed, values)
                    .isEqualTo(refusing.map(c -> c.expectation.rule()));
            Map<String, Object> left = new TreeMap<>(values);
            TreeSet<String> wanted = new TreeSet<>();
            for (Case one : broken) {
                boolean acts =
                        refusing.map(c -> c == one)
                                .orElse(chosen.get(one) != Otherwise.DEAD_LETTER);
                wanted.add(one.expectation.rule() + " " + acts);
                if (refusing.isEmpty() && chosen.get(one) == Otherwise.NULL) {
                    left.remove(one.expectation.field().orElseThrow().value());
                }
            }
            if (refusal == null) {
                expectations.admit(row, at, failures);
            } else {
                expectations.refuse(row, at, failures);
            }
            assertThat(row).as("seed %d, %s", seed, values).isEqualTo(row(plan, left));
            assertThat(told).as("seed %d, %s", seed, values).isEqualTo(wanted);
        }
    }

    private static Map<String, Object> values(Random random) {
        Map<String, Object> values = new TreeMap<>();
        maybe(random, "amount", random.nextInt(12) / 2.0 - 1, values);
        maybe(random, "items", (long) random.nextInt(8) - 3, values);
        maybe(random, "note", NOTES[random.nextInt(NOTES.length)], values);
        maybe(random, "due", 1_000L + random.nextInt(101) - 50, values);
        return values;
    }

    private static void maybe(
            Random random, String field, Object value, Map<String, Object> values) {
        if (random.nextInt(5) > 0) {
            values.put(field, value);
        }
    }

    private static Row row(FeaturePlan plan, Map<String, Object> values) {
        RowType type = plan.sources().get(0);
        Row row = new Row(type.size());
        values.forEach(
                (field, value) ->
                        type.indexOf(field)
                                .ifPresent(i -> row.set(i, type.field(i).type(), value)));
        return row;
    }
}
