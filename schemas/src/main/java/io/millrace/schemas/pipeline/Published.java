package io.millrace.schemas.pipeline;

import java.util.List;

/**
 * What of an entity goes to the topic of features.
 *
 * @param features by name, in the order of the feature vector; not empty
 */
public record Published(Text entity, List<Text> features) {
    public Published {
        features = List.copyOf(features);
    }
}
