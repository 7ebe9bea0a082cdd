package io.millrace.features;

import io.millrace.features.EntityPlan.Output;
import io.millrace.features.EntityPlan.Series;
import io.millrace.features.EntityPlan.Stream;
import io.millrace.features.numbers.Moments;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The partial results of one stream of a key: for every series and every window. */
final class Partials {
    private final Stream plan;
    private final SeriesPartial[] series;
    private final long[] windows;
    private final List<List<MomentCell>> cellsByWindow = new ArrayList<>();
    private long overflows;

    Partials(Stream plan, RowType features) {
        this.plan = plan;
        windows = plan.windows().stream().mapToLong(Long::longValue).toArray();
        for (int window = 0; window < plan.windows().size(); window++) {
            cellsByWindow.add(new ArrayList<>());
        }
        series = new SeriesPartial[plan.series().size()];
        for (int i = 0; i < series.length; i++) {
            series[i] = seriesPartial(plan.series().get(i), features);
        }
    }

    private SeriesPartial seriesPartial(Series series, RowType features) {
        SeriesPartial partial = new SeriesPartial(plan, series, features);
        for (MomentCell cell : partial.cells()) {
            cellsByWindow.get(cell.window).add(cell);
        }
        return partial;
    }

    /** Whether a window has sums from which events have to be taken away. */
    boolean hasMoments(int window) {
        return !cellsByWindow.get(window).isEmpty();
    }

    boolean hasMoments() {
        return cellsByWindow.stream().anyMatch(cells -> !cells.isEmpty());
    }

    /**
     * Whether everything can be computed from the events that are kept for sums.
     *
     * @param kept columns whose values are kept with the events
     */
    boolean areRedundant(boolean[] kept) {
        for (List<MomentCell> cells : cellsByWindow) {
            if (cells.isEmpty()) {
                return false;
            }
        }
        for (SeriesPartial partial : series) {
            if (!partial.isRedundant(kept[partial.column()])) {
                return false;
            }
        }
        return true;
    }

    /** Whether an event is in any series. */
    boolean takes(Values values) {
        for (SeriesPartial partial : series) {
            if (partial.takes(values)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an event is in any sum. */
    boolean sums(Values values) {
        for (SeriesPartial partial : series) {
            if (!partial.cells().isEmpty() && partial.takes(values)) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        for (SeriesPartial partial : series) {
            partial.clear();
        }
    }

    void clearWindow(int window) {
        List<MomentCell> cells = cellsByWindow.get(window);
        for (int i = 0; i < cells.size(); i++) { // without an iterator
            cells.get(i).clear();
        }
    }

    /**
     * Adds an event.
     *
     * @param from the shortest window that it's in; windows are in ascending order
     */
    void add(Values values, int from) {
        for (SeriesPartial partial : series) {
            if (partial.takes(values)) {
                partial.add(values, from);
            }
        }
    }

    /** Takes an event out of a window's sums. */
    void evict(Values values, int window) {
        List<MomentCell> cells = cellsByWindow.get(window);
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).series.takes(values)) {
                cells.get(i).add(values, true);
            }
        }
    }

    /** Forgets what's before every window that ends at a time or later. */
    void dropBefore(long time) {
        for (SeriesPartial partial : series) {
            partial.dropBefore(time);
        }
    }

    boolean isEmpty() {
        for (SeriesPartial partial : series) {
            if (!partial.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Sets the features of an event at a time.
     *
     * @return why it has none, or null
     */
    @Nullable Refusal answer(long time, Row features, Moments moments) {
        for (SeriesPartial partial : series) {
            for (Output output : partial.outputs()) {
                if (output.feature() == EntityPlan.NO_FEATURE) {
                    continue;
                }
                long cut = plan.start(time, windows[output.window()]);
                Refusal refusal = partial.answer(output, cut, features, moments);
                if (refusal != null) {
                    return refusal;
                }
            }
            overflows += partial.takeOverflows();
        }
        return null;
    }

    /** Results that were beyond a double's range, and therefore null, since the start. */
    long overflows() {
        return overflows;
    }

    void write(ByteWriter out) {
        for (SeriesPartial partial : series) {
            partial.write(out);
        }
    }

    void read(ByteReader in) {
        for (SeriesPartial partial : series) {
            partial.read(in);
        }
    }
}
