package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.problem.Place;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

class PipelineLoaderTest {
    static final Path GOOD = Path.of("src/test/resources/pipeline/card-fraud.yaml");

    private static final String MINIMAL =
            """
            version: 1
            pipeline: minimal
            sources:
              clicks: {id: click_id, event_time: at}
            """;

    private final Pipeline good = PipelineLoader.load(GOOD, Map.of());

    private static Pipeline load(String text) {
        return PipelineLoader.load("pipeline.yaml", text, Map.of());
    }

    @Test
    void readsNameAndOrder() {
        assertThat(good.name().value()).isEqualTo("card-fraud");
        assertThat(good.name().place()).isEqualTo(new Place(GOOD.toString(), 3, 11));
        assertThat(good.order()).isEqualTo(Pipeline.Order.EVENT_TIME);
        assertThat(load(MINIMAL + "order: arrival").order()).isEqualTo(Pipeline.Order.ARRIVAL);
    }

    @Test
    void readsSourceWithEveryKey() {
        Source source = good.mainSource();

        assertThat(source.name().value()).isEqualTo("transactions");
        assertThat(source.topic().value()).isEqualTo("transactions");
        assertThat(source.schema()).map(Text::value).contains("schemas/transaction.avsc");
        assertThat(source.id().value()).isEqualTo("transaction_id");
        assertThat(source.eventTime().value()).isEqualTo("occurred_at");
        assertThat(source.outOfOrderness()).isEqualTo(Duration.ofSeconds(5));
        assertThat(source.duplicatesWithin()).isEqualTo(Duration.ofMinutes(150));
        assertThat(source.flushAfterIdle()).contains(Duration.ofMillis(500));
    }

    @Test
    void readsExpectationsInOrder() {
        assertThat(good.mainSource().expect())
                .extracting(rule -> rule.expectation().rule())
                .containsExactly(
                        "amount not_null",
                        "amount between [0.0, 100000.0]",
                        "currency one_of [EUR, USD, NO]",
                        "country matches ^[A-Z]{2}$",
                        "occurred_at not_in_future PT5M",
                        "risk between [null, 1000.0]",
                        "iban type integer",
                        "iban length [15, null]",
                        "occurred_at fresh_within PT2H",
                        "that amount <= limit",
                        "mcc null_share 0.05 in PT1H",
                        "mcc null_share 0.1",
                        "volume [100, null] in PT24H");
        assertThat(((Expectation.Between) good.mainSource().expect().get(5).expectation()).low())
                .isEqualTo(OptionalDouble.empty());
    }

    @Test
    void readsWhatHappensOtherwise() {
        List<Otherwise> otherwise =
                good.mainSource().expect().stream().map(Rule::otherwise).toList();

        assertThat(otherwise.subList(0, 6)).containsOnly(Otherwise.DEAD_LETTER);
        assertThat(otherwise.subList(6, 13))
                .containsExactly(
                        Otherwise.NULL,
                        Otherwise.NULL,
                        Otherwise.WARN,
                        Otherwise.STOP,
                        Otherwise.WARN,
                        Otherwise.WARN,
                        Otherwise.STOP);
    }

    @Test
    void fillsInDefaults() {
        Pipeline pipeline =
                load(
                        MINIMAL
                                + """
                                entities: {user: user_id}
                                features: [{entity: user, aggregate: {x: [sum]}, windows: [1d]}]
                                model: {name: m, trainer: {algorithm: logistic_regression}}
                                """);
        Source source = pipeline.mainSource();
        Model model = pipeline.model().orElseThrow();

        assertThat(pipeline.order()).isEqualTo(Pipeline.Order.EVENT_TIME);
        assertThat(source.topic().value()).isEqualTo("clicks");
        assertThat(source.schema()).isEmpty();
        assertThat(source.outOfOrderness()).isEqualTo(Duration.ZERO);
        assertThat(source.duplicatesWithin()).isEqualTo(Duration.ofHours(1));
        assertThat(source.flushAfterIdle()).isEmpty();
        assertThat(source.expect()).isEmpty();
        assertThat(((Feature.Aggregate) pipeline.features().get(0)).from().value())
                .isEqualTo("clicks");
        assertThat(model.task()).isEqualTo(Model.Task.BINARY);
        assertThat(model.inputs()).isEmpty();
        assertThat(model.threshold()).isEqualTo(0.5);
        assertThat(model.trainer())
                .isEqualTo(
                        new Model.Trainer(Model.Algorithm.LOGISTIC_REGRESSION, 100, 6, 0.1, 10, 0));
    }

