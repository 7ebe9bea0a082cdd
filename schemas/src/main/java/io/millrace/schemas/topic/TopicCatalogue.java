package io.millrace.schemas.topic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The topics of one pipeline, by kind. */
public final class TopicCatalogue {
    private final Map<TopicKind, Topic> topics;

    private TopicCatalogue(Map<TopicKind, Topic> topics) {
        this.topics = topics;
    }

    /** Topics named {@code <pipeline>.<suffix>}. */
    public static TopicCatalogue of(String pipeline) {
        return of(pipeline, Map.of());
    }

    /**
     * Topics named {@code <pipeline>.<suffix>}, but for those that are named otherwise.
     *
     * @param names full names by suffix, such as {@code predictions: scores}
     * @throws IllegalArgumentException if a suffix isn't known, a name isn't legal, or two topics
     *     have the same name; the message has everything that's wrong
     */
    public static TopicCatalogue of(String pipeline, Map<String, String> names) {
        List<String> problems = new ArrayList<>();
        Map<String, String> unknown = new TreeMap<>(names);
        Map<TopicKind, Topic> topics = new EnumMap<>(TopicKind.class);
        Map<String, TopicKind> byName = new TreeMap<>();
        for (TopicKind kind : TopicKind.values()) {
            String named = unknown.remove(kind.suffix());
            String name = named == null ? pipeline + "." + kind.suffix() : named;
            TopicKind other = byName.putIfAbsent(name, kind);
            if (other != null) {
                problems.add(
                        "\"%s\" is named for %s and for %s; each needs a topic of its own"
                                .formatted(name, other.suffix(), kind.suffix()));
            }
            try {
                topics.put(kind, new Topic(name, kind));
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        unknown.keySet().forEach(suffix -> problems.add(unknownSuffix(suffix)));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new TopicCatalogue(topics);
    }

    private static String unknownSuffix(String suffix) {
        return Arrays.stream(TopicKind.values())
                .map(TopicKind::suffix)
                .collect(
                        Collectors.joining(
                                ", ",
                                "there's no topic \"" + suffix + "\" to name; there are ",
                                ""));
    }

    public Topic topic(TopicKind kind) {
        Topic topic = topics.get(kind);
        if (topic == null) {
            throw new IllegalStateException("no topic for " + kind);
        }
        return topic;
    }

    /** The topic's name on Kafka. */
    public String name(TopicKind kind) {
        return topic(kind).name();
    }

    /** All of them, in the order of {@link TopicKind}. */
    public List<Topic> topics() {
        return List.copyOf(topics.values());
    }
}
