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

    /** A deployment or its switch: each epoch is kept, so a replay knows them all. */
    public static String deployment(String model, long epoch) {
        return model + "/" + epoch;
    }
}
