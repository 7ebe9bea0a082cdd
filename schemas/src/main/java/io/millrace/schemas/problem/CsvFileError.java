package io.millrace.schemas.problem;

/** Mistakes in CSV files that are replayed, MR-31xx. */
public enum CsvFileError implements ErrorCode {
    UNREADABLE_FILE(
            "MR-3101",
            "the CSV file can't be read",
            "The file isn't there, is empty, isn't UTF-8, or breaks the rules of quoting: text that begins with a"
                    + " quotation mark ends with one, and one inside is doubled.",
            "a,\"b\"c",
            "Save the file as CSV (RFC 4180) in UTF-8, with the names of the columns in its first line."),
    UNKNOWN_COLUMN(
            "MR-3102",
            "the schema has no field for a column",
            "Columns are the schema's fields, by name; case counts. A column that isn't wanted has to be named as"
                    + " such, so that a misspelt one isn't lost.",
            "acount_id,amount",
            "Correct the name in the file's first line, or ignore the column."),
    MISSING_COLUMN(
            "MR-3103",
            "a field gets no values from the file",
            "Each field of the schema has a column, a default, may be null, or is made up: times from a start and a"
                    + " step, ids from the row's number. Fields that hold other records, arrays, maps or bytes can't"
                    + " be in a CSV file.",
            "amount,country      # the schema also has \"id\"",
            "Add the column, give the field a default, or have it made up."),
    REPEATED_COLUMN(
            "MR-3104",
            "a field would get its values twice",
            "Two columns have the same name, or a column's values are to be made up as well.",
            "id,amount,amount",
            "Remove or ignore one of the two."),
    WRONG_CELL_COUNT(
            "MR-3105",
            "a row has more or fewer cells than the header",
            "Each row has one cell for each column. A text with a comma in it stands in quotation marks.",
            "id,city\n1,Paris, France",
            "Correct the row. The rows after it are read as if it weren't there."),
    BAD_CELL(
            "MR-3106",
            "a cell doesn't hold a value of its field's type",
            "Numbers are decimal with a point, and finite; times are ISO-8601 with Z or an offset, or epoch"
                    + " milliseconds; an empty cell is null where the field may be null.",
            "at,amount\n2024-05-01,1,5",
            "Correct the cell. A number that's missing is an empty cell of a nullable field, not NaN.");

    private final ErrorPage page;

    CsvFileError(String code, String title, String explanation, String example, String remedy) {
        page = new ErrorPage(code, title, explanation, example, remedy);
    }

    @Override
    public ErrorPage page() {
        return page;
    }
}
