package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.Endpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.serve.PastScores;
import io.millrace.schemas.serde.csv.CsvOptions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a backfill is asked for.
 *
 * @param inputs files by source, in the pipeline's order; no file at all: the sources' topics
 * @param options by source, of CSV and of files without ids or times
 * @param from epoch milliseconds of the first event that's asked for; MIN_VALUE for all
 * @param to epoch milliseconds of the first event that isn't; MAX_VALUE for all
 * @param offsets of topics, what's asked for and read; {@link OffsetRange#ALL} with files
 * @param target where the rows go
 * @param format of files
 * @param labels what makes a training set of it
 * @param parallelism of the job; the output doesn't depend on it
 * @param knowledge of topics: what's left out of what the live run has passed by
 * @param overwrite whether an output that's there is replaced
 * @param fresh whether what an earlier run has left is dropped
 * @param checkpointInterval how much work is lost at most when the run is killed
 * @param endpoints of topics; empty if there's none in it
 * @param scores what each row gets besides; empty for features alone
 */
public record BackfillRequest(
        CheckedPipeline checked,
        List<List<Path>> inputs,
        List<CsvOptions> options,
        long from,
        long to,
        OffsetRange offsets,
        BackfillTarget target,
        FileFormat format,
        LabelInput labels,
        int parallelism,
        Knowledge knowledge,
        boolean overwrite,
        boolean fresh,
        Duration checkpointInterval,
        Optional<Endpoints> endpoints,
        Optional<PastScores> scores) {

    /** Where labels come from. */
    public sealed interface LabelInput {
        /** Nowhere: features alone. */
        record None() implements LabelInput {}

        /** A file of the labels' fields. */
        record File(Path file) implements LabelInput {}

        /** The pipeline's topic of labels. */
        record Source() implements LabelInput {}
    }

    public BackfillRequest {
        inputs = inputs.stream().map(List::copyOf).toList();
        options = List.copyOf(options);
    }

    Endpoints requireEndpoints() {
        return endpoints.orElseThrow(
                () -> new IllegalStateException("topics without an address of Kafka"));
    }

    KafkaSettings kafka() {
        return new KafkaSettings(requireEndpoints().bootstrap(), requireEndpoints().properties());
    }

    boolean isOfFiles() {
        return inputs.stream().anyMatch(files -> !files.isEmpty());
    }

    boolean isLabelled() {
        return !(labels instanceof LabelInput.None);
    }
}
