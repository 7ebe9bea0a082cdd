package io.millrace.schemas.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every numbered error, in the order of the numbers. A range is one enum; a new range is added to
 * {@link #all()}.
 */
public final class ErrorCatalogue {

    private ErrorCatalogue() {}

    /** Every error of every range. */
    public static List<ErrorCode> all() {
        return Stream.<ErrorCode[]>of(
                        PipelineFileError.values(),
                        FeatureError.values(),
                        SchemaError.values(),
                        TestFileError.values(),
                        DataError.values(),
                        CsvFileError.values(),
                        DataFileError.values())
                .flatMap(Stream::of)
                .sorted(Comparator.comparing(ErrorCode::code))
                .toList();
    }

    /**
     * The error with a number.
     *
     * @param code such as {@code MR-2102}; {@code mr-2102} and {@code 2102} are understood
     */
    public static Optional<ErrorCode> find(String code) {
        String upper = code.strip().toUpperCase(Locale.ROOT);
        String wanted = upper.startsWith("MR-") ? upper : "MR-" + upper;
        return all().stream().filter(error -> error.code().equals(wanted)).findFirst();
    }

    /** The page of an error as plain text, or empty for a number that doesn't exist. */
    public static Optional<String> explain(String code) {
        return find(code).map(error -> error.page().text());
    }
}
