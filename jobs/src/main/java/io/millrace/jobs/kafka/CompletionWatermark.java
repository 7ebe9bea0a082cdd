package io.millrace.jobs.kafka;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

import java.util.function.LongSupplier;

/**
 * The watermark of one partition: what its records say is complete.
 *
 * <p>A partition without records for the idle time is taken to its newest record, so that the end
 * of a topic is answered too, and then doesn't hold the others back. That's the only thing that a
 * clock decides here; what comes after it all the same is at most what was written during the last
 * checkpoints.
 */
final class CompletionWatermark implements WatermarkGenerator<TopicRecord> {
    private final long idleMillis;
    private final LongSupplier clock;
    private long complete = Long.MIN_VALUE;
    private long newest = Long.MIN_VALUE;
    private long quietSince;

    /**
     * @param idleMillis of wall-clock time
     * @param clock monotonic milliseconds; decides only when, never what
     */
    CompletionWatermark(long idleMillis, LongSupplier clock) {
        this.idleMillis = idleMillis;
        this.clock = clock;
        quietSince = clock.getAsLong();
    }

    @Override
    public void onEvent(TopicRecord record, long timestamp, WatermarkOutput output) {
        Long completeTo = record.completeTo();
        if (completeTo != null) {
            complete = Math.max(complete, completeTo);
        }
        if (record.time() != TopicRecord.NO_TIME) {
            newest = Math.max(newest, record.time());
        }
        quietSince = clock.getAsLong();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        boolean quiet = clock.getAsLong() - quietSince >= idleMillis;
        if (quiet) {
            complete = Math.max(complete, newest);
        }
        if (complete != Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(complete));
        }
        if (quiet) {
            output.markIdle();
        }
    }
}
