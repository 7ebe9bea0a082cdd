package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

class FeaturePlanTest {
    private static final Feature ACCOUNT =
            TestPlans.aggregate(
                    "account",
                    "payments",
                    "approved && items > 1",
                    List.of(TestPlans.column("amount", "mean", "count")),
                    List.of(TestPlans.window(1000)));
    private static final Feature MERCHANT =
            TestPlans.aggregate(
                    "merchant",
                    "payments",
                    "",
                    List.of(TestPlans.column("note", "last")),
                    List.of(TestPlans.window(5)));

    private static List<String> names(RowType type) {
        return type.fields().stream().map(Field::name).toList();
    }

    @Test
    void tellsAnotherVersionOfTheEngineFromOtherDefinitions() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, ACCOUNT);
        FeaturePlan other = TestPlans.plan(Order.EVENT_TIME, MERCHANT);

        assertThat(plan.semanticVersion(plan.fingerprint())).hasValue(FeaturePlan.SEMANTIC_VERSION);
        assertThat(plan.semanticVersion(plan.fingerprint(3))).hasValue(3);
        assertThat(plan.fingerprint(3)).isNotEqualTo(plan.fingerprint());
        assertThat(plan.semanticVersion(other.fingerprint())).isEmpty();
    }

    @Test
    void namesFeaturesInTheFilesOrder() {
        FeaturePlan plan =
                TestPlans.plan(
                        Order.EVENT_TIME,
                        MERCHANT,
                        TestPlans.derive("half", "amount / 2"),
                        ACCOUNT,
                        new Feature.Fields(List.of(TestPlans.text("note"))),
                        TestPlans.derive("ratio", "half / account_amount_mean_1000ms"));

        assertThat(names(plan.features()))
                .containsExactly(
                        "merchant_note_last_5ms",
                        "half",
                        "account_amount_mean_1000ms",
                        "account_amount_count_1000ms",
                        "note",
                        "ratio");
        assertThat(plan.entities()).containsExactly("account", "merchant");
    }

    @Test
    void projectsWhatIsUsedInTheSchemasOrder() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, ACCOUNT);

        assertThat(names(plan.sources().get(0)))
                .containsExactly("id", "at", "account", "amount", "items", "approved");
        assertThat(names(plan.sources().get(1))).containsExactly("login_id", "when");
        assertThat(plan.keyFields(0, 0)).containsExactly(2);
        assertThat(plan.keyFields(0, 1)).isEmpty();
    }

    @Test
    void fillsDerivedFeaturesFromFieldsAndEarlierFeatures() {
        FeaturePlan plan =
                TestPlans.plan(
                        Order.EVENT_TIME,
                        new Feature.Fields(
                                List.of(TestPlans.text("amount"), TestPlans.text("note"))),
                        TestPlans.derive("half", "amount / 2"),
                        TestPlans.derive("quarter", "half / 2"),
                        TestPlans.derive("big", "items * 4611686018427387904"));
        Event event = event(plan, 1L);

        assertThat(plan.derived().apply(event)).isNull();
        assertThat(event.features().getDouble(plan.features().index("amount"))).isEqualTo(10);
        assertThat(event.features().isNull(plan.features().index("note"))).isTrue();
        assertThat(event.features().getDouble(plan.features().index("quarter"))).isEqualTo(2.5);

        Refusal refusal = Objects.requireNonNull(plan.derived().apply(event(plan, 2L)));
        assertThat(refusal.rule()).isEqualTo("big");
        assertThat(refusal.message()).contains("\"big\"", "2 * 4611686018427387904");
    }

    private static Event event(FeaturePlan plan, long items) {
        RowType type = plan.sources().get(0);
        Row row = new Row(type.size());
        row.setDouble(type.index("amount"), 10);
        row.setLong(type.index("items"), items);
        return new Event(
                0,
                "e",
                5,
                new Coordinates("t", 0, 0, 0),
                null,
                new byte[0],
                row,
                new Row(plan.features().size()));
    }

    @Test
    void theFingerprintIsOfTheMeaning() {
        String fingerprint = TestPlans.plan(Order.EVENT_TIME, ACCOUNT, MERCHANT).fingerprint();
        Feature sameCondition =
                TestPlans.aggregate(
                        "account",
                        "payments",
                        "approved  &&  1 < items",
                        List.of(TestPlans.column("amount", "mean", "count")),
                        List.of(TestPlans.window(1000)));
        Feature otherCondition =
                TestPlans.aggregate(
                        "account",
                        "payments",
                        "approved && items > 2",
                        List.of(TestPlans.column("amount", "mean", "count")),
                        List.of(TestPlans.window(1000)));

        assertThat(fingerprint).matches("[0-9a-f]{64}");
        assertThat(TestPlans.plan(Order.EVENT_TIME, sameCondition, MERCHANT).fingerprint())
                .isEqualTo(fingerprint);
        assertThat(TestPlans.plan(Order.EVENT_TIME, otherCondition, MERCHANT).fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(TestPlans.plan(Order.ARRIVAL, ACCOUNT, MERCHANT).fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(TestPlans.plan(Order.EVENT_TIME, MERCHANT, ACCOUNT).fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(TestPlans.plan(Order.EVENT_TIME, ACCOUNT).fingerprint())
                .isNotEqualTo(fingerprint);
    }

    /** Models and predictions carry it: it may only change when the meaning does. */
    @Test
    void plainFeaturesKeepTheirFingerprint() {
        assertThat(TestPlans.plan(Order.EVENT_TIME, ACCOUNT, MERCHANT).fingerprint())
                .isEqualTo("a9ec8ee923524de6cd4fcf85ea5656d7e140f659beaaa399f2a79141728052a5");
    }

    @Test
    void theFingerprintIsOfTheOptionsToo() {
        List<Feature> features = new ArrayList<>();
        features.add(optional(AggregateOptions.NONE, "100ms", Shape.TUMBLING, "mean"));
        features.add(optional(AggregateOptions.NONE, "100ms", Shape.SESSION, "mean"));
        features.add(optional(AggregateOptions.NONE, "100ms", Shape.TUMBLING, "p50"));
        for (Edge edge : Edge.values()) {
            for (long delay : new long[] {0, 5}) {
                for (Optional<Text> value :
                        List.of(Optional.<Text>empty(), Optional.of(TestPlans.text("1")))) {
                    AggregateOptions options =
                            new AggregateOptions(
                                    edge,
                                    Duration.ofMillis(delay),
                                    Optional.empty(),
                                    value,
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    Optional.empty());
                    features.add(optional(options, "100ms", Shape.SLIDING, "mean"));
                }
            }
        }

        assertThat(features)
                .extracting(feature -> TestPlans.plan(Order.EVENT_TIME, feature).fingerprint())
                .doesNotHaveDuplicates();
    }

    private static Feature optional(
            AggregateOptions options, String window, Shape shape, String function) {
        return new Feature.Aggregate(
                TestPlans.text("account"),
                TestPlans.text("payments"),
                Optional.empty(),
                List.of(TestPlans.column("amount", function)),
                List.of(
                        new Feature.Window(
                                TestPlans.text(window),
                                shape,
                                Duration.ofMillis(100),
                                Duration.ZERO,
                                0)),
                options);
    }

    @Test
    void reportsOptionsThatDoNotFit() {
        AggregateOptions options =
                new AggregateOptions(
                        Edge.PRIOR,
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.of(TestPlans.text("none")),
                        Optional.of(
                                new AggregateOptions.By(
                                        TestPlans.text("items"),
                                        List.of(TestPlans.text("1"), TestPlans.text("two")))),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());
        AggregateOptions substitute =
                new AggregateOptions(
                        Edge.PRIOR,
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.of(TestPlans.text("none")),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());
        Pipeline pipeline =
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        optional(options, "1ms", Shape.SLIDING, "mean"),
                        optional(substitute, "2ms", Shape.SLIDING, "mean"),
                        optional(AggregateOptions.NONE, "halflife 3ms", Shape.HALF_LIFE, "max"),
                        optional(AggregateOptions.NONE, "session 3ms", Shape.SESSION, "rate"),
                        optional(AggregateOptions.NONE, "4ms", Shape.SLIDING, "first_65"),
                        optional(AggregateOptions.NONE, "5ms", Shape.SLIDING, "count_distnct"));

        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () ->
                                FeaturePlan.compile(
                                        pipeline, List.of(TestPlans.PAYMENTS, TestPlans.LOGINS)));

        assertThat(thrown.problems())
                .extracting(Problem::code, Problem::suggestion)
                .containsExactlyInAnyOrder(
                        tuple("MR-2409", null),
                        tuple("MR-2409", null),
                        tuple("MR-2408", null),
                        tuple("MR-2408", null),
                        tuple("MR-2401", "first_2"),
                        tuple("MR-2401", "count_distinct"));
    }

    @Test
    void theFingerprintDependsOnWhatIsTakenAsNull() {
        Expectation items =
                new Expectation.Between(
                        TestPlans.text("items"), OptionalDouble.of(0), OptionalDouble.of(9));
        List<String> fingerprints =
                Stream.of(Otherwise.WARN, Otherwise.DEAD_LETTER, Otherwise.NULL)
                        .map(otherwise -> List.of(TestPlans.rule(items, otherwise)))
                        .map(
                                rules ->
                                        TestPlans.plan(
                                                        TestPlans.pipeline(
                                                                Order.EVENT_TIME,
                                                                List.of(
                                                                        TestPlans.source(
                                                                                "payments",
                                                                                "id",
                                                                                "at",
                                                                                rules)),
                                                                List.of()))
                                                .fingerprint())
                        .toList();

        assertThat(fingerprints.get(0)).isEqualTo(fingerprints.get(1));
        assertThat(fingerprints.get(2)).isNotEqualTo(fingerprints.get(0));
    }

    @Test
    void theFingerprintDoesNotDependOnExpectations() {
        Pipeline plain =
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        List.of(TestPlans.source("payments", "id", "at")),
                        List.of(ACCOUNT));
        Pipeline strict =
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        List.of(
                                TestPlans.source(
                                        "payments",
                                        "id",
                                        "at",
                                        new Expectation.NotNull(TestPlans.text("due")))),
                        List.of(ACCOUNT));

        assertThat(TestPlans.plan(strict).fingerprint())
                .isEqualTo(TestPlans.plan(plain).fingerprint());
    }

    @Test
    void refusesBytesOfAnotherVersion() {
        byte[] bytes = TestPlans.plan(Order.EVENT_TIME, ACCOUNT).toBytes();
        bytes[0] = 9;

        assertThatThrownBy(() -> FeaturePlan.fromBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .cause()
                .hasMessage("format 9; this release reads 5");
    }

    @Test
    void reportsEveryMistakeOfThePlanAtOnce() {
        Pipeline pipeline =
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        List.of(
                                TestPlans.source(
                                        "payments",
                                        "amount",
                                        "att",
                                        new Expectation.Between(
                                                TestPlans.text("note"),
                                                OptionalDouble.of(1),
                                                OptionalDouble.empty()),
                                        new Expectation.Matches(
                                                TestPlans.text("items"), TestPlans.text(".*")))),
                        List.of(
                                TestPlans.aggregate(
                                        "account",
                                        "payments",
                                        "note",
                                        List.of(TestPlans.column("amount", "mean")),
                                        List.of(TestPlans.window(1))),
                                TestPlans.aggregate(
                                        "account",
                                        "payments",
                                        "",
                                        List.of(
                                                TestPlans.column("amuont", "mean"),
                                                TestPlans.column("amount", "average", "max"),
                                                TestPlans.column("note", "sum")),
                                        List.of(TestPlans.window(1), TestPlans.window(1))),
                                TestPlans.aggregate(
                                        "unused_entity",
                                        "payments",
                                        "",
                                        List.of(TestPlans.column("amount", "count")),
                                        List.of(TestPlans.window(1))),
                                new Feature.Fields(List.of(TestPlans.text("itens"))),
                                TestPlans.derive("items", "amount * 2"),
                                TestPlans.derive("x", "amont * 2")));

        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () -> FeaturePlan.compile(pipeline, List.of(TestPlans.PAYMENTS)));

        assertThat(thrown.problems())
                .extracting(Problem::code, Problem::suggestion)
                .containsExactlyInAnyOrder(
                        tuple("MR-2402", null), // id is a double
                        tuple("MR-2104", "at"),
                        tuple("MR-2402", null), // note between
                        tuple("MR-2402", null), // items matches
                        tuple("MR-2406", null),
                        tuple("MR-2104", "amount"),
                        tuple("MR-2401", null),
                        tuple("MR-2305", null), // max twice
                        tuple("MR-2402", null), // sum of text
                        tuple("MR-2104", null), // nowhere
                        tuple("MR-2104", "items"),
                        tuple("MR-2305", null), // derived items
                        tuple("MR-2404", "amount"));
    }

    @Test
    void notANumberNeverComesIn() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, ACCOUNT);
        Event event = event(plan, 1);
        Coordinates at = event.at();

        assertThat(plan.expectations(0).check(event.fields(), at)).isNull();
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            event.fields().setDouble(plan.sources().get(0).index("amount"), bad);
            Refusal refusal =
                    Objects.requireNonNull(plan.expectations(0).check(event.fields(), at));
            assertThat(refusal.rule()).isEqualTo("amount finite");
        }
    }
}
