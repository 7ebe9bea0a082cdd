package io.millrace.schemas.problem;

/**
 * What {@code millrace help} says about a numbered error.
 *
 * @param code the number, such as {@code MR-2102}
 * @param title what's wrong, in a few words
 * @param explanation why it's refused: one paragraph
 * @param example what causes it; may have several lines
 * @param remedy what to do about it
 */
public record ErrorPage(
        String code, String title, String explanation, String example, String remedy) {

    /** The page as plain text. */
    public String text() {
        return code
                + ": "
                + title
                + "\n\n"
                + explanation
                + "\n\nExample\n"
                + example.stripTrailing().indent(4)
                + "\nWhat to do\n"
                + remedy.indent(4);
    }
}
