package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.serve.ServeSettings;
import io.millrace.jobs.serve.SourceRecord;
import io.millrace.jobs.serve.SourceRecordDeserializer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import java.io.IOException;
import java.util.Map;

/**
 * From which event time on a source's topic still holds everything.
 *
 * <p>What retention has deleted stood before the records that are left. An event that's older than
 * the newest one before it by more than the source's out-of-orderness would have been late, so the
 * deleted ones aren't newer than the first that are left by more than that.
 */
public final class TopicReach {
    /** The topic holds all that was ever written to it. */
    public static final long ALL = Long.MIN_VALUE;

    /** One late record alone must not say how far the topic reaches. */
    private static final int LOOKED_AT = 100;

    private TopicReach() {}

    /**
     * Epoch milliseconds, or {@link #ALL}; MAX_VALUE if nothing is left.
     *
     * @param source in the pipeline's order
     */
    public static long of(BackfillRequest request, int source) throws IOException {
        ServeSettings settings =
                new BackfillPlan(request).serve(request.requireEndpoints().requireRegistry());
        SourceRecordDeserializer decoder = new SourceRecordDeserializer(settings, source);
        decoder.open();
        KafkaSettings kafka = request.kafka();
        long late = settings.sources().get(source).outOfOrderness();
        try (TopicRange topic = new TopicRange(kafka, settings.sources().get(source).topic())) {
            Map<TopicPartition, Long> shortened = topic.shortened();
            long reach = shortened.isEmpty() ? ALL : Long.MAX_VALUE;
            for (Map.Entry<TopicPartition, Long> begin : shortened.entrySet()) {
                long newest = Long.MIN_VALUE;
                for (ConsumerRecord<byte[], byte[]> record :
                        topic.first(begin.getKey(), begin.getValue(), LOOKED_AT)) {
                    SourceRecord decoded = decoder.decode(record);
                    newest = Math.max(newest, decoded.movesTime() ? decoded.time() : newest);
                }
                // An empty partition was deleted up to where the others were, at least by time.
                if (newest != Long.MIN_VALUE) {
                    reach =
                            reach == Long.MAX_VALUE
                                    ? newest + late
                                    : Math.max(reach, newest + late);
                }
            }
            return reach;
        }
    }
}
