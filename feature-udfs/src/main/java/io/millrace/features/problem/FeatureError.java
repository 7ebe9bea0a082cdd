package io.millrace.features.problem;

import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;

/** Mistakes that show when a pipeline's features are checked against its sources' schemas. */
public enum FeatureError {
    UNKNOWN_FIELD("MR-2104"),
    AMBIGUOUS_FEATURE("MR-2305"),
    UNKNOWN_FUNCTION("MR-2401"),
    WRONG_FIELD_TYPE("MR-2402"),
    BAD_EXPRESSION("MR-2403"),
    UNKNOWN_NAME("MR-2404"),
    WRONG_TYPES("MR-2405"),
    NOT_A_CONDITION("MR-2406"),
    NO_KEY("MR-2407");

    private final String code;

    FeatureError(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public Problem at(Place place, int length, String message, String... notes) {
        return Problem.error(code, message, place, length, notes);
    }
}
