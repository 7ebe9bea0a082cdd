package io.millrace.jobs.cli.backfill;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.pipeline.CheckedPipeline;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class LabelTableTest {
    private static final CheckedPipeline PIPELINE =
            CheckedPipeline.load(
                    Path.of("examples/card-fraud/pipeline.yaml"), Map.of(), Optional::empty);

    @Test
    void saysWhatToDoBeforeLabelsFillTheMemory() {
        LabelTable table = new LabelTable(PIPELINE.labels().orElseThrow(), 1 << 20);

        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                table.take("e" + i, i, 1.0);
                            }
                        })
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("the first 6,3")
                .hasMessageContaining("labels take 1 MB of memory")
                .satisfies(
                        failure ->
                                org.assertj.core.api.Assertions.assertThat(
                                                ((CommandFailure) failure).notes().toString())
                                        .contains("MILLRACE_JAVA_OPTS"));
    }
}