    @Test
    void needsNoMoreThanSources() {
        Pipeline pipeline = load(MINIMAL);

        assertThat(pipeline.entities()).isEmpty();
        assertThat(pipeline.features()).isEmpty();
        assertThat(pipeline.model()).isEmpty();
    }

    @Test
    void readsTopicsOfOtherPipelines() {
        String other = MINIMAL.replace("{id", "{topic: other.predictions, id");
        String odd = MINIMAL.replace("{id", "{topic: minimal.clicks, id");

        assertThat(load(other).mainSource().topic().value()).isEqualTo("other.predictions");
        assertThat(load(odd).mainSource().topic().value()).isEqualTo("minimal.clicks");
    }

    @Test
    void turnsDuplicatesOff() {
        assertThat(good.sources().get(1).duplicatesWithin()).isEqualTo(Duration.ZERO);
        assertThat(
                        load(MINIMAL.replace("at}", "at, duplicates_within: 0}"))
                                .mainSource()
                                .duplicatesWithin())
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void namesFeaturesByEntityFieldFunctionAndWindow() {
        assertThat(good.features()).hasSize(6);
        assertThat(good.features().get(1).names())
                .containsExactly(
                        "account_amount_count_10m",
                        "account_amount_count_1h30m",
                        "account_amount_sum_10m",
                        "account_amount_sum_1h30m",
                        "account_amount_mean_10m",
                        "account_amount_mean_1h30m",
                        "account_amount_stddev_10m",
                        "account_amount_stddev_1h30m",
                        "account_amount_max_10m",
                        "account_amount_max_1h30m",
                        "account_merchant_id_last_10m",
                        "account_merchant_id_last_1h30m");
        assertThat(good.features().get(0).names()).containsExactly("amount", "country");
        assertThat(good.features().get(4).names()).containsExactly("amount_vs_week");
    }

    @Test
    void readsAggregateThroughAnAlias() {
        Feature.Aggregate aggregate = (Feature.Aggregate) good.features().get(2);

        assertThat(aggregate.windows())
                .extracting(Feature.Window::length)
                .containsExactly(Duration.ofDays(1), Duration.ofDays(7));
        assertThat(aggregate.windows().get(1).text().place().line()).isEqualTo(6);
        assertThat(aggregate.where()).isEmpty();
    }

    @Test
    void knowsThePlaceOfEachCharacterOfAnExpression() {
        Text quoted = ((Feature.Aggregate) good.features().get(1)).where().orElseThrow();
        Text block = ((Feature.Derive) good.features().get(5)).expression();

        assertThat(quoted.value()).isEqualTo("status == \"APPROVED\"");
        assertThat(quoted.placeOf(7)).isEqualTo(new Place(GOOD.toString(), 43, 19));
        assertThat(block.value()).isEqualTo("amount > 100.0\n  && country == \"NO\"\n");
        assertThat(block.place()).isEqualTo(new Place(GOOD.toString(), 58, 7));
        assertThat(block.placeOf(block.value().indexOf("\n")))
                .isEqualTo(new Place(GOOD.toString(), 58, 21));
        assertThat(block.placeOf(block.value().indexOf("country")))
                .isEqualTo(new Place(GOOD.toString(), 59, 12));
    }

    @Test
    void readsModel() {
        Model model = good.model().orElseThrow();

        assertThat(model.name().value()).isEqualTo("fraud");
        assertThat(model.threshold()).isEqualTo(0.8);
        assertThat(model.inputs())
                .extracting(Text::value)
                .containsExactly(
                        "amount", "country", "amount_vs_week", "account_amount_mean_1h30m");
        assertThat(model.trainer())
                .isEqualTo(new Model.Trainer(Model.Algorithm.XGBOOST, 120, 5, 0.1, 10, 42));
    }

    @Test
    void keepsTextThatOtherYamlsWouldTurnIntoSomethingElse() {
        Pipeline pipeline =
                load(
                        MINIMAL.replace(
                                "at}",
                                "at, expect: [{field: f, one_of: [NO, on, 12:30:00, 010, 1e3, 0x1F,"
                                        + " 2026-11-21, true, '', 'null']}]}"));

        assertThat(
                        ((Expectation.OneOf) pipeline.mainSource().expect().get(0).expectation())
                                .values())
                .containsExactly(
                        "NO",
                        "on",
                        "12:30:00",
                        "010",
                        "1e3",
                        "0x1F",
                        "2026-11-21",
                        "true",
                        "",
                        "null");
    }

    @Test
    void replacesVariables() {
        String text =
                """
                version: ${VERSION}
                pipeline: p-${NAME}
                sources:
                  clicks:
                    topic: "${A}.${UNSET:-b}${EMPTY:-c}"
                    id: click_id
                    event_time: ${TIME:?which field?}
                    expect: [{field: f, one_of: [$$, "$${NAME}", cost$, "${EMPTY}"]}]
                """;
        Map<String, String> environment =
                Map.of("VERSION", "1", "NAME", "x", "A", "a", "EMPTY", "", "TIME", "at");

        Source source = PipelineLoader.load("p.yaml", text, environment).mainSource();

        assertThat(source.topic().value()).isEqualTo("a.bc");
        assertThat(source.eventTime().value()).isEqualTo("at");
        assertThat(((Expectation.OneOf) source.expect().get(0).expectation()).values())
                .isEqualTo(List.of("$", "${NAME}", "cost$", ""));
    }

    @Test
    void readsWindowsOfEveryUnit() {
        Pipeline pipeline =
                load(
                        MINIMAL
                                + """
                                entities: {user: user_id}
                                features:
                                  - entity: user
                                    aggregate: {x: [sum]}
                                    windows: [1ms, 2s, 3m, 4h, 5d, 1d2h3m4s5ms, 366d]
                                """);

        assertThat(((Feature.Aggregate) pipeline.features().get(0)).windows())
                .extracting(w -> w.length().toMillis())
                .containsExactly(
                        1L,
                        2000L,
                        180_000L,
                        14_400_000L,
                        432_000_000L,
                        93_784_005L,
                        31_622_400_000L);
    }

    @Test
    void
            countsLinesAndColumnsTheSameWithCarriageReturnsByteOrderMarkAndCharactersBeyondUnicode16() {
        String plain =
                "version: 1\npipeline: p\nsources: {'a': {topic: t, id: i, event_time: at}}\n";
        String windows = "\uFEFF" + plain.replace("\n", "\r\n");
        String emoji = plain.replace("pipeline", "# 😀\npipeline").replace("{'a'", "{x-😀: 1, 'a'");

        assertThat(load(windows)).isEqualTo(load(plain));
        assertThat(load(emoji).mainSource().topic().place())
                .isEqualTo(new Place("pipeline.yaml", 4, 32));
    }

    @Test
    void takesBoundsThatAreEqual() {
        String text = MINIMAL.replace("at}", "at, expect: [{field: f, between: [-5.5, -5.5]}]}");

        Expectation.Between between =
                (Expectation.Between) load(text).mainSource().expect().get(0).expectation();
        assertThat(between.low()).isEqualTo(between.high()).hasValue(-5.5);
    }

    @Test
    void freesKeysThatStartWithX() {
        assertThat(load(MINIMAL.replace("{id", "{x-owner: [ana, {b: c}], id") + "x-note: hi"))
                .extracting(Pipeline::model)
                .isEqualTo(Optional.empty());
    }
}
