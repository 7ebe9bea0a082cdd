package io.millrace.features;

import io.millrace.features.EntityPlan.Output;
import io.millrace.features.EntityPlan.Series;
import io.millrace.features.EntityPlan.Stream;
import io.millrace.features.numbers.Moments;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.MonotonicDeque;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** One column under one condition: its sums in each window, its extremes, its newest value. */
final class SeriesPartial {
    private final int column;
    private final int condition;
    private final ValueType type;
    private final String columnName;
    private final Output[] outputs;
    private final String[] names;
    private final List<MomentCell> cells = new ArrayList<>();
    private final @Nullable MomentCell[] cellOfWindow;
    private final @Nullable MonotonicDeque smallest;
    private final @Nullable MonotonicDeque largest;
    private final @Nullable Newest newest;
    private int overflows;

    SeriesPartial(Stream plan, Series series, RowType features) {
        column = series.column();
        condition = series.condition();
        type = plan.columns().field(column).type();
        columnName = plan.columns().field(column).name();
        outputs = series.outputs().toArray(Output[]::new);
        names = new String[outputs.length];
        cellOfWindow = new @Nullable MomentCell[plan.windows().size()];
        for (int window = 0; window < cellOfWindow.length; window++) {
            int of = window;
            List<Function> moments =
                    series.outputs().stream()
                            .filter(output -> output.window() == of)
                            .map(Output::function)
                            .filter(Function::isMoment)
                            .toList();
            if (!moments.isEmpty()) {
                boolean sums = moments.stream().anyMatch(f -> f != Function.COUNT);
                boolean squared = moments.contains(Function.STDDEV);
                MomentCell cell = new MomentCell(this, window, sums, squared);
                cells.add(cell);
                cellOfWindow[window] = cell;
            }
        }
        for (int i = 0; i < outputs.length; i++) {
            int feature = outputs[i].feature();
            names[i] = feature == EntityPlan.NO_FEATURE ? "" : features.field(feature).name();
        }
        smallest = computes(Function.MIN) ? new MonotonicDeque() : null;
        largest = computes(Function.MAX) ? new MonotonicDeque() : null;
        newest = computes(Function.LAST) ? new Newest(column, type) : null;
    }

    private boolean computes(Function function) {
        for (Output output : outputs) {
            if (output.function() == function) {
                return true;
            }
        }
        return false;
    }

    int column() {
        return column;
    }

    /**
     * Whether it can be computed from the events that are kept for sums.
     *
     * @param kept whether its values are kept with them
     */
    boolean isRedundant(boolean kept) {
        boolean hasExtremes = smallest != null || largest != null;
        return !cells.isEmpty() && newest == null && (kept || !hasExtremes);
    }

    boolean isDouble() {
        return type == ValueType.DOUBLE;
    }

    List<MomentCell> cells() {
        return cells;
    }

    Output[] outputs() {
        return outputs;
    }

    boolean takes(Values values) {
        return values.present[column] && (condition < 0 || values.holds[condition]);
    }

