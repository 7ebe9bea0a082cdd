package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Output;
import io.millrace.features.EntityPlan.Range;
import io.millrace.features.EntityPlan.Series;
import io.millrace.features.EntityPlan.Stream;
import io.millrace.features.EntityPlan.Track;
import io.millrace.features.expression.Expr;
import io.millrace.features.expression.Operation;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lays out one entity's state so that its former state is a part of it: streams and tracks that
 * still answer something stay as they are, and what they can't answer gets new ones.
 */
final class EntityEvolution {
    private final EntityPlan former;
    private final EntityPlan wanted;
    private final List<RowType> sources;

    EntityEvolution(EntityPlan former, EntityPlan wanted, FeaturePlan.Parts after) {
        this.former = former;
        this.wanted = wanted;
        this.sources = after.sources();
    }

    /**
     * What a plain feature is.
     *
     * @param where null for all
     */
    private record Plain(
            int source, Field column, @Nullable Expr where, Function function, long window) {}

    private static Plain plain(Stream stream, Series series, Output output) {
        return new Plain(
                stream.source(),
                typed(stream.columns().field(series.column())),
                series.condition() < 0 ? null : stream.conditions().get(series.condition()),
                output.function(),
                stream.windows().get(output.window()));
    }

    /** Whether a schema allows null doesn't matter. */
    private static Field typed(Field field) {
        return new Field(field.name(), field.type(), true);
    }

    /** What a track's feature is: its measure with its range and conditions instead of numbers. */
    private record Wide(
            int source,
            @Nullable String rowTime,
            Measure measure,
            Range range,
            Field column,
            @Nullable Expr above,
            @Nullable Expr below,
            @Nullable Expr counted) {}

    private static Wide wide(Track track, Measure measure) {
        Range range = track.ranges().get(measure.range());
        return new Wide(
                track.source(),
                track.rowTime(),
                new Measure(
                        measure.statistic(), 0, 0, 0, 0, measure.bounds(), EntityPlan.NO_FEATURE),
                new Range(
                        0,
                        range.shape(),
                        range.size(),
                        range.step(),
                        range.delay(),
                        range.edge(),
                        range.precision()),
                typed(track.columns().field(measure.column())),
                condition(track, measure.above()),
                condition(track, measure.below()),
                condition(track, range.condition()));
    }

    private static @Nullable Expr condition(Track track, int index) {
        return index < 0 ? null : track.conditions().get(index);
    }

    /**
     * @param kept takes the features that keep their state
     */
    EntityPlan plan(Set<Integer> kept) {
        List<Stream> streams = new ArrayList<>();
        for (Stream stream : former.streams()) {
            Stream going = going(stream, kept);
            if (going != null) {
                streams.add(going);
            }
        }
        List<Track> tracks = new ArrayList<>();
        for (Track track : former.tracks()) {
            Track going = going(track, kept);
            if (going != null) {
                tracks.add(going);
            }
        }
        int slot = former.slots();
        for (Stream stream : wanted.streams()) {
            Stream rest = rest(stream, slot, kept);
            if (rest != null) {
                streams.add(rest);
                slot++;
            }
        }
        for (Track track : wanted.tracks()) {
            Track rest = rest(track, slot, kept);
            if (rest != null) {
                tracks.add(rest);
                slot++;
            }
        }
        return new EntityPlan(wanted.name(), wanted.keys(), streams, tracks, wanted.substitutes());
    }

    /** A former stream with the outputs that are wanted; null if there's none. */
    private @Nullable Stream going(Stream stream, Set<Integer> kept) {
        int before = kept.size();
        List<Series> first =
                stream.series().stream().map(series -> first(stream, series, kept)).toList();
        List<Series> all = first.stream().map(series -> withOthers(stream, series, kept)).toList();
        return kept.size() == before
                ? null
                : new Stream(
                        stream.slot(),
                        stream.source(),
                        stream.edge(),
                        stream.columns(),
                        decidable(stream.conditions(), stream.source()),
                        stream.windows(),
                        all);
    }

    /** Each output answers the first feature of its definition that none before it answers. */
    private Series first(Stream stream, Series series, Set<Integer> kept) {
        List<Output> outputs = new ArrayList<>();
        for (Output output : series.outputs()) {
            boolean answers = output.feature() != EntityPlan.NO_FEATURE;
            List<Integer> features =
                    answers ? asking(plain(stream, series, output), kept, 1) : List.of();
            int feature = features.isEmpty() ? EntityPlan.NO_FEATURE : features.get(0);
            outputs.add(new Output(output.function(), output.window(), feature));
        }
        return new Series(series.column(), series.condition(), outputs);
    }

    /** What's asked more often than before comes beside it. */
    private Series withOthers(Stream stream, Series series, Set<Integer> kept) {
        List<Output> outputs = new ArrayList<>();
        for (Output output : series.outputs()) {
            outputs.add(output);
            if (output.feature() != EntityPlan.NO_FEATURE) {
                asking(plain(stream, series, output), kept, Integer.MAX_VALUE)
                        .forEach(
                                feature ->
                                        outputs.add(
                                                new Output(
                                                        output.function(),
                                                        output.window(),
                                                        feature)));
            }
        }
        return new Series(series.column(), series.condition(), outputs);
    }

