package io.millrace.schemas.problem;

/**
 * A numbered error with its page in {@code millrace help}. The number's range says where it
 * belongs: MR-1xxx environment, MR-2xxx pipeline file, MR-3xxx data at the door, MR-4xxx models,
 * MR-5xxx jobs. A number never changes its meaning once it's released.
 */
public interface ErrorCode {

    /** Its page. */
    ErrorPage page();

    /** The number, such as {@code MR-2102}. */
    default String code() {
        return page().code();
    }

    /**
     * This error at a place.
     *
     * @param length how many characters to underline; 0 counts as 1
     */
    default Problem at(Place place, int length, String message, String... notes) {
        return Problem.error(code(), message, place, Math.max(length, 1), notes);
    }
}
