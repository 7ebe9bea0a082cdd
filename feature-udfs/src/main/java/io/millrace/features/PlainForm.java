package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Output;
import io.millrace.features.EntityPlan.Range;
import io.millrace.features.EntityPlan.Series;
import io.millrace.features.EntityPlan.Stream;
import io.millrace.features.EntityPlan.Track;
import io.millrace.features.expression.Expr;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Pipeline.Order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Moves the plain features of a track into streams, whose windows share one cursor where events
 * come in, one deque for all minima and one for all maxima. That's a third of the state and half of
 * the work. A plan says what features mean; this is how an engine computes them, so neither the
 * plan's bytes nor its fingerprint know of it.
 *
 * <p>In event-time order only: there all events of a millisecond are taken in before one of them is
 * answered, so windows that include their end are as simple as those that don't.
 */
final class PlainForm {
    private final List<Stream> streams;
    private final List<Track> tracks = new ArrayList<>();

    /** What's made of one track: the rest of it, and a stream for each of two edges. */
    private static final int FORMS = 3;

    private PlainForm(List<Stream> streams) {
        this.streams =
                new ArrayList<>(
                        streams.stream()
                                .map(
                                        stream ->
                                                new Stream(
                                                        stream.slot() * FORMS,
                                                        stream.source(),
                                                        stream.edge(),
                                                        stream.columns(),
                                                        stream.conditions(),
                                                        stream.windows(),
                                                        stream.series()))
                                .toList());
    }

    private static Track whole(Track track) {
        return new Track(
                track.slot() * FORMS,
                track.source(),
                track.columns(),
                track.conditions(),
                track.ranges(),
                track.measures(),
                track.rowTime());
    }

    /** The plan of an engine that gives the same answers as the plan itself. */
    static EntityPlan of(EntityPlan plan, Order order) {
        if (order == Order.ARRIVAL) {
            return plan;
        }
        PlainForm form = new PlainForm(plan.streams());
        plan.tracks().forEach(form::split);
        return new EntityPlan(
                plan.name(), plan.keys(), form.streams, form.tracks, plan.substitutes());
    }

    private static boolean isPlain(Track track, Measure measure) {
        Range range = track.ranges().get(measure.range());
        return range.shape() == Shape.SLIDING
                && range.edge() != Edge.PRIOR
                && range.delay() == 0
                && range.precision() == 0
                && Function.of(measure.statistic().word()).isPresent();
    }

    private void split(Track track) {
        if (track.rowTime() != null) {
            tracks.add(whole(track)); // a stream's events are never taken back
            return;
        }
        Map<Edge, List<Measure>> plain = new LinkedHashMap<>();
        List<Measure> others = new ArrayList<>();
        for (Measure measure : track.measures()) {
            if (isPlain(track, measure)) {
                Edge edge = track.ranges().get(measure.range()).edge();
                plain.computeIfAbsent(edge, e -> new ArrayList<>()).add(measure);
            } else {
                others.add(measure);
            }
        }
        plain.forEach((edge, measures) -> streams.add(stream(track, edge, measures)));
        if (plain.isEmpty()) {
            tracks.add(whole(track));
        } else if (!others.isEmpty()) {
            tracks.add(new Rest(track).of(others));
        }
    }

    private record SeriesKey(int column, int condition) {}

    private static Stream stream(Track track, Edge edge, List<Measure> measures) {
        TreeSet<Long> lengths = new TreeSet<>();
        Map<SeriesKey, List<Measure>> bySeries = new LinkedHashMap<>();
        for (Measure measure : measures) {
            lengths.add(track.ranges().get(measure.range()).size());
            bySeries.computeIfAbsent(
                            new SeriesKey(measure.column(), measure.above()),
                            key -> new ArrayList<>())
                    .add(measure);
        }
        List<Long> windows = List.copyOf(lengths);
        Numbering<Field> columns = new Numbering<>();
        Numbering<Expr> conditions = new Numbering<>();
        List<Series> series = new ArrayList<>();
        bySeries.forEach(
                (key, ofSeries) ->
                        series.add(
                                new Series(
                                        columns.of(track.columns().field(key.column)),
                                        key.condition < 0
                                                ? -1
                                                : conditions.of(
                                                        track.conditions().get(key.condition)),
                                        ofSeries.stream()
                                                .map(measure -> output(track, windows, measure))
                                                .toList())));
        return new Stream(
                track.slot() * FORMS + (edge == Edge.CURRENT ? 1 : 2),
                track.source(),
                edge,
                new RowType(columns.all),
                conditions.all,
                windows,
                series);
    }

    private static Output output(Track track, List<Long> windows, Measure measure) {
        return new Output(
                Function.of(measure.statistic().word()).orElseThrow(),
                windows.indexOf(track.ranges().get(measure.range()).size()),
                measure.feature());
    }

    /** Numbers values in the order in which they come. */
    private static final class Numbering<T> {
        private final List<T> all = new ArrayList<>();

        int of(T value) {
            if (!all.contains(value)) {
                all.add(value);
            }
            return all.indexOf(value);
        }
    }

    /** What's left of a track, without the ranges, columns and conditions that nobody needs. */
    private static final class Rest {
        private final Track track;
        private final Numbering<Field> columns = new Numbering<>();
        private final Numbering<Expr> conditions = new Numbering<>();
        private final Numbering<Range> ranges = new Numbering<>();

        Rest(Track track) {
            this.track = track;
        }

        Track of(List<Measure> measures) {
            List<Measure> kept = measures.stream().map(this::measure).toList();
            return new Track(
                    track.slot() * FORMS,
                    track.source(),
                    new RowType(columns.all),
                    conditions.all,
                    ranges.all,
                    kept,
                    null);
        }

        private Measure measure(Measure measure) {
            Range range = track.ranges().get(measure.range());
            return new Measure(
                    measure.statistic(),
                    ranges.of(
                            new Range(
                                    condition(range.condition()),
                                    range.shape(),
                                    range.size(),
                                    range.step(),
                                    range.delay(),
                                    range.edge(),
                                    range.precision())),
                    columns.of(track.columns().field(measure.column())),
                    condition(measure.above()),
                    condition(measure.below()),
                    measure.bounds(),
                    measure.feature());
        }

        private int condition(int index) {
            return index < 0 ? -1 : conditions.of(track.conditions().get(index));
        }
    }
}
