package io.millrace.jobs.cli;

import io.millrace.jobs.cli.data.DataFile;
import io.millrace.jobs.cli.data.LabelledRows;
import io.millrace.schemas.event.RowType;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Task;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Locale;

/** The file of labelled rows that models are judged by. */
final class LabelledData {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "CSV, JSON lines or Parquet, by its ending.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Option(
            names = "--label",
            required = true,
            paramLabel = "COLUMN",
            description = "Column of the labels: 0 and 1, or true and false.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String label;

    /** The rows, with a column for each input; those without a label are left out. */
    LabelledRows read(Session session, RowType inputs) {
        DataFile file = DataFile.open(session.resolve(data), data.toString());
        LabelledRows rows = LabelledRows.of(file, inputs, label);
        if (rows.unlabelled() > 0) {
            session.progress(rows.unlabelled() + " rows without a label are left out");
        }
        return rows;
    }

    /** Other tasks have other figures. */
    static void requireBinary(ModelArtifact artifact, String name) {
        Task task = artifact.outputs().task();
        if (task != Task.BINARY) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s is a %s model; binary ones are judged"
                            .formatted(name, task.name().toLowerCase(Locale.ROOT)));
        }
    }
}
