package io.millrace.jobs.serve;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * One partition's watermark: the newest event time seen, less the source's out-of-orderness.
 *
 * <p>Records whose time isn't known or isn't allowed don't move it: a poison record or a year 9999
 * must not make good events late. A heartbeat does. With {@code flush_after_idle}, a partition that
 * was quiet for that long is taken to its newest event, so that the last events are answered.
 *
 * <p>While few events come, each time that's asked for gives a watermark, since events wait for it.
 * While many come, there's one in {@value #PATIENCE} ms: several events of one key are then
 * answered together, and each watermark has its cost in every task.
 */
final class PartitionWatermarks implements WatermarkGenerator<SourceRecord> {
    private static final long OFF = -1;

    /** Many events since the last watermark: some ten thousand a second. */
    private static final int MANY = 200;

    private static final long PATIENCE = 200;

    private final long outOfOrderness;
    private final long flushAfterIdle;
    private final Clock clock;
    private long newest = Long.MIN_VALUE;
    private long quietSince;
    private long emittedAt;
    private int eventsSince;

    /**
     * @param outOfOrderness in milliseconds of event time
     * @param flushAfterIdle in milliseconds of wall-clock time; -1: never
     */
    PartitionWatermarks(long outOfOrderness, long flushAfterIdle, Clock clock) {
        this.outOfOrderness = outOfOrderness;
        this.flushAfterIdle = flushAfterIdle;
        this.clock = clock;
        this.quietSince = clock.millis();
        this.emittedAt = quietSince - PATIENCE;
    }

    @Override
    public void onEvent(SourceRecord record, long timestamp, WatermarkOutput output) {
        if (record.movesTime()) {
            newest = Math.max(newest, record.time());
        }
        eventsSince++;
        if (flushAfterIdle != OFF) {
            quietSince = clock.millis();
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = clock.millis();
        if (newest == Long.MIN_VALUE || (eventsSince > MANY && now - emittedAt < PATIENCE)) {
            return;
        }
        emittedAt = now;
        eventsSince = 0;
        boolean quiet = flushAfterIdle != OFF && now - quietSince >= flushAfterIdle;
        output.emitWatermark(new Watermark(quiet ? newest : newest - outOfOrderness - 1));
    }

    /** Monotonic wall-clock milliseconds; decides only when, never what. */
    interface Clock {
        long millis();
    }
}
