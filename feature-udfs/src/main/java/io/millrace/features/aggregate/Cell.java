package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

/**
 * What's kept of one column's values in one window. A new one is empty, as after {@link #clear}.
 */
public interface Cell {

    /** Forgets every value. */
    void clear();

    /**
     * Adds a value that's after all others. Only values that are there are given, unless {@link
     * #takesMissing}.
     */
    void add(Values values);

    /**
     * Looks at a value before its event is taken in anywhere.
     *
     * @throws io.millrace.features.function.FunctionFailure if a function of a jar can't take it
     */
    default void check(Values values) {}

    /** Whether events count that don't have a value. */
    default boolean takesMissing() {
        return false;
    }

    /** Takes the oldest value away. */
    void evict(Values values);

    /** Forgets what can't count at a time any more. Most cells are told by {@link #evict}. */
    default void moveTo(long time) {}

    boolean isEmpty();

    /** Looks at the event that's answered next, for statistics that compare with it. */
    default void ask(Values own) {}

    /**
     * Sets a feature.
     *
     * @param asked the event's time
     * @param time the window's end: the same, or earlier by the window's delay
     */
    void answer(Statistic statistic, long asked, long time, Result result);

    void write(ByteWriter out);

    void read(ByteReader in);

    /** The values in the window, in order, again: for cells that don't keep them all. */
    interface Window {
        /** Visits the cell's values from the oldest on, until a visit says that it's enough. */
        void visit(Visitor visitor);
    }

    /** What's done with a value. */
    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(Values values);
    }
}
