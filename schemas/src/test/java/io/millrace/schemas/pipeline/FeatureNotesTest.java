package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.util.Map;

class FeatureNotesTest {
    private static final String FILE =
            """
            version: 1
            pipeline: p
            owner: platform
            sources: {s: {id: i, event_time: t}, o: {id: i, event_time: t}}
            entities: {user: user_id}
            functions: [lib/a.jar, b.jar]
            features:
              - {fields: [a], tags: [pii]}
              - entity: user
                aggregate: {price: [sum]}
                windows: [1h, 1d]
                owner: risk
                description: what a user spends
                tags: [core, v2.1]
              - {entity: user, from: o, latest: [country], owner: risk}
              - {derive: d, as: a + 1, description: one more}
            """;

    private static Pipeline load(String text) {
        return PipelineLoader.load("f", text, Map.of());
    }

    @Test
    void belongToEveryFeatureOfAnEntry() {
        Pipeline pipeline = load(FILE);

        for (String name : new String[] {"user_price_sum_1h", "user_price_sum_1d"}) {
            FeatureNote note = pipeline.note(name);
            assertThat(note.owner()).map(Text::value).contains("risk");
            assertThat(note.description()).map(Text::value).contains("what a user spends");
            assertThat(note.tags()).extracting(Text::value).containsExactly("core", "v2.1");
        }
        assertThat(pipeline.note("user_country_latest").owner()).map(Text::value).contains("risk");
    }

    @Test
    void haveThePipelinesOwnerIfTheyNameNone() {
        Pipeline pipeline = load(FILE);

        assertThat(pipeline.note("a").owner()).map(Text::value).contains("platform");
        assertThat(pipeline.note("d").owner()).map(Text::value).contains("platform");
        assertThat(load(FILE.replace("owner: platform\n", "")).note("a").owner()).isEmpty();
    }

    @Test
    void comeBackFromTheResolvedFile() {
        Pipeline pipeline = load(FILE);
        Pipeline again = load(ResolvedPipelineWriter.write(pipeline));

        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*place")
                .isEqualTo(pipeline);
    }

    @Test
    void areRefusedWhereTheySayNothing() {
        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () ->
                                load(
                                        FILE.replace("[pii]", "[a b, pii, pii]")
                                                .replace("one more", "\" \"")
                                                .replace("b.jar", "b.zip")));

        assertThat(thrown.problems())
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("MR-2301", "MR-2208", "MR-2107", "MR-2301");
    }
}
