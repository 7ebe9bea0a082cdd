package io.millrace.features;

import io.millrace.features.aggregate.Statistic;
import io.millrace.features.expression.Expr;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.Text;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes one lookup's features into an entity's draft: a lifetime of which the newest record is
 * kept, until it has the most age.
 */
final class LookupPlanner {
    /** What's stamped with the event's time is there at that time. */
    private static final AggregateOptions AS_OF =
            new AggregateOptions(
                    Edge.CLOSED,
                    Duration.ZERO,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    private LookupPlanner() {}

    static void plan(
            Feature.Lookup lookup,
            SourceFields source,
            EntityPlanner.StreamDraft draft,
            @Nullable Expr where,
            AggregatePlanner.Declarer declarer) {
        Feature.Window window =
                new Feature.Window(
                        lookup.entity(),
                        Shape.LIFETIME,
                        lookup.maxAge().orElse(Duration.ZERO),
                        Duration.ZERO,
                        0);
        TrackDraft track = draft.track(window, AS_OF, where);
        for (Text name : lookup.fields()) {
            Optional<Field> field = source.use(name);
            if (field.isPresent()) {
                int feature = declarer.declare(lookup.name(name), field.get().type(), name);
                track.add(
                        new TrackDraft.Wanted(
                                Statistic.latest(),
                                name.value(),
                                window,
                                AS_OF,
                                where,
                                where,
                                null,
                                feature));
            }
        }
    }
}
