package io.millrace.schemas.pipeline;

import java.util.List;
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
        List<Text> functions) {

    public Pipeline {
        sources = List.copyOf(sources);
        entities = List.copyOf(entities);
        features = List.copyOf(features);
        functions = List.copyOf(functions);
    }

    /** One without functions of its own. */
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
                List.of());
    }

    /** When an event is answered. */
    public enum Order {
        /** When the watermark has passed it: features are a function of the set of events. */
        EVENT_TIME,
        /** At once, from what has arrived by then. */
        ARRIVAL
    }

    /** The source that predictions are made for: the first in the file. */
    public Source mainSource() {
        return sources.get(0);
    }
}
