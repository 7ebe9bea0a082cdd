package io.millrace.schemas.problem;

/**
 * A numbered error with its page in {@code millrace help}. The number's range says where it
 * belongs: MR-1xxx environment, MR-2xxx pipeline file, MR-3xxx data at the door, MR-4xxx models,
 * MR-5xxx jobs. A number never changes its meaning once it's released.
 */
public interface ErrorCode {

    /** The number, such as {@code MR-2102}. */
    String code();

    /** What's wrong, in a few words. */
    String title();

    /** Why it's refused: one paragraph. */
    String explanation();

    /** What causes it; may have several lines. */
    String example();

    /** What to do about it. */
    String remedy();
}
