package io.millrace.jobs.cli.parity;

import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.jobs.cli.backfill.TopicRange;
import io.millrace.schemas.prediction.RecordHead;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;

/** Takes the sample out of a pipeline's predictions. It's held in memory. */
final class ServedSample {
    private static final int MOST = 1_000_000;
    private static final int ROWS_BETWEEN = 5_000;
    private static final Comparator<ServedVector> ORDER =
            Comparator.comparingLong((ServedVector vector) -> vector.key().time())
                    .thenComparing(vector -> vector.key().eventId())
                    .thenComparing(ServedVector::place);

    private final ParityRequest request;
    private final List<ServedVector> vectors = new ArrayList<>();
    private long read;
    private long unreadable;
    private long newest = Long.MIN_VALUE;

    ServedSample(ParityRequest request) {
        this.request = request;
    }

    /**
     * Reads a topic of predictions up to where it ends now.
     *
     * @param goOn asked now and then with the number of records so far
     * @return false if it wasn't to go on
     */
    boolean read(TopicRange topic, LongPredicate goOn) throws IOException {
        boolean all =
                topic.read(
                        record -> {
                            take(record);
                            return read % ROWS_BETWEEN != 0 || goOn.test(read);
                        });
        request.since()
                .ifPresent(
                        since -> {
                            long from = newest - since.toMillis();
                            vectors.removeIf(vector -> vector.key().time() < from);
                        });
        vectors.sort(ORDER);
        return all;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        read++;
        byte[] value = record.value();
        RecordHead head = RecordHead.ofPrediction(value);
        if (head == null || value == null) {
            unreadable++;
            return;
        }
        newest = Math.max(newest, head.eventTime());
        boolean inRange = head.eventTime() >= request.from() && head.eventTime() < request.to();
        if (!inRange || !request.sample().takes(head.eventId())) {
            return;
        }
        if (vectors.size() == MOST) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the sample has more than %,d vectors, which are held in memory"
                            .formatted(MOST),
                    "take a smaller --sample, or fewer with --since, --from and --to");
        }
        String place = record.topic() + "/" + record.partition() + "@" + record.offset();
        vectors.add(
                new ServedVector(new VectorKey(head.eventId(), head.eventTime()), place, value));
    }

    /** By event time. */
    List<ServedVector> vectors() {
        return vectors;
    }

    /** Records of the topic. */
    long read() {
        return read;
    }

    /** Records that are no predictions. */
    long unreadable() {
        return unreadable;
    }
}
