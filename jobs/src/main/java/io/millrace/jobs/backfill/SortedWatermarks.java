package io.millrace.jobs.backfill;

import io.millrace.jobs.serve.SourceRecord;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of events that come in the order of their time: everything before the newest event is
 * there. They're made by number of events and not by the clock, so that little waits in the order
 * buffers however fast events come; no answer depends on it.
 */
final class SortedWatermarks implements WatermarkStrategy<SourceRecord> {
    private static final long serialVersionUID = 1L;

    /** A watermark goes to every subtask of every stage; events that wait are copied around. */
    private static final int EVENTS_BETWEEN = 200;

    @Override
    public WatermarkGenerator<SourceRecord> createWatermarkGenerator(
            WatermarkGeneratorSupplier.Context context) {
        return new Generator();
    }

    private static final class Generator implements WatermarkGenerator<SourceRecord> {
        private int events;

        @Override
        public void onEvent(SourceRecord record, long timestamp, WatermarkOutput output) {
            if (++events >= EVENTS_BETWEEN && record.movesTime()) {
                events = 0;
                output.emitWatermark(new Watermark(record.time() - 1));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // Only events say what time it is.
        }
    }
}
