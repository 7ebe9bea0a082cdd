package io.millrace.schemas.problem;

/** What can be wrong with a CSV file that's replayed: MR-31xx. */
public enum CsvError implements ErrorCode {
    UNREADABLE(
            "MR-3101",
            "the CSV file can't be read",
            "It isn't there, is empty, isn't UTF-8, or isn't CSV as of RFC 4180.",
            "a row with an unclosed quote: \"Rua do Ouro, 12",
            "Correct the file at the place that's named; the first line names the columns."),
    UNKNOWN_COLUMN(
            "MR-3102",
            "a column that the schema doesn't have",
            "Each column of the file becomes the field of its name; a column without a field would be lost.",
            "acount_id,amount       # account_id",
            "Rename the column, or ignore it."),
    MISSING_COLUMN(
            "MR-3103",
            "a field that can't be filled",
            "A field of the schema has no column, no default and can't be made up, or has a type that a CSV cell can't hold.",
            "a record within the record, an array, bytes",
            "Add the column, or give the field a default in the schema."),
    COLUMN_TWICE(
            "MR-3104",
            "a field that would be filled twice",
            "A column stands twice, or is in the file and is to be made up as well.",
            "account_id,amount,amount",
            "Keep one of the two."),
    UNEVEN_ROW(
            "MR-3105",
            "a row with more or fewer cells than the header",
            "Cells belong to columns by their position, so a row of another length can't be trusted anywhere.",
            """
            account_id,amount
            a-1,12,50""",
            "Quote a cell that has a comma in it."),
    BAD_CELL(
            "MR-3106",
            "a cell that isn't a value of its field",
            "The text can't be read as the field's type, such as letters where a number belongs.",
            "amount: 12,50 EUR",
            "Correct the cell; the message says what's allowed.");

    private final String code;
    private final String title;
    private final String explanation;
    private final String example;
    private final String remedy;

    CsvError(String code, String title, String explanation, String example, String remedy) {
        this.code = code;
        this.title = title;
        this.explanation = explanation;
        this.example = example;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String explanation() {
        return explanation;
    }

    @Override
    public String example() {
        return example;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
