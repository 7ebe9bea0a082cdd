package io.millrace.jobs.cli.feature;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.FeatureDefinition;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.Problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds features of a pipeline that another one has already. */
public final class KnownFeatures {

    private KnownFeatures() {}

    /**
     * A warning for each entry of the file and each pipeline that has some of its features. Fields
     * as they are aren't worth one.
     *
     * @param catalogue of all pipelines
     */
    public static List<Problem> warnings(
            CheckedPipeline checked, Collection<FeatureDefinition> catalogue) {
        List<FeatureDefinition> own = FeatureDefinitions.of(checked);
        List<Problem> warnings = new ArrayList<>();
        for (Feature feature : checked.pipeline().features()) {
            if (feature instanceof Feature.Fields) {
                continue;
            }
            Map<String, List<FeatureDefinition>> byPipeline = new LinkedHashMap<>();
            for (FeatureDefinition definition : own) {
                if (feature.names().contains(definition.getName())) {
                    elsewhere(definition, catalogue)
                            .forEach(
                                    known ->
                                            byPipeline
                                                    .computeIfAbsent(
                                                            known.getPipeline(),
                                                            name -> new ArrayList<>())
                                                    .add(known));
                }
            }
            byPipeline.forEach((pipeline, known) -> warnings.add(warning(feature, known)));
        }
        return warnings;
    }

    /** The same definitions of other pipelines. */
    static List<FeatureDefinition> elsewhere(
            FeatureDefinition own, Collection<FeatureDefinition> catalogue) {
        return catalogue.stream()
                .filter(known -> !known.getPipeline().equals(own.getPipeline()))
                .filter(known -> FeatureDefinitions.areSame(known, own))
                .toList();
    }

    private static Problem warning(Feature feature, List<FeatureDefinition> known) {
        FeatureDefinition first = known.get(0);
        Text place = place(feature);
        String more = known.size() == 1 ? "" : " and " + (known.size() - 1) + " more";
        return Problem.warning(
                FeatureError.KNOWN_ELSEWHERE.code(),
                first.getName() + more + ": pipeline " + first.getPipeline() + " has the same",
                place.place(),
                Math.max(place.value().length(), 1),
                first.getOwner() == null
                        ? "it names no owner"
                        : "its owner is " + first.getOwner());
    }

    private static Text place(Feature feature) {
        if (feature instanceof Feature.Aggregate aggregate) {
            return aggregate.entity();
        } else if (feature instanceof Feature.Lookup lookup) {
            return lookup.entity();
        } else if (feature instanceof Feature.Derive derive) {
            return derive.name();
        }
        return ((Feature.Fields) feature).fields().get(0);
    }
}
