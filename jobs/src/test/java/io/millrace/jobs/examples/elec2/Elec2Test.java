package io.millrace.jobs.examples.elec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.jobs.examples.LoopSimulation;
import io.millrace.jobs.examples.LoopSimulation.Labelled;
import io.millrace.jobs.pipeline.CheckedPipeline;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the example's settings help on real data; needs its file, which isn't part of this. */
class Elec2Test {
    private static final Path EXAMPLE = Path.of("examples/elec2/pipeline.yaml");

    @TempDir Path folder;

    private final CheckedPipeline pipeline = load(EXAMPLE);

    @BeforeEach
    void needsTheFile() {
        assumeThat(System.getProperty("millrace.elec2"))
                .as("-Dmillrace.elec2=<path of elec.csv>; examples/elec2/README.md says where")
                .isNotNull();
    }

    @Test
    void loopBeatsTheFirstModelAfterTheMarketsJoined() throws IOException {
        List<Labelled> rows = Elec2.rows(pipeline, Path.of(System.getProperty("millrace.elec2")));

        LoopSimulation loop = run(pipeline, rows);
        LoopSimulation still = run(load(withoutRetraining()), rows);

        assertThat(rows).hasSize(45_312);
        assertThat(still.trainings()).isEqualTo(1);
        double first = still.accuracy(Elec2.VICTORIA, rows.size());
        double adapted = loop.accuracy(Elec2.VICTORIA, rows.size());
        assertThat(adapted - first)
                .as("accuracy %.3f against %.3f, %d trainings", adapted, first, loop.trainings())
                .isGreaterThan(0.03);
    }

    /** Without further steps a rollout takes its lead. */
    private static LoopSimulation run(CheckedPipeline pipeline, List<Labelled> rows) {
        Duration lead = pipeline.pipeline().model().orElseThrow().rollout().lead();
        return new LoopSimulation(pipeline, rows, lead).run();
    }

    /** The same example with its first model for ever. */
    private Path withoutRetraining() throws IOException {
        for (String schema : List.of("prices.avsc", "moves.avsc")) {
            Files.copy(EXAMPLE.resolveSibling(schema), folder.resolve(schema));
        }
        String text = Files.readString(EXAMPLE);
        String still = text.replace("change_in_errors: true", "change_in_errors: false");
        assertThat(still).isNotEqualTo(text);
        return Files.writeString(folder.resolve("pipeline.yaml"), still);
    }

    private static CheckedPipeline load(Path file) {
        return CheckedPipeline.load(file, Map.of(), Optional::empty);
    }
}
