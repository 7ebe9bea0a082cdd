package io.millrace.jobs.cli.data;

import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.ProblemsException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A file of rows, looked through. */
public interface DataFile {

    /** As the user named it. */
    String name();

    /** In the file's order. */
    List<ColumnInfo> columns();

    long rows();

    /**
     * Reads values, or makes ready to.
     *
     * @param kinds by name of the columns that are wanted
     */
    void load(Map<String, ColumnKind> kinds);

    /**
     * One of the columns that were asked for by {@link #load}. Safe to call from several threads.
     */
    DataColumn column(String name);

    default Optional<ColumnInfo> find(String column) {
        return columns().stream().filter(info -> info.name().equals(column)).findFirst();
    }

    /**
     * Looks a file through; its format is by its ending.
     *
     * @param name for messages
     * @throws ProblemsException with the file's mistakes
     */
    static DataFile open(Path file, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!Files.isRegularFile(file)) {
            throw unreadable(name, "there is no such file");
        }
        if (lower.endsWith(".parquet")) {
            return ParquetData.open(file, name);
        }
        if (lower.endsWith(".jsonl") || lower.endsWith(".ndjson") || lower.endsWith(".json")) {
            return TextData.open(file, name, JsonLines::new);
        }
        if (lower.endsWith(".csv")) {
            return TextData.open(file, name, CsvSource::new);
        }
        throw unreadable(name, "its ending is none of .csv, .jsonl, .ndjson, .json and .parquet");
    }

    /** The mistake that nothing of a file can be read. */
    static ProblemsException unreadable(String name, String why) {
        return new ProblemsException(
                List.of(
                        DataFileError.UNREADABLE_FILE.at(
                                new Place(name, 1, 1), 1, name + " can't be read: " + why)));
    }
}
