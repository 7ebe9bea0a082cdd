package io.millrace.schemas.event;

/**
 * Where a record stands on Kafka.
 *
 * @param timestamp the record's own Kafka timestamp, in epoch milliseconds; "not in the future"
 *     compares with it, so that a replay comes to the same verdict
 */
public record Coordinates(String topic, int partition, long offset, long timestamp) {

    @Override
    public String toString() {
        return topic + "/" + partition + "@" + offset;
    }
}
