package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Range;
import io.millrace.features.aggregate.Cell;
import io.millrace.features.aggregate.Result;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Timeline;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Feature.Window.Shape;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One range of a track: two cursors in its timeline, where events come in and where they leave, and
 * the cells of what's in between. Time only goes forward.
 */
final class RangeState {

    /**
     * A cell and whose values it takes.
     *
     * @param condition index, or -1 for all
     */
    record Slot(Cell cell, int column, int condition) {
        boolean takes(Values values) {
            return (values.present[column] || cell.takesMissing())
                    && (condition < 0 || values.holds[condition]);
        }
    }

    /** A feature and the slot that answers it. */
    record Question(Measure measure, int slot) {}

    private final Range range;
    private final RangeBounds bounds;
    private final Timeline timeline;
    private final int enter;
    private final int leave;
    private final Values current;
    private final Slot[] slots;
    private final Question[] questions;

    /** Time of the newest event that came in and counts for the range. */
    private long newest;

    /** Events between the cursors. */
    private long inside;

    /** Those of them that count for the range; also where only one cursor is needed. */
    private long held;

    /**
     * @param enter the number of the first cursor
     */
    RangeState(
            Range range,
            Timeline timeline,
            int enter,
            Values current,
            List<Slot> slots,
            List<Question> questions) {
        this.range = range;
        this.bounds = new RangeBounds(range);
        this.timeline = timeline;
        this.enter = enter;
        this.leave = bounds.evicts() ? enter + 1 : enter;
        this.current = current;
        this.slots = slots.toArray(Slot[]::new);
        this.questions = questions.toArray(Question[]::new);
    }

    void clear() {
        newest = Long.MIN_VALUE;
        forget();
    }

    private void forget() {
        inside = 0;
        held = 0;
        for (Slot slot : slots) {
            slot.cell.clear();
        }
        timeline.moveCursor(leave, enter);
    }

    /** Forgets everything, and begins again where a cursor is. */
    void restart(int cursor) {
        clear();
        timeline.moveCursor(enter, cursor);
        timeline.moveCursor(leave, cursor);
    }

    /**
     * Goes to the window of an event at a time.
     *
     * @param complete whether every event at this time is there; otherwise only what's before it
     *     comes in, since that's all that stays
     */
    void moveTo(long time, boolean complete) {
        long end = bounds.end(time);
        long start = bounds.start(end);
        boolean includesEnd = complete && bounds.includesEnd();
        if (newest < start) {
            forget();
        }
        long next = timeline.peekTime(enter);
        while (next < end || (includesEnd && next == end && next != Long.MAX_VALUE)) {
            timeline.read(enter, current);
            comeIn(start);
            next = timeline.peekTime(enter);
        }
        while (inside > 0 && timeline.peekTime(leave) < start) {
            evict();
        }
        if (isOver(end)) {
            forget();
        }
        for (Slot slot : slots) {
            slot.cell.moveTo(end);
        }
    }

    /** Whether a session ends before a time. */
    private boolean isOver(long time) {
        return range.shape() == Shape.SESSION
                && held > 0
                && Times.minus(time, range.size()) >= newest;
    }

    /** Whether an event can count for the range or any of its cells. */
    boolean wants(Values values) {
        if (range.shape() == Shape.LAST || range.shape() == Shape.SESSION) {
            return range.condition() < 0 || values.holds[range.condition()];
        }
        for (Slot slot : slots) {
            if (slot.takes(values)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Looks at an event before it's taken in.
     *
     * @throws io.millrace.features.function.FunctionFailure if a function of a jar can't take it
     */
    void check(Values values) {
        for (Slot slot : slots) {
            if (slot.takes(values)) {
                slot.cell.check(values);
            }
        }
    }

    private void comeIn(long start) {
        boolean counts = counts();
        if (counts && isOver(current.time)) {
            forget();
        }
        if (bounds.evicts()) {
            inside++;
        } else if (current.time < start) {
            return;
        }
        if (counts) {
            newest = current.time;
            held++;
        }
        for (Slot slot : slots) {
            if (slot.takes(current)) {
                slot.cell.add(current);
            }
        }
        while (range.shape() == Shape.LAST && held > range.size()) {
            evict();
        }
    }

    private boolean counts() {
        return range.condition() < 0 || current.holds[range.condition()];
    }

    private void evict() {
        timeline.read(leave, current);
        inside--;
        held -= counts() ? 1 : 0;
        for (Slot slot : slots) {
            if (slot.takes(current)) {
                slot.cell.evict(current);
            }
        }
    }

    /**
     * Answers the range's features; returns the feature that can't be, or null.
     *
     * @param own the event itself, if it's of this source
     */
    @Nullable Measure answer(long time, Values own, Row features, Result result) {
        long end = bounds.end(time);
        for (Slot slot : slots) {
            slot.cell.ask(own);
        }
        Measure refused = null;
        for (Question question : questions) {
            Measure measure = question.measure;
            if (measure.feature() == EntityPlan.NO_FEATURE) {
                continue;
            }
            Cell cell = slots[question.slot].cell;
            cell.answer(measure.statistic(), time, end, result.to(features, measure.feature()));
            if (refused == null && result.isRefused()) {
                refused = measure;
            }
        }
        return refused;
    }

    boolean isEmpty() {
        boolean empty = inside == 0;
        for (Slot slot : slots) {
            empty = empty && slot.cell.isEmpty();
        }
        return empty;
    }

    /** Time from which on an event can't count any more. */
    long expiry(long eventTime) {
        long reach = bounds.reach();
        return reach == Long.MAX_VALUE ? reach : Times.plus(eventTime, reach);
    }

    void write(ByteWriter out) {
        out.putSigned(newest);
        out.putUnsigned(inside);
        out.putUnsigned(held);
        for (Slot slot : slots) {
            slot.cell.write(out);
        }
    }

    void read(ByteReader in) {
        newest = in.getSigned();
        inside = in.getUnsigned();
        held = in.getUnsigned();
        for (Slot slot : slots) {
            slot.cell.read(in);
        }
    }
}
