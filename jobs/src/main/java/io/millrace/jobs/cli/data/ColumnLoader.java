package io.millrace.jobs.cli.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects the values of one column; rows without one are null. */
abstract class ColumnLoader {

    /**
     * @param kind one that isn't comparable collects nothing
     */
    static ColumnLoader of(ColumnKind kind, int rows) {
        return switch (kind) {
            case NUMBER -> new Numbers(rows);
            case BOOLEAN -> new Levels(rows, true);
            case TEXT -> new Levels(rows, false);
            case TIME -> new Times(rows);
            case EMPTY, OTHER -> new Nothing();
        };
    }

    abstract void set(int row, String text);

    abstract DataColumn column();

    private static final class Numbers extends ColumnLoader {
        private final double[] numbers;
        private final BitSet nulls = new BitSet();

        Numbers(int rows) {
            numbers = new double[rows];
            nulls.set(0, rows);
        }

        @Override
        void set(int row, String text) {
            Double number = KindFinder.number(text);
            if (number != null) {
                numbers[row] = number;
                nulls.clear(row);
            }
        }

        @Override
        DataColumn column() {
            return DataColumn.ofNumbers(numbers, nulls);
        }
    }

    private static final class Levels extends ColumnLoader {
        private final boolean lowerCase;
        private final int[] codes;
        private final Map<String, Integer> index = new HashMap<>();
        private final List<String> levels = new ArrayList<>();

        Levels(int rows, boolean lowerCase) {
            this.lowerCase = lowerCase;
            codes = new int[rows];
            Arrays.fill(codes, -1);
        }

        @Override
        void set(int row, String text) {
            if (text.isBlank()) {
                return;
            }
            String level = lowerCase ? text.toLowerCase(Locale.ROOT) : text;
            Integer code = index.get(level);
            if (code == null) {
                code = levels.size();
                index.put(level, code);
                levels.add(level);
            }
            codes[row] = code;
        }

        @Override
        DataColumn column() {
            return DataColumn.ofLevels(codes, levels);
        }
    }

    /** Epoch milliseconds. */
    private static final class Times extends ColumnLoader {
        private final double[] numbers;
        private final BitSet nulls = new BitSet();

        Times(int rows) {
            numbers = new double[rows];
            nulls.set(0, rows);
        }

        @Override
        void set(int row, String text) {
            Long time = KindFinder.time(text);
            if (time != null) {
                numbers[row] = time;
                nulls.clear(row);
            }
        }

        @Override
        DataColumn column() {
            return DataColumn.ofNumbers(numbers, nulls);
        }
    }

    private static final class Nothing extends ColumnLoader {
        @Override
        void set(int row, String text) {}

        @Override
        DataColumn column() {
            return DataColumn.ofLevels(new int[0], List.of());
        }
    }
}
