package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.prediction.FeatureVectorSchema;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Quoted;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code publish}: by entity, {@code all} of its features or a list. */
final class PublishSection {
    private final Names entities;
    final Key<List<Asked>> key;

    /** As it's written; no feature means all. */
    record Asked(Text entity, List<Text> features, Value value) {}

    PublishSection(Names entities, Names features) {
        this.entities = entities;
        key =
                Key.optional(
                        "publish",
                        new NamedKind<>(
                                "a map from an entity to `all`, or to a list of features",
                                TextKind.NAME,
                                reader(new InputsKind(features))),
                        "nothing",
                        "features that go to `<pipeline>.features` for online stores and other"
                                + " pipelines: by entity, `all` that are about it, or a list");
    }

    private NamedKind.Reader<Asked> reader(InputsKind inputs) {
        return (name, value) -> {
            boolean known = isKnown(name, value);
            return inputs.read(value).filter(f -> known).map(f -> new Asked(name, f, value));
        };
    }

    private boolean isKnown(Text name, Value value) {
        if (!entities.isUnknown(name.value())) {
            return true;
        }
        value.reading()
                .report(
                        PipelineFileError.UNKNOWN_ENTITY
                                .at(
                                        name.place(),
                                        name.value().length(),
                                        "publish: "
                                                + Quoted.of(name.value())
                                                + " isn't an entity that's declared",
                                        "declared: " + String.join(", ", entities.inOrder()))
                                .suggesting(
                                        NearestName.of(name.value(), entities.inOrder())
                                                .orElse(null)));
        return false;
    }

    /** What's asked for, with {@code all} written out; reports what can't be published. */
    List<Published> resolved(Found found, List<Entity> declared, List<Feature> features) {
        List<Asked> asked = found.find(key).orElse(List.of());
        List<Published> resolved = new ArrayList<>();
        Set<String> taken = new HashSet<>(FeatureVectorSchema.ownFields());
        for (Asked one : asked) {
            keys(one.entity(), declared).forEach(taken::add);
        }
        for (Asked one : asked) {
            List<Text> about = about(one.entity(), features);
            List<Text> names = one.features().isEmpty() ? about : one.features();
            if (about.isEmpty()) {
                report(one, "no feature is about " + one.entity());
            }
            names.stream()
                    .filter(name -> taken.contains(name.value()))
                    .forEach(name -> report(one, clash(name)));
            resolved.add(new Published(one.entity(), names));
        }
        for (Asked one : asked) {
            keys(one.entity(), declared).stream()
                    .filter(FeatureVectorSchema.ownFields()::contains)
                    .forEach(name -> report(one, clash(new Text(name, one.entity().place()))));
        }
        return resolved;
    }

    private static String clash(Text name) {
        return Quoted.of(name.value())
                + " can't be published: a vector has another field of this name";
    }

    private static void report(Asked asked, String message) {
        asked.value()
                .reading()
                .report(
                        PipelineFileError.UNPUBLISHABLE,
                        asked.value().span(),
                        "publish: " + message,
                        "a vector has the fields "
                                + String.join(", ", FeatureVectorSchema.ownFields())
                                + ", what identifies its entities, and features");
    }

    private static List<String> keys(Text entity, List<Entity> declared) {
        return declared.stream()
                .filter(known -> known.name().value().equals(entity.value()))
                .flatMap(known -> known.keys().stream())
                .map(Text::value)
                .toList();
    }

    private static List<Text> about(Text entity, List<Feature> features) {
        return features.stream()
                .filter(feature -> entity(feature).filter(entity.value()::equals).isPresent())
                .flatMap(feature -> feature.names().stream())
                .map(name -> new Text(name, entity.place()))
                .toList();
    }

    private static Optional<String> entity(Feature feature) {
        if (feature instanceof Feature.Aggregate aggregate) {
            return Optional.of(aggregate.entity().value());
        }
        return feature instanceof Feature.Lookup lookup
                ? Optional.of(lookup.entity().value())
                : Optional.empty();
    }
}
