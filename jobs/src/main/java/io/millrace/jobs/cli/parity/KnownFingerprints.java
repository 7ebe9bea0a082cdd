package io.millrace.jobs.cli.parity;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.AggregateOptions;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.RowTypes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What another fingerprint means: the same definitions in another version of the engine, the same
 * but for the edges of one entry or of all, or another feature set.
 */
final class KnownFingerprints {

    /** A cause, and what's known of it. */
    record Meaning(Cause cause, String reason) {}

    private final FeaturePlan plan;
    private final Map<String, String> edges = new HashMap<>();

    KnownFingerprints(CheckedPipeline checked) {
        plan = checked.plan();
        List<RowType> types =
                checked.schemas().stream().map(schema -> RowTypes.of(schema.schema())).toList();
        Pipeline pipeline = checked.pipeline();
        for (Edge edge : Edge.values()) {
            String word = edge.name().toLowerCase(Locale.ROOT);
            for (int i = 0; i < pipeline.features().size(); i++) {
                List<Feature> changed = new ArrayList<>(pipeline.features());
                changed.set(i, with(edge, changed.get(i)));
                String first = pipeline.features().get(i).names().get(0);
                know(pipeline, changed, types, first + " and what's beside it had edge: " + word);
            }
            know(
                    pipeline,
                    pipeline.features().stream().map(feature -> with(edge, feature)).toList(),
                    types,
                    "all features had edge: " + word);
        }
    }

    private void know(Pipeline of, List<Feature> features, List<RowType> types, String meaning) {
        if (features.equals(of.features())) {
            return;
        }
        Pipeline changed =
                new Pipeline(
                        of.name(),
                        of.order(),
                        of.sources(),
                        of.entities(),
                        features,
                        of.model(),
                        of.labels(),
                        of.monitor(),
                        of.retrainWhen());
        try {
            edges.putIfAbsent(
                    FeaturePlan.compile(changed, types, plan.functions()).fingerprint(), meaning);
        } catch (ProblemsException e) {
            // A window that can't have these edges was never served with them.
        }
    }

    private static Feature with(Edge edge, Feature feature) {
        if (!(feature instanceof Feature.Aggregate aggregate)) {
            return feature;
        }
        AggregateOptions options = aggregate.options();
        return new Feature.Aggregate(
                aggregate.entity(),
                aggregate.from(),
                aggregate.where(),
                aggregate.columns(),
                aggregate.windows(),
                new AggregateOptions(
                        edge,
                        options.delay(),
                        options.precision(),
                        options.substitute(),
                        options.by(),
                        options.outOf(),
                        options.bounds(),
                        options.suffix()));
    }

    /** What a fingerprint means that isn't the one of today's feature set. */
    Meaning of(String fingerprint) {
        OptionalInt version = plan.semanticVersion(fingerprint);
        if (version.isPresent()) {
            return new Meaning(
                    Cause.VERSION,
                    "the same definitions in version " + version.getAsInt() + " of the engine");
        }
        String edge = edges.get(fingerprint);
        return edge == null
                ? new Meaning(Cause.FEATURE_SET, "it was served by the feature set " + fingerprint)
                : new Meaning(Cause.EDGE, edge);
    }
}
