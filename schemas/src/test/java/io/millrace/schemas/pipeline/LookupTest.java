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

class LookupTest {
    private static final String TOP =
            """
            version: 1
            pipeline: p
            sources:
              payments: {id: i, event_time: t}
              profiles: {id: i, event_time: t}
            entities: {user: u}
            features:
            """;

    private static Pipeline load(String features) {
        return PipelineLoader.load("p.yaml", TOP + features, Map.of());
    }

    private static List<Problem> problems(String features) {
        return catchThrowableOfType(ProblemsException.class, () -> load(features)).problems();
    }

    @Test
    void readsLookupsAndNamesTheirFeatures() {
        Pipeline pipeline =
                load(
                        """
                          - {entity: user, from: profiles, latest: [country, risk], max_age: 7d}
                          - entity: user
                            from: profiles
                            where: verified
                            latest: [country]
                            suffix: verified
                        """);
        Feature.Lookup first = (Feature.Lookup) pipeline.features().get(0);
        Feature.Lookup second = (Feature.Lookup) pipeline.features().get(1);

        assertThat(first.names()).containsExactly("user_country_latest", "user_risk_latest");
        assertThat(first.maxAge()).contains(Duration.ofDays(7));
        assertThat(first.where()).isEmpty();
        assertThat(second.names()).containsExactly("user_country_latest_verified");
        assertThat(second.maxAge()).isEmpty();
        assertThat(second.where().orElseThrow().value()).isEqualTo("verified");
    }

    @Test
    void writesThemAsTheyLoad() {
        String features =
                """
                  - entity: user
                    from: profiles
                    where: verified
                    latest: [country, risk]
                    max_age: 7d
                    suffix: verified
                """;

        String written = ResolvedPipelineWriter.write(load(features));

        assertThat(written).contains(features);
        assertThat(ResolvedPipelineWriter.write(PipelineLoader.load("p.yaml", written, Map.of())))
                .isEqualTo(written);
    }

    @Test
    void refusesTheFirstSourceAndRepeatedNames() {
        assertThat(problems("  - {entity: user, from: payments, latest: [country]}\n"))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.code())
                                    .isEqualTo(PipelineFileError.KEYS_DISAGREE.code());
                            assertThat(problem.message()).contains("payments is the first");
                        });
        assertThat(
                        problems(
                                """
                                  - {entity: user, from: profiles, latest: [country]}
                                  - {entity: user, from: profiles, latest: [country], max_age: 1d}
                                """))
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.DUPLICATE_FEATURE.code());
        assertThat(problems("  - {entity: usr, latest: [c, c], max_age: 0s, windows: [1h]}\n"))
                .extracting(Problem::code)
                .contains(
                        PipelineFileError.UNKNOWN_ENTITY.code(),
                        PipelineFileError.REPEATED_ENTRY.code(),
                        PipelineFileError.UNKNOWN_KEY.code());
    }
}
