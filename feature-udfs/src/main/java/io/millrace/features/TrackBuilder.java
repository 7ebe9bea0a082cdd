package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Range;
import io.millrace.features.EntityPlan.Track;
import io.millrace.features.RangeState.Question;
import io.millrace.features.RangeState.Slot;
import io.millrace.features.aggregate.Cell;
import io.millrace.features.aggregate.Cells;
import io.millrace.features.aggregate.Cells.Family;
import io.millrace.features.aggregate.Cells.Setting;
import io.millrace.features.aggregate.Statistic;
import io.millrace.features.function.FunctionReference;
import io.millrace.features.state.Timeline;
import io.millrace.features.state.Values;
import io.millrace.schemas.pipeline.Feature.Window.Shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a track's ranges; features that can be answered from the same cell share it. */
final class TrackBuilder {
    private final Track plan;
    private final Timeline timeline;
    private final Values current;
    private final Values visited;

    TrackBuilder(Track plan, Timeline timeline, Values current, Values visited) {
        this.plan = plan;
        this.timeline = timeline;
        this.current = current;
        this.visited = visited;
    }

    /**
     * What measures have in common that share a cell.
     *
     * @param function of a jar, or empty
     */
    private record SlotKey(
            int column,
            int above,
            int below,
            Family family,
            List<Double> bounds,
            Optional<FunctionReference> function) {}

    /** How many cursors a range needs. */
    static int cursors(Range range) {
        return new RangeBounds(range).evicts() ? 2 : 1;
    }

    RangeState[] ranges() {
        RangeState[] states = new RangeState[plan.ranges().size()];
        int cursor = 0;
        for (int i = 0; i < states.length; i++) {
            states[i] = range(i, cursor);
            cursor += cursors(plan.ranges().get(i));
        }
        return states;
    }

    private RangeState range(int index, int cursor) {
        Range range = plan.ranges().get(index);
        Map<SlotKey, List<Measure>> bySlot = new LinkedHashMap<>();
        for (Measure measure : plan.measures()) {
            if (measure.range() == index) {
                bySlot.computeIfAbsent(key(range, measure), key -> new ArrayList<>()).add(measure);
            }
        }
        List<Slot> slots = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        bySlot.forEach(
                (key, measures) -> {
                    measures.forEach(measure -> questions.add(new Question(measure, slots.size())));
                    slots.add(slot(range, key, measures, cursor));
                });
        return new RangeState(range, timeline, cursor, current, slots, questions);
    }

    private static SlotKey key(Range range, Measure measure) {
        Family family = Cells.family(measure.statistic().kind(), range.shape() == Shape.HALF_LIFE);
        return new SlotKey(
                measure.column(),
                measure.above(),
                measure.below(),
                family,
                measure.bounds(),
                Optional.ofNullable(measure.statistic().function()));
    }

    private Slot slot(Range range, SlotKey key, List<Measure> measures, int cursor) {
        boolean isRatio = key.family == Family.RATIO;
        RangeBounds bounds = new RangeBounds(range);
        Setting setting =
                new Setting(
                        key.column,
                        plan.columns().field(key.column).type(),
                        key.above,
                        key.below,
                        bounds.evicts(),
                        bounds.includesEnd(),
                        range.shape() == Shape.HALF_LIFE,
                        range.size(),
                        key.bounds);
        int condition = isRatio ? -1 : key.above;
        List<Statistic> statistics = measures.stream().map(Measure::statistic).toList();
        Cell cell = Cells.of(key.family, statistics, setting, window(key, condition, cursor));
        return new Slot(cell, key.column, condition);
    }

    private Cell.Window window(SlotKey key, int condition, int cursor) {
        return visitor ->
                timeline.between(
                        cursor + 1,
                        cursor,
                        visited,
                        values -> {
                            boolean taken =
                                    values.present[key.column]
                                            && (condition < 0 || values.holds[condition]);
                            return !taken || visitor.visit(values);
                        });
    }
}
