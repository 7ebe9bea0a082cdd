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
 */
record Why(String actor, @Nullable String reason, @Nullable String commandId, long at) {
    /** Decides by the gate's verdict that came with a version. */
    static final String GATE = "gate";

    /** Decides by the plan and the evidence. */
    static final String ROLLOUT = "rollout";

    static Why command(ModelCommand command, long at) {
        return new Why(command.getActor(), command.getReason(), command.getCommandId(), at);
    }

    static Why gate(String reason, long at) {
        return new Why(GATE, reason, null, at);
    }

    static Why rollout(String reason, long at) {
        return new Why(ROLLOUT, reason, null, at);
    }

    Why because(String other) {
        return new Why(actor, other, commandId, at);
    }

    static @Nullable Instant instant(long time) {
        return time == Long.MIN_VALUE ? null : Instant.ofEpochMilli(time);
    }
}
