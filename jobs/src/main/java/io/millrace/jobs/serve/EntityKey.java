package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.java.functions.KeySelector;
import org.jspecify.annotations.Nullable;

/**
 * The key of an event's entity. Events without one are spread over {@value #SPREAD} made-up keys,
 * so that none of them is hot; the letter in front keeps the two apart.
 */
final class EntityKey implements KeySelector<Event, String> {
    private static final long serialVersionUID = 1L;
    static final int SPREAD = 1024;

    private final ServeSettings settings;
    private final int entity;
    private transient @Nullable FeaturePlan plan;

    EntityKey(ServeSettings settings, int entity) {
        this.settings = settings;
        this.entity = entity;
    }

    @Override
    public String getKey(Event event) {
        FeaturePlan known = plan;
        if (known == null) {
            known = FeaturePlan.fromBytes(settings.features());
            plan = known;
        }
        String key = known.key(entity, event);
        return key == null ? "n" + Math.floorMod(event.id().hashCode(), SPREAD) : "k" + key;
    }
}
