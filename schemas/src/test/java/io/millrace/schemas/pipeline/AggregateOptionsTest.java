package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class AggregateOptionsTest {
    private static final String TOP =
            """
            version: 1
            pipeline: p
            sources: {s: {id: i, event_time: t}}
            entities: {user: u}
            features:
            """;

    private static final String EVERYTHING =
            """
              - entity: user
                where: a
                aggregate: {x: [ratio, histogram]}
                windows: [1h, last 48, lifetime, tumbling 1d, hopping 7d every 1d, session 30m]
                edge: closed
                delay: 1m
                precision: 5m
                default: -1
                by: {country: [DE, "F R"]}
                out_of: b > 1
                bounds: [-0.5, 10]
                suffix: good
            """;

    private static Feature.Aggregate load(String features) {
        Pipeline pipeline = PipelineLoader.load("pipeline.yaml", TOP + features, Map.of());
        return (Feature.Aggregate) pipeline.features().get(0);
    }

    @Test
    void readsEveryOption() {
        Feature.Aggregate aggregate = load(EVERYTHING);
        AggregateOptions options = aggregate.options();

        assertThat(options.edge()).isEqualTo(Edge.CLOSED);
        assertThat(options.delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.precision()).contains(Duration.ofMinutes(5));
        assertThat(options.substitute().orElseThrow().value()).isEqualTo("-1");
        assertThat(options.by().orElseThrow().values())
                .extracting(Text::value)
                .containsExactly("DE", "F R");
        assertThat(options.outOf().orElseThrow().value()).isEqualTo("b > 1");
        assertThat(options.bounds()).containsExactly(-0.5, 10.0);
        assertThat(aggregate.windows())
                .extracting(
                        Feature.Window::shape,
                        Feature.Window::length,
                        Feature.Window::step,
                        Feature.Window::events)
                .containsExactly(
                        tuple(Shape.SLIDING, Duration.ofHours(1), Duration.ZERO, 0),
                        tuple(Shape.LAST, Duration.ZERO, Duration.ZERO, 48),
                        tuple(Shape.LIFETIME, Duration.ZERO, Duration.ZERO, 0),
                        tuple(Shape.TUMBLING, Duration.ofDays(1), Duration.ZERO, 0),
                        tuple(Shape.HOPPING, Duration.ofDays(7), Duration.ofDays(1), 0),
                        tuple(Shape.SESSION, Duration.ofMinutes(30), Duration.ZERO, 0));
    }

    @Test
    void namesAFeatureForEachCellBucketAndWindow() {
        assertThat(load(EVERYTHING).names())
                .hasSize(4 * 6 * 3)
                .startsWith("user_x_ratio_1h_DE_good", "user_x_ratio_1h_F_R_good")
                .contains(
                        "user_x_histogram_2_hopping_7d_every_1d_other_good",
                        "user_x_ratio_last_48_other_good");
    }

    @Test
    void hasNoOptionsWithoutKeys() {
        String plain = "  - {entity: user, aggregate: {x: [sum]}, windows: [halflife 1h]}\n";

        assertThat(load(plain).options()).isEqualTo(AggregateOptions.NONE);
        assertThat(load(plain).names()).containsExactly("user_x_sum_halflife_1h");
    }

    @Test
    void isTheSameWhenItIsWrittenOutAndReadAgain() {
        Pipeline pipeline = PipelineLoader.load("pipeline.yaml", TOP + EVERYTHING, Map.of());
        String written = ResolvedPipelineWriter.write(pipeline);
        Pipeline again = PipelineLoader.load("resolved.yaml", written, Map.of());

        assertThat(ResolvedPipelineWriter.write(again)).isEqualTo(written);
        assertThat(written).contains("edge: closed", "bounds: [-0.5, 10.0]", "suffix: good");
        assertThat(again.features().get(0).names()).isEqualTo(pipeline.features().get(0).names());
    }

    private static List<String> problems(String... lines) {
        String features = "  - entity: user\n    " + String.join("\n    ", lines) + "\n";
        ProblemsException thrown =
                catchThrowableOfType(ProblemsException.class, () -> load(features));
        assertThat(thrown).as(features).isNotNull();
        return thrown.problems().stream().map(AggregateOptionsTest::shown).toList();
    }

    private static String shown(Problem problem) {
        return problem.code()
                + " "
                + problem.place().line()
                + ":"
                + problem.place().column()
                + (problem.suggestion() == null ? "" : " " + problem.suggestion());
    }

    @Test
    void reportsEveryMistakeWithItsPlace() {
        String sum = "aggregate: {x: [sum]}";

        assertThat(
                        problems(
                                sum,
                                "windows: [1h, lst 48, last 0, hopping 1d by 1h, tumbling, tumbling 0s]",
                                "edge: close",
                                "delay: 1 h"))
                .containsExactly(
                        "MR-2203 8:19 last 48",
                        "MR-2202 8:27",
                        "MR-2203 8:35",
                        "MR-2203 8:53",
                        "MR-2202 8:63",
                        "MR-2204 9:11 closed",
                        "MR-2203 10:12");
        assertThat(problems(sum, "windows: [last 3]", "precision: 1m", "out_of: a", "bounds: [1]"))
                .containsExactly("MR-2109 9:5", "MR-2109 10:5", "MR-2109 11:5");
        assertThat(problems("aggregate: {x: [histogram]}", "windows: [1h]"))
                .containsExactly("MR-2109 6:5");
        assertThat(problems("aggregate: {x: [histogram]}", "windows: [1h]", "bounds: [2, 1]"))
                .containsExactly("MR-2206 9:5");
        assertThat(problems(sum, "windows: [hopping 1h every 1m]", "edge: current"))
                .containsExactly("MR-2109 9:5");
        assertThat(problems(sum, "windows: [1h]", "by: {a: [x], b: [y]}"))
                .containsExactly("MR-2109 9:5");
        assertThat(problems(sum, "windows: [1h]", "by: {a: [x y, x-y]}"))
                .containsExactly("MR-2208 9:19");
    }
}
