package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;

/** Something to publish, in the order in which it was decided. */
public sealed interface Decision {

    /** Who is served by whom from now on; the epoch is one more than the last. */
    record Deploy(Deployment deployment) implements Decision {}

    /** A version with the number that it was given, to stand in for its record without one. */
    record Number(ModelVersion version) implements Decision {}

    /** What happened to a version, or why a command wasn't followed. */
    record Tell(ModelEvent event) implements Decision {}
}
