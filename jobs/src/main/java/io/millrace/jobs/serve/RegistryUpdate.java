package io.millrace.jobs.serve;

/**
 * What the resolver tells every scorer.
 *
 * @param bytes a model's artefact, or a {@link io.millrace.schemas.avro.Switch} as plain Avro;
 *     empty for {@link Kind#LOADED}
 */
public record RegistryUpdate(Kind kind, byte[] bytes) {

    /** What an update is about. */
    public enum Kind {
        /** A model version that was checked and may be named by switches. */
        MODEL,
        /** A deployment with the event time from which it holds. */
        SWITCH,
        /** Everything that the registry held at start has been told. */
        LOADED
    }
}
