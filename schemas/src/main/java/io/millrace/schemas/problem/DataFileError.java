package io.millrace.schemas.problem;

/** Mistakes in files of rows that are compared or profiled, MR-32xx. */
public enum DataFileError implements ErrorCode {
    UNREADABLE_FILE(
            "MR-3201",
            "a file of rows can't be read",
            "The file isn't there, is empty, or isn't what its ending says: .csv is RFC 4180 in UTF-8 with the names"
                    + " of the columns in its first line, .jsonl and .ndjson have a JSON object a line, .parquet is"
                    + " Parquet.",
            "a,\"b\"c",
            "Save the file in one of these formats, with the ending that belongs to it."),
    MISSING_COLUMN(
            "MR-3202",
            "the current file lacks a column of the reference",
            "Columns are compared by name; case counts. One that is missing can't be compared, which is worse than"
                    + " drift.",
            "amount,country      # the reference also has \"age\"",
            "Add the column, or leave it out of the comparison with --ignore."),
    OTHER_TYPE(
            "MR-3203",
            "a column holds another type of values than in the reference",
            "A column is of numbers, of true and false, of points in time, or of texts. In CSV it is what all its"
                    + " cells are, empty ones apart; so one odd cell makes numbers texts.",
            "amount\n12.5\nn/a",
            "Correct the cell (a number that's missing is an empty cell), or leave the column out with --ignore."),
    WRONG_CELL_COUNT(
            "MR-3204",
            "a row has more or fewer cells than the header",
            "Each row has one cell for each column. A text with a comma in it stands in quotation marks.",
            "id,city\n1,Paris, France",
            "Correct the row."),
    REPEATED_COLUMN(
            "MR-3205",
            "a column is there twice, or has no name",
            "Columns are compared by name, so each has a name of its own.",
            "id,amount,amount",
            "Rename one of the two."),
    BAD_JSON(
            "MR-3206",
            "a line is no JSON object",
            "Each line is one object. Its values are numbers, texts, true, false or null, and of one kind in all"
                    + " lines.",
            "{\"amount\": 12.5}\n{\"amount\": }",
            "Correct the line."),
    UNKNOWN_COLUMN(
            "MR-3207",
            "there is no such column",
            "A column that is asked for by an option isn't in the file.",
            "--by contry",
            "Correct the name.");

    private final ErrorPage page;

    DataFileError(String code, String title, String explanation, String example, String remedy) {
        page = new ErrorPage(code, title, explanation, example, remedy);
    }

    @Override
    public ErrorPage page() {
        return page;
    }
}
