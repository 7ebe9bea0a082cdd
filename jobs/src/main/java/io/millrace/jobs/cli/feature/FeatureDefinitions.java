package io.millrace.jobs.cli.feature;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.FeatureDefinition;
import io.millrace.schemas.pipeline.FeatureNote;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;

import java.util.List;
import java.util.Locale;

/** A pipeline's features as they're told to other pipelines. */
public final class FeatureDefinitions {
    private static final String USED = "feature ";

    private FeatureDefinitions() {}

    /** In the feature set's order. */
    public static List<FeatureDefinition> of(CheckedPipeline checked) {
        FeatureCatalogue catalogue = FeatureCatalogue.of(checked);
        Pipeline pipeline = checked.pipeline();
        return catalogue.features().stream()
                .map(facts -> definition(pipeline, facts, catalogue.fingerprint(facts.name())))
                .toList();
    }

    private static FeatureDefinition definition(
            Pipeline pipeline, FeatureFacts facts, String fingerprint) {
        FeatureNote note = pipeline.note(facts.name());
        return FeatureDefinition.newBuilder()
                .setPipeline(pipeline.name().value())
                .setName(facts.name())
                .setType(facts.type().name().toLowerCase(Locale.ROOT))
                .setEntity(facts.entity().orElse(null))
                .setTopic(topic(pipeline, facts.source()))
                .setFunction(facts.function())
                .setWindow(facts.window().orElse(null))
                .setMeaning(facts.meaning())
                .setDescription(note.description().map(Text::value).orElse(null))
                .setOwner(note.owner().map(Text::value).orElse(null))
                .setTags(note.tags().stream().map(Text::value).toList())
                .setFingerprint(fingerprint)
                .setUses(
                        facts.lineage().stream()
                                .filter(part -> part.startsWith(USED))
                                .map(part -> part.substring(USED.length()))
                                .toList())
                .setReads(OtherFeatures.of(pipeline, facts))
                .setModels(
                        pipeline.model()
                                .filter(model -> isInput(model, facts.name()))
                                .map(model -> List.of(model.name().value()))
                                .orElse(List.of()))
                .build();
    }

    private static String topic(Pipeline pipeline, String source) {
        return pipeline.sources().stream()
                .filter(known -> known.name().value().equals(source))
                .map(Source::topic)
                .map(Text::value)
                .findFirst()
                .orElse(source);
    }

    private static boolean isInput(Model model, String feature) {
        return model.inputs().isEmpty()
                || model.inputs().stream().anyMatch(input -> input.value().equals(feature));
    }

    /** Whether two features have the same values: one definition, of one topic's events. */
    public static boolean areSame(FeatureDefinition one, FeatureDefinition other) {
        return one.getFingerprint().equals(other.getFingerprint())
                && one.getTopic().equals(other.getTopic());
    }
}
