package io.millrace.schemas.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole pipeline file. Its structure is checked when it's made by {@link PipelineLoader}; names
 * of fields and expressions are checked against the sources' schemas when features are compiled.
 *
 * @param name of the pipeline; its topics begin with it
 * @param order whether an answer waits for the watermark
 * @param features in the file's order
 * @param model the model that scores, if any
 * @param labels labels that come later, if any
 * @param monitor how it's watched
 * @param retrainWhen when a new model is trained; without it, never
 * @param functions jars of users' functions, relative to the file
 * @param notes what's said of features, by their names
 * @param published what goes to the topic of features, by entity; empty if nothing does
 * @param alerts whom alerts are told
 */
public record Pipeline(
        Text name,
        Order order,
        List<Source> sources,
        List<Entity> entities,
        List<Feature> features,
        Optional<Model> model,
        Optional<Labels> labels,
        Monitor monitor,
        Optional<RetrainWhen> retrainWhen,
        List<Text> functions,
        Map<String, FeatureNote> notes,
        List<Published> published,
        Alerts alerts) {

    public Pipeline {
        sources = List.copyOf(sources);
        entities = List.copyOf(entities);
        features = List.copyOf(features);
        functions = List.copyOf(functions);
        published = List.copyOf(published);
        notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    }

    /**
     * One without functions of its own, without notes, which publishes nothing and tells nobody of
     * alerts.
     */
    public Pipeline(
            Text name,
            Order order,
            List<Source> sources,
            List<Entity> entities,
            List<Feature> features,
            Optional<Model> model,
            Optional<Labels> labels,
            Monitor monitor,
            Optional<RetrainWhen> retrainWhen) {
        this(
                name,
                order,
                sources,
                entities,
                features,
                model,
                labels,
                monitor,
                retrainWhen,
                List.of(),
                Map.of(),
                List.of(),
                Alerts.NONE);
    }

    /** When an event is answered. */
    public enum Order {
        /** When the watermark has passed it: features are a function of the set of events. */
        EVENT_TIME,
        /** At once, from what has arrived by then. */
        ARRIVAL
    }

    /** The same, retrained at other times. */
    public Pipeline withRetrainWhen(Optional<RetrainWhen> changed) {
        return new Pipeline(
                name, order, sources, entities, features, model, labels, monitor, changed,
                functions, notes, published, alerts);
    }

    /** What's said of a feature. */
    public FeatureNote note(String feature) {
        return notes.getOrDefault(feature, FeatureNote.NONE);
    }

    /** The source that predictions are made for: the first in the file. */
    public Source mainSource() {
        return sources.get(0);
    }
}
