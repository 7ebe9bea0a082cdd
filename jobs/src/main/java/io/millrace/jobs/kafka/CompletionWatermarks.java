package io.millrace.jobs.kafka;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;

import java.time.Duration;

/**
 * Watermarks of a topic that another job writes: of each partition by itself, from what its records
 * say is complete.
 */
public final class CompletionWatermarks implements WatermarkStrategy<TopicRecord> {
    private static final long serialVersionUID = 1L;

    private final long idleMillis;

    private CompletionWatermarks(long idleMillis) {
        this.idleMillis = idleMillis;
    }

    /**
     * @param idleness wall-clock time after which a partition without records is taken to be at its
     *     end
     */
    public static WatermarkStrategy<TopicRecord> of(Duration idleness) {
        return new CompletionWatermarks(idleness.toMillis());
    }

    @Override
    public WatermarkGenerator<TopicRecord> createWatermarkGenerator(
            WatermarkGeneratorSupplier.Context context) {
        RelativeClock clock = context.getInputActivityClock();
        return new CompletionWatermark(idleMillis, clock::relativeTimeMillis);
    }

    @Override
    public TimestampAssigner<TopicRecord> createTimestampAssigner(
            TimestampAssignerSupplier.Context context) {
        return (record, timestamp) -> record.time();
    }
}
