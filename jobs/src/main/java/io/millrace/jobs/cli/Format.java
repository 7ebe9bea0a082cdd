package io.millrace.jobs.cli;

import java.util.Locale;

/** How a result is written to standard output. */
enum Format {
    /** Aligned columns for people. */
    TABLE,
    /** One document, with {@code schemaVersion}. */
    JSON,
    /** One object a line. */
    JSONL,
    /** RFC 4180, with a header. */
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
