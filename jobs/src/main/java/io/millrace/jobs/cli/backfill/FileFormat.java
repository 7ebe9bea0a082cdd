package io.millrace.jobs.cli.backfill;

import java.util.Locale;
import java.util.Optional;

/** How rows are written. */
public enum FileFormat {
    PARQUET,
    CSV,
    JSONL;

    /** Of a file's name. */
    public String ending() {
        return "." + name().toLowerCase(Locale.ROOT);
    }

    /** The format that a file's ending asks for; empty if it asks for none. */
    public static Optional<FileFormat> ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (FileFormat format : values()) {
            if (lower.endsWith(format.ending())) {
                return Optional.of(format);
            }
        }
        return lower.endsWith(".ndjson") ? Optional.of(JSONL) : Optional.empty();
    }
}