    void clear() {
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).clear();
        }
        if (smallest != null) {
            smallest.clear();
        }
        if (largest != null) {
            largest.clear();
        }
        if (newest != null) {
            newest.clear();
        }
    }

    void add(Values values, int from) {
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).window >= from) {
                cells.get(i).add(values, false);
            }
        }
        if (smallest != null) {
            smallest.add(values.time, ~ordered(values.words[column]));
        }
        if (largest != null) {
            largest.add(values.time, ordered(values.words[column]));
        }
        if (newest != null) {
            newest.add(values);
        }
    }

    /** A word that's ordered as the value is: -0.0 is before 0.0. It's its own inverse. */
    private long ordered(long word) {
        return isDouble() ? word ^ (word >> 63 & Long.MAX_VALUE) : word;
    }

    void dropBefore(long time) {
        if (smallest != null) {
            smallest.dropBefore(time);
        }
        if (largest != null) {
            largest.dropBefore(time);
        }
        if (newest != null && !newest.existsFrom(time)) {
            newest.clear();
        }
    }

    boolean isEmpty() {
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).count != 0) {
                return false;
            }
        }
        return (smallest == null || smallest.isEmpty())
                && (largest == null || largest.isEmpty())
                && (newest == null || !newest.exists());
    }

    /**
     * Sets one feature.
     *
     * @param cut the window's first millisecond
     */
    @Nullable Refusal answer(Output output, long cut, Row features, Moments moments) {
        switch (output.function()) {
            case COUNT -> features.setLong(output.feature(), cell(output).count);
            case SUM -> {
                if (!isDouble()) {
                    return integerSum(output, features);
                }
                MomentCell cell = cell(output);
                set(features, output, cell.count == 0 ? Double.NaN : moments.sum(cell.sum));
            }
            case MEAN -> {
                MomentCell cell = cell(output);
                double mean = cell.count == 0 ? Double.NaN : moments.mean(cell.sum, cell.count);
                set(features, output, mean);
            }
            case STDDEV -> {
                MomentCell cell = cell(output);
                double deviation =
                        cell.count < 2
                                ? Double.NaN
                                : moments.deviation(cell.sum, cell.squares, cell.count);
                set(features, output, deviation);
            }
            case MIN -> extreme(smallest, -1, output, cut, features);
            case MAX -> extreme(largest, 0, output, cut, features);
            case LAST -> last(output, cut, features);
        }
        return null;
    }

    private MomentCell cell(Output output) {
        MomentCell cell = cellOfWindow[output.window()];
        if (cell == null) {
            throw new IllegalStateException(output + " has no sums");
        }
        return cell;
    }

    private void set(Row features, Output output, double value) {
        if (Math.abs(value) <= Double.MAX_VALUE) {
            features.setDouble(output.feature(), value);
            return;
        }
        overflows += Double.isInfinite(value) ? 1 : 0;
        features.setNull(output.feature());
    }

    private @Nullable Refusal integerSum(Output output, Row features) {
        MomentCell cell = cell(output);
        if (cell.count == 0) {
            features.setNull(output.feature());
            return null;
        }
        if (!cell.sum.fitsLong()) {
            String name = name(output);
            return new Refusal(
                    name,
                    columnName,
                    "feature \""
                            + name
                            + "\" is beyond 64 bits: the sum of "
                            + cell.count
                            + " values of \""
                            + columnName
                            + "\"; aggregate it as a double instead");
        }
        features.setLong(output.feature(), cell.sum.toLong());
        return null;
    }

    private String name(Output output) {
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] == output) {
                return names[i];
            }
        }
        return columnName;
    }

    /**
     * @param mask -1 if the values are stored inverted
     */
    private void extreme(
            @Nullable MonotonicDeque deque, long mask, Output output, long cut, Row features) {
        int index = deque == null ? -1 : deque.firstFrom(cut);
        if (deque == null || index < 0) {
            features.setNull(output.feature());
            return;
        }
        long word = ordered(deque.value(index) ^ mask);
        if (isDouble()) {
            features.setDouble(output.feature(), Double.longBitsToDouble(word));
        } else {
            features.setLong(output.feature(), word);
        }
    }

    private void last(Output output, long cut, Row features) {
        int feature = output.feature();
        if (newest == null || !newest.existsFrom(cut)) {
            features.setNull(feature);
            return;
        }
        switch (type) {
            case BOOLEAN -> features.setBoolean(feature, newest.word() != 0);
            case INTEGER, TIMESTAMP -> features.setLong(feature, newest.word());
            case DOUBLE -> features.setDouble(feature, Double.longBitsToDouble(newest.word()));
            case STRING -> features.setText(feature, newest.text());
        }
    }

    int takeOverflows() {
        int taken = overflows;
        overflows = 0;
        return taken;
    }

    void write(ByteWriter out) {
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).write(out);
        }
        if (smallest != null) {
            smallest.write(out);
        }
        if (largest != null) {
            largest.write(out);
        }
        if (newest != null) {
            newest.write(out);
        }
    }

    void read(ByteReader in) {
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).read(in);
        }
        if (smallest != null) {
            smallest.read(in);
        }
        if (largest != null) {
            largest.read(in);
        }
        if (newest != null) {
            newest.read(in);
        }
    }
}
