package io.millrace.registry;

import io.millrace.schemas.avro.Switch;

/** What becomes of a deployment when it reaches serve. */
public sealed interface Stamping {

    /** It holds from the switch's event time on. */
    record Stamped(Switch stamped) implements Stamping {}

    /** It was decided before: the same record, read again. */
    record Repeated() implements Stamping {}

    /**
     * It's not followed.
     *
     * @param reason a sentence for people
     */
    record Refused(String reason) implements Stamping {}
}
