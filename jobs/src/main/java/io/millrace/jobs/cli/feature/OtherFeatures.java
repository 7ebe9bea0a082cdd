package io.millrace.jobs.cli.feature;

import io.millrace.schemas.pipeline.Entity;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.prediction.FeatureVectorSchema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Published features of other pipelines that a feature is made of. */
final class OtherFeatures {
    private OtherFeatures() {}

    /** Such as {@code card-fraud/account_amount_mean_7d}, in the order of the source fields. */
    static List<String> of(Pipeline pipeline, FeatureFacts facts) {
        Map<String, Source> sources =
                pipeline.sources().stream()
                        .filter(source -> source.featuresOf().isPresent())
                        .collect(
                                Collectors.toMap(
                                        source -> source.name().value(), Function.identity()));
        Set<String> noFeatures = new HashSet<>(FeatureVectorSchema.ownFields());
        pipeline.entities().stream()
                .map(Entity::keys)
                .flatMap(List::stream)
                .map(Text::value)
                .forEach(noFeatures::add);
        return facts.sourceFields().stream()
                .map(field -> name(field, sources, noFeatures))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static String name(String field, Map<String, Source> sources, Set<String> noFeatures) {
        int dot = field.indexOf('.');
        Source source = sources.get(field.substring(0, dot));
        String column = field.substring(dot + 1);
        return source == null || noFeatures.contains(column)
                ? ""
                : source.featuresOf().map(of -> of + "/" + column).orElse("");
    }
}
