package io.millrace.jobs.cli.data;

import java.util.BitSet;
import java.util.List;

/**
 * The values of one column, by row.
 *
 * @param numbers of a column of numbers, or empty
 * @param codes of other columns: the index of the row's level, or -1 for null; or empty
 * @param levels the different values of a column that has codes, in the order in which they came
 * @param nulls for numbers: which rows have none
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared
public record DataColumn(double[] numbers, int[] codes, List<String> levels, BitSet nulls) {

    public static DataColumn ofNumbers(double[] numbers, BitSet nulls) {
        return new DataColumn(numbers, new int[0], List.of(), nulls);
    }

    public static DataColumn ofLevels(int[] codes, List<String> levels) {
        return new DataColumn(new double[0], codes, levels, new BitSet());
    }

    public int rows() {
        return Math.max(numbers.length, codes.length);
    }

    public boolean isNumeric() {
        return numbers.length > 0;
    }

    public boolean isNull(int row) {
        return isNumeric() ? nulls.get(row) : codes[row] < 0;
    }
}
