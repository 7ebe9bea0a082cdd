package io.millrace.features;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;

import org.jspecify.annotations.Nullable;

/** Computes all features of one entity, one key at a time. Not there yet: every method throws. */
public final class EntityEngine {
    static final int TILE_BYTES = 512;

    EntityEngine(FeaturePlan.Parts parts, EntityPlan plan, EventCodec codec, int tileBytes) {}

    /** Attaches a key. */
    public void open(byte @Nullable [] head, Tiles tiles) {
        throw missing();
    }

    public void offer(Event event) {
        throw missing();
    }

    public long nextDue() {
        throw missing();
    }

    public void advance(long upTo, Answers answers) {
        throw missing();
    }

    public void answerNow(Event event, Answers answers) {
        throw missing();
    }

    /** An event without a key: the entity's features are null. */
    public void skip(Event event) {
        throw missing();
    }

    public byte @Nullable [] close() {
        throw missing();
    }

    public long expiresAt() {
        throw missing();
    }

    /** The longest window in milliseconds; after it, an event is forgotten. */
    public long longestWindow() {
        throw missing();
    }

    private static UnsupportedOperationException missing() {
        return new UnsupportedOperationException("the engine isn't there yet");
    }
}
