package io.millrace.jobs.cli.data;

/** What all values of a column are. */
public enum ColumnKind {
    NUMBER("numbers"),
    BOOLEAN("true and false"),
    TIME("points in time"),
    TEXT("texts"),
    /** No value at all: it's of whatever kind the other file says. */
    EMPTY("nothing"),
    /** Lists, records, bytes: not comparable. */
    OTHER("values that can't be compared");

    private final String text;

    ColumnKind(String text) {
        this.text = text;
    }

    /** For people, in the plural. */
    public String text() {
        return text;
    }

    /** Whether it has a distribution: points in time always move. */
    public boolean isComparable() {
        return this == NUMBER || this == BOOLEAN || this == TEXT;
    }
}
