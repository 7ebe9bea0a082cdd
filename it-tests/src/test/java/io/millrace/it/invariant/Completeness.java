package io.millrace.it.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.read.PlainReader;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What a record says is complete stands before it in its partition, whoever wrote it. */
public final class Completeness {
    private static final String HEADER = "millrace-complete-to";

    private Completeness() {}

    /**
     * Reads a topic as it is now.
     *
     * @param timeField event time of its records
     */
    public static void check(PlainReader reader, String topic, String timeField) {
        Map<Integer, Long> complete = new TreeMap<>();
        long told = Long.MIN_VALUE;
        for (ConsumerRecord<byte[], byte[]> record : reader.records(topic)) {
            Place at = new Place(record.topic(), record.partition(), record.offset());
            long before = complete.getOrDefault(record.partition(), Long.MIN_VALUE);
            assertThat((Long) reader.decode(record.value()).get(timeField))
                    .as("%s: what stands before it was complete to %d", at, before)
                    .isGreaterThan(before);
            Header header = record.headers().lastHeader(HEADER);
            assertThat(header).as("header of %s", at).isNotNull();
            long completeTo = Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII));
            complete.put(record.partition(), Math.max(before, completeTo));
            told = Math.max(told, completeTo);
        }
        assertThat(told).as("complete in %s", topic).isGreaterThan(Long.MIN_VALUE);
    }
}
