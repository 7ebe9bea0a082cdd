package io.millrace.jobs.cli.feature;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.FeatureDefinition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Where a feature comes from beyond its own pipeline. */
public final class Upstream {
    private final List<String> direct;
    private final Map<String, FeatureDefinition> catalogue = new TreeMap<>();

    /**
     * @param known features of all pipelines, as far as they're known
     */
    public Upstream(
            CheckedPipeline checked, FeatureFacts facts, Collection<FeatureDefinition> known) {
        direct = OtherFeatures.of(checked.pipeline(), facts);
        known.forEach(definition -> catalogue.put(FeatureTopic.key(definition), definition));
    }

    /**
     * One on the way.
     *
     * @param name such as {@code card-fraud/account_amount_mean_7d}
     * @param definition null if its pipeline isn't in the catalogue
     */
    public record Step(String name, @Nullable FeatureDefinition definition) {

        /** In one line. */
        public String words() {
            return definition == null
                    ? name + ": not in the catalogue, its pipeline has not been started"
                    : name
                            + ": "
                            + definition.getMeaning()
                            + " From topic "
                            + definition.getTopic()
                            + ".";
        }
    }

    /** Every one, the nearest first, each once. */
    public List<Step> steps() {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(direct);
        while (!next.isEmpty()) {
            String name = next.remove();
            FeatureDefinition definition = catalogue.get(name);
            if (seen.add(name) && definition != null) {
                next.addAll(definition.getReads());
            }
        }
        List<Step> steps = new ArrayList<>();
        seen.forEach(name -> steps.add(new Step(name, catalogue.get(name))));
        return steps;
    }
}
