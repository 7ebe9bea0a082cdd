package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class EntityKeysTest {
    private static Pipeline load(String entities) {
        return PipelineLoader.load(
                "p.yaml",
                """
                version: 1
                pipeline: p
                sources: {s: {id: i, event_time: t}}
                entities: %s
                """
                        .formatted(entities),
                Map.of());
    }

    private static List<Problem> problems(String entities) {
        return catchThrowableOfType(ProblemsException.class, () -> load(entities)).problems();
    }

    @Test
    void readsOneFieldOrSeveral() {
        Pipeline pipeline = load("{user: u, pair: [a, b_2], single: [c]}");

        assertThat(pipeline.entities())
                .extracting(entity -> entity.keys().stream().map(Text::value).toList())
                .containsExactly(List.of("u"), List.of("a", "b_2"), List.of("c"));
        assertThat(pipeline.entities().get(1).key().value()).isEqualTo("a");
    }

    @Test
    void writesThemAsTheyLoad() {
        String written =
                ResolvedPipelineWriter.write(load("{user: u, pair: [a, b_2], single: [c]}"));

        assertThat(written).contains("  user: u\n  pair: [a, b_2]\n  single: c\n");
        assertThat(ResolvedPipelineWriter.write(PipelineLoader.load("p.yaml", written, Map.of())))
                .isEqualTo(written);
    }

    @Test
    void refusesEmptyRepeatedAndMisspeltFields() {
        assertThat(problems("{pair: []}"))
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.NOTHING_IN_IT.code());
        assertThat(problems("{pair: [a, b, a]}"))
                .extracting(Problem::code, problem -> problem.place().column())
                .containsExactly(tuple(PipelineFileError.REPEATED_ENTRY.code(), 25));
        assertThat(problems("{pair: [a, b-c], other: {x: y}}"))
                .extracting(Problem::code)
                .containsExactly(
                        PipelineFileError.INVALID_NAME.code(), PipelineFileError.WRONG_KIND.code());
        Text user = new Text("user", new Place("p.yaml", 4, 12));
        assertThatThrownBy(() -> new Entity(user, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