    /** The wanted features of a definition, so many at most, which are kept from now on. */
    private List<Integer> asking(Plain definition, Set<Integer> kept, int most) {
        List<Integer> features = new ArrayList<>();
        for (Stream stream : wanted.streams()) {
            for (Series series : stream.series()) {
                for (Output output : series.outputs()) {
                    if (features.size() < most
                            && plain(stream, series, output).equals(definition)
                            && kept.add(output.feature())) {
                        features.add(output.feature());
                    }
                }
            }
        }
        return features;
    }

    private @Nullable Track going(Track track, Set<Integer> kept) {
        int before = kept.size();
        List<Measure> first = new ArrayList<>();
        for (Measure measure : track.measures()) {
            boolean answers = measure.feature() != EntityPlan.NO_FEATURE;
            List<Integer> features = answers ? asking(wide(track, measure), kept, 1) : List.of();
            first.add(
                    answering(
                            measure, features.isEmpty() ? EntityPlan.NO_FEATURE : features.get(0)));
        }
        List<Measure> measures = new ArrayList<>();
        for (Measure measure : first) {
            measures.add(measure);
            if (measure.feature() != EntityPlan.NO_FEATURE) {
                asking(wide(track, measure), kept, Integer.MAX_VALUE)
                        .forEach(feature -> measures.add(answering(measure, feature)));
            }
        }
        return kept.size() == before
                ? null
                : new Track(
                        track.slot(),
                        track.source(),
                        track.columns(),
                        decidable(track.conditions(), track.source()),
                        track.ranges(),
                        measures,
                        track.rowTime());
    }

    private List<Integer> asking(Wide definition, Set<Integer> kept, int most) {
        List<Integer> features = new ArrayList<>();
        for (Track track : wanted.tracks()) {
            for (Measure measure : track.measures()) {
                if (features.size() < most
                        && wide(track, measure).equals(definition)
                        && kept.add(measure.feature())) {
                    features.add(measure.feature());
                }
            }
        }
        return features;
    }

    private static Measure answering(Measure measure, int feature) {
        return new Measure(
                measure.statistic(),
                measure.range(),
                measure.column(),
                measure.above(),
                measure.below(),
                measure.bounds(),
                feature);
    }

    /** A condition of nothing but features that are gone may be of fields that are gone. */
    private List<Expr> decidable(List<Expr> conditions, int source) {
        RowType fields = sources.get(source);
        List<Expr> decidable = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            Expr condition = conditions.get(i);
            decidable.add(isOf(condition, fields) ? condition : never(i));
        }
        return decidable;
    }

    /** A condition that's never met; each is another one, so that none is taken for another. */
    private static Expr never(long number) {
        Expr one = new Expr.Literal(ValueType.INTEGER, number);
        Expr other = new Expr.Literal(ValueType.INTEGER, -1L);
        return new Expr.Call(Operation.EQUAL_INTEGER, ValueType.BOOLEAN, List.of(one, other));
    }

    private static boolean isOf(Expr expr, RowType fields) {
        if (expr instanceof Expr.FieldValue field) {
            int index = fields.indexOf(field.name()).orElse(-1);
            return index >= 0 && fields.field(index).type() == field.type();
        }
        return expr.parts().stream().allMatch(part -> isOf(part, fields));
    }

    /** What a wanted stream answers that no former one does; null if that's nothing. */
    private static @Nullable Stream rest(Stream stream, int slot, Set<Integer> kept) {
        List<Series> all = new ArrayList<>();
        for (Series series : stream.series()) {
            List<Output> outputs =
                    series.outputs().stream()
                            .filter(output -> !kept.contains(output.feature()))
                            .toList();
            if (!outputs.isEmpty()) {
                all.add(new Series(series.column(), series.condition(), outputs));
            }
        }
        return all.isEmpty()
                ? null
                : new Stream(
                        slot,
                        stream.source(),
                        stream.edge(),
                        stream.columns(),
                        stream.conditions(),
                        stream.windows(),
                        all);
    }

    private static @Nullable Track rest(Track track, int slot, Set<Integer> kept) {
        List<Range> ranges = new ArrayList<>();
        List<Measure> measures = new ArrayList<>();
        for (Measure measure : track.measures()) {
            if (!kept.contains(measure.feature())) {
                Range range = track.ranges().get(measure.range());
                if (!ranges.contains(range)) {
                    ranges.add(range);
                }
                measures.add(
                        new Measure(
                                measure.statistic(),
                                ranges.indexOf(range),
                                measure.column(),
                                measure.above(),
                                measure.below(),
                                measure.bounds(),
                                measure.feature()));
            }
        }
        return measures.isEmpty()
                ? null
                : new Track(
                        slot,
                        track.source(),
                        track.columns(),
                        track.conditions(),
                        ranges,
                        measures,
                        track.rowTime());
    }
}
