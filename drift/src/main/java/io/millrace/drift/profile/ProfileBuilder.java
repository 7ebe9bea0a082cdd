package io.millrace.drift.profile;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Collects the rows of a reference. Holds all numbers (8 bytes each) and all levels until {@link
 * #build}. Not safe for use by several threads.
 */
public final class ProfileBuilder {
    /** Cells for distinct values, of all columns together: keeps a profile under some 350 KB. */
    private static final int CELLS_FOR_DISTINCT = 24_000;

    private static final int MOST_DISTINCT = 2_000;

    private final List<FeatureColumn> columns;
    private final int distinctKept;
    private final List<Collected> collected = new ArrayList<>();

    /**
     * @param columns with different names
     */
    public ProfileBuilder(List<FeatureColumn> columns) {
        this(columns, columns.size());
    }

    /**
     * For one profile of many columns that's made in parts, since not all values fit in memory.
     *
     * @param all how many columns there are in all parts
     */
    public ProfileBuilder(List<FeatureColumn> columns, int all) {
        this.columns = List.copyOf(columns);
        this.distinctKept = Math.min(MOST_DISTINCT, CELLS_FOR_DISTINCT / Math.max(1, all));
        if (columns.stream().map(FeatureColumn::name).distinct().count() < columns.size()) {
            throw new IllegalArgumentException("two columns have one name: " + columns);
        }
        for (FeatureColumn column : columns) {
            collected.add(column.isNumeric() ? new Numbers() : new Levels());
        }
    }

    /**
     * @param features a row of the type that the columns' fields are of
     * @param score the model's; NaN if there's none
     */
    public ProfileBuilder add(Row features, double score) {
        for (int i = 0; i < columns.size(); i++) {
            FeatureColumn column = columns.get(i);
            Collected into = collected.get(i);
            if (column.isScore() ? Double.isNaN(score) : features.isNull(column.field())) {
                into.nulls++;
            } else if (into instanceof Numbers numbers) {
                numbers.add(column.isScore() ? score : number(column, features));
            } else if (into instanceof Levels levels) {
                levels.rows.merge(level(column, features), 1L, Long::sum);
            }
        }
        return this;
    }

    /** Adds a row's value of one column, for sources that are read column by column. */
    public void addNumber(int column, double value) {
        if (!(collected.get(column) instanceof Numbers numbers)) {
            throw new IllegalStateException(columns.get(column).name() + " has no numbers");
        }
        numbers.add(value);
    }

    /** The same for a level. */
    public void addLevel(int column, String level) {
        if (!(collected.get(column) instanceof Levels levels)) {
            throw new IllegalStateException(columns.get(column).name() + " has no levels");
        }
        levels.rows.merge(level, 1L, Long::sum);
    }

    /** The same for a row without a value. */
    public void addNull(int column) {
        collected.get(column).nulls++;
    }

    /** An INTEGER beyond 2⁵³ is rounded to the nearest double. */
    static double number(FeatureColumn column, Row row) {
        return column.type() == ValueType.INTEGER
                ? (double) row.getLong(column.field())
                : row.getDouble(column.field());
    }

    static String level(FeatureColumn column, Row row) {
        if (column.type() == ValueType.BOOLEAN) {
            return row.getBoolean(column.field()) ? "true" : "false";
        }
        return Objects.requireNonNull(row.getText(column.field()));
    }

    public ReferenceProfile build() {
        List<FeatureProfile> features = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            features.add(collected.get(i).profile(columns.get(i), distinctKept));
        }
        return ReferenceProfile.of(features);
    }

    private abstract static class Collected {
        long nulls;

        abstract FeatureProfile profile(FeatureColumn column, int distinctKept);
    }

    private static final class Numbers extends Collected {
        private double[] finite = new double[64];
        private int size;
        private long notANumber;
        private long infinite;

        void add(double value) {
            if (Double.isNaN(value)) {
                notANumber++;
            } else if (Double.isInfinite(value)) {
                infinite++;
            } else {
                if (size == finite.length) {
                    finite = Arrays.copyOf(finite, size * 2);
                }
                finite[size++] = value + 0.0; // -0.0 becomes 0.0
            }
        }

        @Override
        FeatureProfile profile(FeatureColumn column, int distinctKept) {
            double[] sorted = Arrays.copyOf(finite, size);
            Arrays.sort(sorted);
            return NumericProfile.of(column, nulls, notANumber, infinite, sorted, distinctKept);
        }
    }

    private static final class Levels extends Collected {
        final Map<String, Long> rows = new TreeMap<>();

        @Override
        FeatureProfile profile(FeatureColumn column, int distinctKept) {
            return CategoryProfile.of(column, nulls, rows);
        }
    }
}
