package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.ModelCommand;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What a decision is answered for with.
 *
 * @param actor a person, or a policy's name
 * @param commandId of the command that it follows, null if there was none
 * @param at event time of the decision, epoch milliseconds; {@link Long#MIN_VALUE} if no time is
 *     known yet
 * @param key name of the key that proves the actor, null if none does
 * @param forced whether a person insists, against the gate or without approvals
 * @param evidence SHA-256 of the figures that decided, null if none did
 */
record Why(
        String actor,
        @Nullable String reason,
        @Nullable String commandId,
        long at,
        @Nullable String key,
        boolean forced,
        @Nullable String evidence) {
    /** Decides by the gate's verdict that came with a version. */
    static final String GATE = "gate";

    /** Decides by the plan and the evidence. */
    static final String ROLLOUT = "rollout";

    static Why command(ModelCommand command, long at) {
        return new Why(
                command.getActor(),
                command.getReason(),
                command.getCommandId(),
                at,
                command.getKey(),
                command.getForced(),
                null);
    }

    static Why gate(String reason, long at) {
        return policy(GATE, reason, at);
    }

    static Why rollout(String reason, long at) {
        return policy(ROLLOUT, reason, at);
    }

    private static Why policy(String name, String reason, long at) {
        return new Why(name, reason, null, at, null, false, null);
    }

    Why because(String other) {
        return new Why(actor, other, commandId, at, key, forced, evidence);
    }

    Why on(Evidence figures) {
        String digest = LifeCycleCodec.digest(figures);
        return new Why(actor, reason, commandId, at, key, forced, digest);
    }

    static @Nullable Instant instant(long time) {
        return time == Long.MIN_VALUE ? null : Instant.ofEpochMilli(time);
    }
}
