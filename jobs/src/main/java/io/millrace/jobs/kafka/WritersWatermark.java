package io.millrace.jobs.kafka;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The watermark of one partition: what all of its writers have passed.
 *
 * <p>A writer that hasn't written here yet, or not for a while, holds the watermark until it has
 * been quiet for the idle time; so does none that writes. A record of a writer that doesn't tell
 * its progress counts by its own event time. When the job that writes is scaled, counting starts
 * anew with its new subtasks; the watermark never goes back.
 */
final class WritersWatermark implements WatermarkGenerator<TopicRecord> {
    private final long idleMillis;
    private final LongSupplier clock;
    private long[] passed = {};
    private long[] heardAt = {};
    private long untold = Long.MIN_VALUE;

    /**
     * @param idleMillis of wall-clock time
     * @param clock monotonic milliseconds; decides only when, never what
     */
    WritersWatermark(long idleMillis, LongSupplier clock) {
        this.idleMillis = idleMillis;
        this.clock = clock;
    }

    @Override
    public void onEvent(TopicRecord record, long timestamp, WatermarkOutput output) {
        WriterProgress progress = record.progress();
        if (progress == null) {
            if (record.time() != TopicRecord.NO_TIME) {
                untold = Math.max(untold, record.time() - 1);
            }
            return;
        }
        if (progress.writers() != passed.length) {
            passed = new long[progress.writers()];
            heardAt = new long[progress.writers()];
            Arrays.fill(passed, Long.MIN_VALUE);
            Arrays.fill(heardAt, clock.getAsLong());
        }
        int writer = progress.writer();
        passed[writer] = Math.max(passed[writer], progress.watermark());
        heardAt[writer] = clock.getAsLong();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long watermark = passed.length == 0 ? untold : allHavePassed();
        if (watermark != Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(watermark));
        }
    }

    private long allHavePassed() {
        long now = clock.getAsLong();
        long least = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        for (int writer = 0; writer < passed.length; writer++) {
            newest = Math.max(newest, passed[writer]);
            if (now - heardAt[writer] < idleMillis) {
                least = Math.min(least, passed[writer]);
            }
        }
        // When all are quiet nobody is waited for.
        return least == Long.MAX_VALUE ? newest : least;
    }
}
