package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Files that can be used, but hardly as they're meant. */
class PipelineWarningsTest {
    private static final String FILE =
            """
            version: 1
            pipeline: p
            sources: {s: {id: i, event_time: t}}
            features: [{fields: [f]}]
            labels: {from: l, on: i, value: v, event_time: t, within: 7d}
            model:
              name: m
              trainer: {algorithm: xgboost}
              rollout:
                steps: [shadow 1h, canary 5% 6d, canary 25% 7d, champion]
            """;
    private static final String LABELS = FILE.lines().toList().get(4) + "\n";

    private static List<Problem> warnings(String text) {
        return PipelineLoader.loadWithWarnings("f", text, Map.of()).warnings();
    }

    @Test
    void warnsOfCanaryThatIsOverBeforeItsLabelsAreKnown() {
        List<Problem> warnings = warnings(FILE);

        assertThat(warnings).hasSize(1);
        Problem warning = warnings.get(0);
        assertThat(warning.severity()).isEqualTo(Problem.Severity.WARNING);
        assertThat(warning.code()).isEqualTo(PipelineFileError.STEP_BEFORE_LABELS.code());
        assertThat(warning.place()).isEqualTo(new Place("f", 10, 24));
        assertThat(warning.length()).isEqualTo("canary 5% 6d".length());
        assertThat(warning.message()).contains("a step of 6d");
        assertThat(warning.notes()).containsExactly("labels.within is 7d");
    }

    @Test
    void saysNothingOfCanariesThatAreLongEnough() {
        assertThat(warnings(FILE.replace("6d", "7d"))).isEmpty();
        assertThat(warnings(FILE.replace("within: 7d", "within: 6d"))).isEmpty();
    }

    @Test
    void warnsOfRolloutThatWaitsForLabelsThatNeverCome() {
        assertThat(warnings(FILE.replace(LABELS, "")))
                .extracting(Problem::code, Problem::place)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                PipelineFileError.STEP_WITHOUT_LABELS.code(),
                                new Place("f", 9, 5)));
    }

    @Test
    void saysNothingOfRolloutThatNeedsNoLabels() {
        String without = FILE.replace(LABELS, "");

        assertThat(warnings(without + "    at_least_labelled: 0\n")).isEmpty();
        assertThat(warnings(without.replace("shadow 1h, canary 5% 6d, canary 25% 7d, ", "")))
                .isEmpty();
        assertThat(warnings(without.substring(0, without.indexOf("  rollout")))).isEmpty();
    }

    @Test
    void reportsMistakesBeforeAnybodyThinksOfWarnings() {
        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () -> warnings(FILE.replace("name: m", "name: m@1")));

        assertThat(thrown.problems())
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.INVALID_NAME.code());
    }
}
