package io.millrace.jobs.cli;

import io.millrace.jobs.serve.Heartbeats;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.csv.CsvRecords;

import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** Sends the rows of a file to a topic, in the file's order, each when it's due. */
final class Replay {
    private static final long SHOW_EVERY = 256;

    private final Producer<byte[], byte[]> producer;
    private final RecordMaker maker;
    private final Pacer pacer;
    private final Progress progress;
    private final boolean heartbeat;
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

    private long row;
    private long sent;
    private long bad;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /**
     * @param heartbeat whether the end of the file is told on every partition of a source's topic
     */
    Replay(
            Producer<byte[], byte[]> producer,
            RecordMaker maker,
            Pacer pacer,
            Progress progress,
            boolean heartbeat) {
        this.producer = producer;
        this.maker = maker;
        this.pacer = pacer;
        this.progress = progress;
        this.heartbeat = heartbeat;
    }

    /**
     * How far it came.
     *
     * @param row the number of rows of the file that are done, skipped ones among them
     * @param isComplete false if the user wanted an end before
     * @param heartbeat the event time that was told at the end
     */
    record Outcome(
            long row,
            long sent,
            long bad,
            Optional<Long> first,
            Optional<Long> last,
            long millis,
            boolean isComplete,
            Optional<Long> heartbeat) {}

    /**
     * @param skip how many rows to leave out at the beginning
     * @param limit how many rows to send at most
     * @param partitions of the topic
     */
    Outcome run(ReplayFile file, long skip, long limit, int partitions, ReplayTarget target)
            throws InterruptedException {
        long startedAt = System.nanoTime();
        boolean isComplete;
        try (CsvRecords rows = file.open()) {
            isComplete = sendAll(rows, skip, limit);
        }
        producer.flush();
        throwIfRefused();
        progress.at(sent, "");
        Optional<Long> told = Optional.empty();
        boolean hasTimes = first <= last;
        if (heartbeat && isComplete && hasTimes && target.outOfOrderness().isPresent()) {
            long time = last + target.outOfOrderness().get().toMillis() + 1;
            sendHeartbeats(target.topic(), partitions, time);
            producer.flush();
            told = Optional.of(time);
        }
        return new Outcome(
                row,
                sent,
                bad,
                hasTimes ? Optional.of(first) : Optional.empty(),
                hasTimes ? Optional.of(last) : Optional.empty(),
                (System.nanoTime() - startedAt) / 1_000_000,
                isComplete,
                told);
    }

    /** Lets the last events of the file be answered; without it they'd wait for later ones. */
    private void sendHeartbeats(String topic, int partitions, long time) {
        for (int partition = 0; partition < partitions; partition++) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, partition, null, null);
            record.headers().add(Heartbeats.header(time));
            var unused = producer.send(record);
        }
    }

    private boolean sendAll(CsvRecords rows, long skip, long limit) throws InterruptedException {
        while (sent < limit && rows.hasNext()) {
            GenericRecord record = next(rows);
            if (record == null || row < skip) {
                row++;
                continue;
            }
            // A record without a time isn't held back: what's wrong with it, serve will say.
            OptionalLong time = maker.eventTime(record);
            if (time.isPresent() && !pacer.await(time.getAsLong())) {
                return false;
            }
            send(record);
            row++;
            sent++;
            first = Math.min(first, time.orElse(first));
            last = Math.max(last, time.orElse(last));
            if (sent % SHOW_EVERY == 0 || pacer.isPaced()) {
                progress.at(sent, AvroJson.time(last));
            }
        }
        return true;
    }

    private @Nullable GenericRecord next(CsvRecords rows) {
        try {
            return rows.next();
        } catch (ProblemsException e) {
            // Told before anything was sent.
            bad++;
            return null;
        }
    }

    private void send(GenericRecord record) {
        throwIfRefused();
        var unused =
                producer.send(
                        maker.make(record),
                        (metadata, exception) -> {
                            if (exception != null) {
                                refused.compareAndSet(null, exception);
                            }
                        });
    }

    private void throwIfRefused() {
        Exception exception = refused.get();
        if (exception != null) {
            throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "Kafka didn't take a record: " + exception.getMessage(),
                            "up to row " + row + " was tried; what arrived before it stays")
                    .causedBy(exception);
        }
    }
}
