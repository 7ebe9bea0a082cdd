package io.millrace.jobs.pipeline;

import io.millrace.schemas.topic.TopicKind;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The names of a pipeline's topics, and the registered schemas of their values.
 *
 * @param names every kind's topic
 * @param schemaIds of every kind whose schema was registered
 */
public record PipelineTopics(Map<TopicKind, String> names, Map<TopicKind, Integer> schemaIds)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public PipelineTopics {
        names = sorted(names);
        schemaIds = sorted(schemaIds);
    }

    private static <V> Map<TopicKind, V> sorted(Map<TopicKind, V> map) {
        Map<TopicKind, V> copy = new EnumMap<>(TopicKind.class);
        copy.putAll(map);
        return Collections.unmodifiableMap(copy);
    }

    public String name(TopicKind kind) {
        return Objects.requireNonNull(names.get(kind), () -> "no topic for " + kind);
    }

    public int schemaId(TopicKind kind) {
        return Objects.requireNonNull(
                schemaIds.get(kind), () -> "no schema was registered for topic " + name(kind));
    }
}
