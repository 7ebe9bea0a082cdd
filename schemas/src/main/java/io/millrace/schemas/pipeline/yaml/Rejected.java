package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** Why a single value can't be used; the one who reads it adds what was found and where. */
public final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient @Nullable String suggestion;
    private final transient List<String> notes;

    /**
     * @param complaint what follows the value in the message, such as {@code isn't a number}
     */
    public Rejected(ErrorCode code, String complaint, String... notes) {
        this(code, complaint, Optional.empty(), List.of(notes));
    }

    private Rejected(
            ErrorCode code, String complaint, Optional<String> suggestion, List<String> notes) {
        super(complaint, null, false, false);
        this.code = code;
        this.suggestion = suggestion.orElse(null);
        this.notes = notes;
    }

    /** The same with "did you mean". */
    public Rejected suggesting(Optional<String> nearest) {
        return new Rejected(code, complaint(), nearest, notes);
    }

    ErrorCode code() {
        return code;
    }

    String complaint() {
        return String.valueOf(getMessage());
    }

    @Nullable String suggestion() {
        return suggestion;
    }

    List<String> notes() {
        return notes;
    }
}
