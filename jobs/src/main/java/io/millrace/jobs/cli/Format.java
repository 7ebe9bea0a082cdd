package io.millrace.jobs.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
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

    /** By its name in lower case. */
    static final class Converter implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) {
            return Arrays.stream(values())
                    .filter(format -> format.toString().equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "\"" + text + "\" is none of table, json, jsonl, csv"));
        }
    }
}
