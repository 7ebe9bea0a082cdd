package io.millrace.jobs.cli.data;

import io.millrace.schemas.problem.Place;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What was learnt of a column.
 *
 * @param odd for each kind that the column isn't: the first value that isn't of it
 * @param place of its name
 * @param isText whether its values are told by their text, so that they may be of several kinds
 */
public record ColumnInfo(
        String name, ColumnKind kind, Place place, boolean isText, Map<ColumnKind, Odd> odd) {

    /**
     * A value that spoils a kind.
     *
     * @param text as it stands there
     */
    public record Odd(Place place, String text) {}

    public ColumnInfo {
        odd = Map.copyOf(odd);
    }

    /** Whether all values can be read as ones of a kind. */
    public boolean canBe(ColumnKind wanted) {
        return kind == wanted || kind == ColumnKind.EMPTY || isText && !odd.containsKey(wanted);
    }

    /** The first value that isn't of a kind; null if all are, or if it isn't known. */
    public @Nullable Odd oddFor(ColumnKind wanted) {
        return odd.get(wanted);
    }
}
