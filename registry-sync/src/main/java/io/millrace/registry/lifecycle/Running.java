package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.pipeline.Model.Step;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A version on its way to the champion.
 *
 * @param step where it is in the plan, from 0; a share that a person chose belongs to the last step
 *     that isn't larger, and -1 if all are
 * @param kind SHADOW or CANARY
 * @param share in ten-thousandths
 * @param begin event time from which the step is counted, epoch milliseconds; {@link
 *     Long#MIN_VALUE} until any time is known
 */
record Running(String digest, int step, Step.Kind kind, int share, long begin, Hold hold) {
    private static final int FIRST_BUCKET = 0;
    private static final int SALT_DIGITS = 16;

    /** Why it doesn't go on. */
    enum Hold {
        /** It does. */
        NONE,
        /** Too few labelled rows in twice the step's duration; it goes on when they're there. */
        ROWS,
        /** A person said so, and has to say when it goes on. */
        PERSON,
        /** It may be champion by its figures, and another person has to approve that. */
        APPROVAL
    }

    /** Those that serve a share: itself, or nobody. */
    List<Arm> arms(@Nullable Integer number) {
        return kind == Step.Kind.CANARY
                ? List.of(new Arm(digest, number, share, FIRST_BUCKET))
                : List.of();
    }

    /** Those that only score: itself, or nobody. */
    List<ModelReference> shadows(@Nullable Integer number) {
        return kind == Step.Kind.SHADOW ? List.of(new ModelReference(digest, number)) : List.of();
    }

    /** Of its own, so that other units try the next version, and the same ones try it again. */
    String salt(String model) {
        return kind == Step.Kind.CANARY ? model + "-" + digest.substring(0, SALT_DIGITS) : "";
    }

    VersionState state() {
        return kind == Step.Kind.SHADOW ? VersionState.SHADOW : VersionState.CANARY;
    }

    Running from(long time) {
        return new Running(digest, step, kind, share, time, hold);
    }

    Running held(Hold next) {
        return new Running(digest, step, kind, share, begin, next);
    }
}
