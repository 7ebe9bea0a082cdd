package io.millrace.jobs.kafka;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** For a topic that neither moves time nor holds it back: whatever it's joined with tells time. */
public final class TimelessWatermarks implements WatermarkStrategy<TopicRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public WatermarkGenerator<TopicRecord> createWatermarkGenerator(
            WatermarkGeneratorSupplier.Context context) {
        return new WatermarkGenerator<>() {
            @Override
            public void onEvent(TopicRecord record, long timestamp, WatermarkOutput output) {
                // A record says nothing about time.
            }

            @Override
            public void onPeriodicEmit(WatermarkOutput output) {
                output.markIdle();
            }
        };
    }

    @Override
    public TimestampAssigner<TopicRecord> createTimestampAssigner(
            TimestampAssignerSupplier.Context context) {
        return (record, timestamp) -> timestamp;
    }
}
