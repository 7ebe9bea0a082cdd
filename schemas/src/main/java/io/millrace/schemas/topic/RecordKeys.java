package io.millrace.schemas.topic;

/**
 * The keys of records in compacted topics. They decide what compaction keeps, so every writer makes
 * them here.
 */
public final class RecordKeys {
    private RecordKeys() {}

    /** A model version: whoever trains the same bytes again writes the same key. */
    public static String modelVersion(String model, String digest) {
        return model + "/" + digest;
    }

    /** An experiment: a training that's repeated writes the same keys. */
    public static String experiment(String run, String step) {
        return run + "/" + step;
    }

    /** A part of a frozen dataset: the same examples write the same keys. */
    public static String datasetPart(String digest, int part) {
        return digest + "/" + part;
    }

    /** A deployment or its switch: each epoch is kept, so a replay knows them all. */
    public static String deployment(String model, long epoch) {
        return model + "/" + epoch;
    }
}
