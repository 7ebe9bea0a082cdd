package io.millrace.it.job;

import org.apache.flink.api.common.serialization.SerializationSchema;

import java.nio.charset.StandardCharsets;

/** A line's key, so that the lines of one key keep their order on Kafka. */
final class KeyOfLine implements SerializationSchema<String> {

    private static final long serialVersionUID = 1;

    @Override
    public byte[] serialize(String line) {
        return CountingJob.key(line).getBytes(StandardCharsets.UTF_8);
    }
}
