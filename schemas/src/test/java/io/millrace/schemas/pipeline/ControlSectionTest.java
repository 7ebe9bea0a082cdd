package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class ControlSectionTest {
    private static final String KEY = "MCowBQYDK2VwAyEA" + "A".repeat(43) + "=";

    private static Control read(String control) {
        return load(control).model().orElseThrow().control();
    }

    private static Pipeline load(String control) {
        String file =
                """
                version: 1
                pipeline: minimal
                sources: {clicks: {id: click_id, event_time: at}}
                features: [{fields: [price]}]
                model: {name: m, trainer: {algorithm: xgboost}%s}
                """
                        .formatted(control);
        return PipelineLoader.load("file", file, Map.of());
    }

    @Test
    void asksForNothingUnlessTheFileDoes() {
        assertThat(read("")).isEqualTo(Control.DEFAULT);
        assertThat(read(", control: {}")).isEqualTo(Control.DEFAULT);
        assertThat(Control.DEFAULT).isEqualTo(new Control(false, List.of(), 0, Duration.ofDays(7)));
        assertThat(ResolvedPipelineWriter.write(load(", control: {}"))).doesNotContain("control");
    }

    @Test
    void readsAllThatIsAskedFor() {
        Pipeline pipeline =
                load(
                        ", control: {require_signed: true, approvals: 2, approvals_expire: 3d,"
                                + " keys: {ada: {public_key: '%s', roles: [approver, operator]}}}"
                                        .formatted(KEY));

        Control control = pipeline.model().orElseThrow().control();

        assertThat(control)
                .isEqualTo(
                        new Control(
                                true,
                                List.of(
                                        new Control.SigningKey(
                                                "ada",
                                                KEY,
                                                List.of(
                                                        Control.KeyRole.APPROVER,
                                                        Control.KeyRole.OPERATOR))),
                                2,
                                Duration.ofDays(3)));
        String resolved = ResolvedPipelineWriter.write(pipeline);
        assertThat(
                        PipelineLoader.load("resolved", resolved, Map.of())
                                .model()
                                .orElseThrow()
                                .control())
                .isEqualTo(control);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {require_signed: true}                           | require_signed needs keys
                    {approvals: 3}                                   | out of range
                    {approvals_expire: 0s}                           | out of range
                    {keys: {ada: {public_key: abc, roles: [admin]}}} | isn't an Ed25519 public key
                    {keys: {ada: {roles: [admin]}}}                  | public_key
                    {keys: {ada: {public_key: K, roles: [king]}}}    | isn't one of author, approver
                    {keys: {ada: {public_key: K, roles: []}}}        | roles is empty
                    {keys: {}}                                       | keys is empty
                    """)
    void refusesWhatCannotBeMeant(String control, String message) {
        String written = control.replace("public_key: K", "public_key: '" + KEY + "'");

        assertThatThrownBy(() -> read(", control: " + written)).hasMessageContaining(message);
    }
}
