package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What goes to the topic of features, and what's read of another pipeline's. */
class PublishTest {
    private static final String TOP =
            """
            version: 1
            pipeline: shop
            sources:
              payments: {id: i, event_time: t}
            """;
    private static final String PAYMENTS =
            TOP
                    + """
                    entities: {user: u, pair: [u, v], other: w}
                    features:
                      - {fields: [price]}
                      - {entity: user, aggregate: {price: [sum]}, windows: [1h, 1d]}
                      - {entity: pair, aggregate: {price: [max]}, windows: [1h]}
                      - {derive: ratio, as: price / 2}
                    publish:
                    """;

    private static Pipeline load(String file) {
        return PipelineLoader.load("p.yaml", file, Map.of());
    }

    private static Problem problem(String file) {
        List<Problem> problems =
                catchThrowableOfType(ProblemsException.class, () -> load(file)).problems();
        assertThat(problems).as(problems.toString()).hasSize(1);
        return problems.get(0);
    }

    private static List<String> published(Pipeline pipeline) {
        return pipeline.published().stream()
                .map(p -> p.entity() + " " + p.features().stream().map(Text::value).toList())
                .toList();
    }

    @Test
    void allIsWhatIsAboutTheEntityAndListsMayNameMore() {
        Pipeline pipeline = load(PAYMENTS + "  user: all\n  pair: [ratio, user_price_sum_1h]\n");

        assertThat(published(pipeline))
                .containsExactly(
                        "user [user_price_sum_1h, user_price_sum_1d]",
                        "pair [ratio, user_price_sum_1h]");
        assertThat(load(TOP).published()).isEmpty();
    }

    @Test
    void isWrittenAsItLoads() {
        Pipeline pipeline = load(PAYMENTS + "  user: all\n  pair: [ratio]\n");
        String text = ResolvedPipelineWriter.write(pipeline);

        assertThat(published(load(text))).isEqualTo(published(pipeline));
        assertThat(ResolvedPipelineWriter.write(load(text))).isEqualTo(text);
    }

    @Test
    void refusesWhatCannotBePublished() {
        Problem unknownEntity = problem(PAYMENTS + "  users: all\n");
        assertThat(unknownEntity.code()).isEqualTo(PipelineFileError.UNKNOWN_ENTITY.code());
        assertThat(unknownEntity.suggestion()).contains("user");

        Problem unknownFeature = problem(PAYMENTS + "  user: [user_price_sum_2h]\n");
        assertThat(unknownFeature.code()).isEqualTo(PipelineFileError.UNKNOWN_FEATURE.code());

        Problem nothing = problem(PAYMENTS + "  other: all\n");
        assertThat(nothing.code()).isEqualTo(PipelineFileError.UNPUBLISHABLE.code());
        assertThat(nothing.message()).isEqualTo("publish: no feature is about other");
        assertThat(problem(PAYMENTS + "  other: [price]\n").message())
                .isEqualTo("publish: no feature is about other");
    }

    @Test
    void refusesTwoFieldsOfOneName() {
        String clashing =
                TOP
                        + """
                        entities: {user: u}
                        features:
                          - {fields: [u, entity]}
                          - {entity: user, aggregate: {price: [sum]}, windows: [1h]}
                        publish: {user: [%s]}
                        """;

        assertThat(problem(clashing.formatted("u")).message())
                .isEqualTo(
                        "publish: \"u\" can't be published: a vector has another field of this"
                                + " name");
        assertThat(problem(clashing.formatted("entity")).code())
                .isEqualTo(PipelineFileError.UNPUBLISHABLE.code());
        assertThat(
                        problem(
                                        TOP
                                                + """
                                                entities: {user: event_id}
                                                features:
                                                  - entity: user
                                                    aggregate: {price: [sum]}
                                                    windows: [1h]
                                                publish: {user: all}
                                                """)
                                .message())
                .contains("\"event_id\" can't be published");
    }

    @Test
    void readsTheFeaturesOfAnotherPipeline() {
        Pipeline pipeline = load(TOP + "  scores: {features_of: card-fraud}\n");
        Source scores = pipeline.sources().get(1);

        assertThat(scores.featuresOf().map(Text::value)).contains("card-fraud");
        assertThat(scores.topic().value()).isEqualTo("card-fraud.features");
        assertThat(scores.id().value()).isEqualTo("vector_id");
        assertThat(scores.eventTime().value()).isEqualTo("event_time");
        assertThat(scores.outOfOrderness()).isEqualTo(Duration.ofMinutes(1));
        String text = ResolvedPipelineWriter.write(pipeline);
        assertThat(ResolvedPipelineWriter.write(load(text))).isEqualTo(text);
    }

    @Test
    void refusesOwnFeaturesTheFirstSourceAndKeysThatAreKnown() {
        assertThat(problem(TOP + "  own: {features_of: shop}\n").code())
                .isEqualTo(PipelineFileError.OWN_TOPIC.code());
        assertThat(problem(TOP + "  other: {features_of: risk, id: x}\n").code())
                .isEqualTo(PipelineFileError.UNKNOWN_KEY.code());
        assertThat(problem(TOP + "  other: {feature_of: risk}\n").suggestion())
                .contains("features_of");
        assertThat(
                        problem(
                                        """
                                        version: 1
                                        pipeline: shop
                                        sources: {first: {features_of: risk}}
                                        """)
                                .message())
                .startsWith("features_of can't be the first source");
        assertThat(
                        problem(
                                        TOP
                                                + "  one: {features_of: risk}\n"
                                                + "  two: {topic: risk.features, id: i, event_time:"
                                                + " t}\n")
                                .code())
                .isEqualTo(PipelineFileError.DUPLICATE_TOPIC.code());
    }
}
