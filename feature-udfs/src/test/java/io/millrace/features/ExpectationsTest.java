package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

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
