package io.millrace.jobs.cli;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;

/**
 * Says on every partition of a topic how far event time has come, so that the last events of a file
 * are answered: without it they'd wait for later ones.
 *
 * <p>A heartbeat is a record without key and value, whose header {@value #HEADER} holds the event
 * time in epoch milliseconds, as decimal text.
 */
final class Heartbeats {
    static final String HEADER = io.millrace.jobs.serve.Heartbeats.HEADER;

    private Heartbeats() {}

    /**
     * @param time event time in epoch milliseconds that nothing on the topic will come before
     */
    static void send(Producer<byte[], byte[]> producer, String topic, int partitions, long time) {
        byte[] text = Long.toString(time).getBytes(StandardCharsets.US_ASCII);
        for (int partition = 0; partition < partitions; partition++) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, partition, null, null);
            record.headers().add(HEADER, text);
            var unused = producer.send(record);
        }
    }
}
