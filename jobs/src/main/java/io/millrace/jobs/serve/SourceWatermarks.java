package io.millrace.jobs.serve;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

import java.time.Duration;

/**
 * Watermarks of one source, generated for each partition by itself: when partitions are read
 * unevenly, in a replay or while catching up, a good event of a slow one must not become late. A
 * partition without records for a while doesn't hold the others back.
 */
final class SourceWatermarks implements WatermarkStrategy<SourceRecord> {
    private static final long serialVersionUID = 1L;
    private static final Duration IDLE_AFTER = Duration.ofSeconds(60);

    private final long outOfOrderness;
    private final long flushAfterIdle;

    private SourceWatermarks(long outOfOrderness, long flushAfterIdle) {
        this.outOfOrderness = outOfOrderness;
        this.flushAfterIdle = flushAfterIdle;
    }

    /** The strategy of one source, with idle partitions left out. */
    static WatermarkStrategy<SourceRecord> of(SourceSettings source) {
        return new SourceWatermarks(source.outOfOrderness(), source.flushAfterIdle())
                .withIdleness(IDLE_AFTER);
    }

    @Override
    public WatermarkGenerator<SourceRecord> createWatermarkGenerator(
            WatermarkGeneratorSupplier.Context context) {
        return new PartitionWatermarks(
                outOfOrderness, flushAfterIdle, () -> System.nanoTime() / 1_000_000);
    }

    @Override
    public TimestampAssigner<SourceRecord> createTimestampAssigner(
            TimestampAssignerSupplier.Context context) {
        return (record, timestamp) -> record.time();
    }
}
