package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.Refusal;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class PartitionWatermarksTest {
    private final List<Long> emitted = new ArrayList<>();
    private long now;

    @Test
    void staysBehindTheNewestByTheOutOfOrderness() {
        PartitionWatermarks watermarks = new PartitionWatermarks(5_000, -1, () -> now);
        see(watermarks, 100_000);
        see(watermarks, 90_000);

        assertThat(emitted()).isEmpty();
        emit(watermarks);
        assertThat(emitted()).containsExactly(94_999L);
    }

    @Test
    void isNotMovedByARecordWithoutAnAllowedTime() {
        PartitionWatermarks watermarks = new PartitionWatermarks(0, -1, () -> now);
        see(watermarks, 100);
        watermarks.onEvent(poison(), SourceRecord.NO_TIME, output());
        emit(watermarks);

        assertThat(emitted()).containsExactly(99L);
    }

    @Test
    void saysNothingBeforeTheFirstEvent() {
        PartitionWatermarks watermarks = new PartitionWatermarks(0, 10, () -> now);
        now = 1_000;
        emit(watermarks);

        assertThat(emitted()).isEmpty();
    }

    @Test
    void goesToTheNewestWhenItWasQuietForLongEnough() {
        PartitionWatermarks watermarks = new PartitionWatermarks(5_000, 1_000, () -> now);
        see(watermarks, 100_000);
        now = 999;
        emit(watermarks);
        now = 1_000;
        emit(watermarks);

        assertThat(emitted()).containsExactly(94_999L, 100_000L);
    }

    @Test
    void comesOftenWhileFewEventsComeAndNowAndThenWhileManyDo() {
        PartitionWatermarks watermarks = new PartitionWatermarks(0, -1, () -> now);
        see(watermarks, 1);
        emit(watermarks);
        see(watermarks, 2);
        emit(watermarks);
        assertThat(emitted()).containsExactly(0L, 1L);

        for (int i = 0; i < 1_000; i++) {
            see(watermarks, 100 + i);
        }
        now = 199;
        emit(watermarks);
        assertThat(emitted()).hasSize(2);
        now = 200;
        emit(watermarks);
        assertThat(emitted()).containsExactly(0L, 1L, 1_098L);
    }

    private List<Long> emitted() {
        return emitted;
    }

    private void see(PartitionWatermarks watermarks, long time) {
        watermarks.onEvent(
                new SourceRecord(
                        0,
                        new Coordinates("t", 0, 0, 0),
                        new byte[0],
                        new byte[0],
                        List.of(),
                        time,
                        "id",
                        new Row(0),
                        null),
                time,
                output());
    }

    private static SourceRecord poison() {
        return new SourceRecord(
                0,
                new Coordinates("t", 0, 1, 0),
                new byte[0],
                new byte[0],
                List.of(),
                SourceRecord.NO_TIME,
                "",
                null,
                new Refusal("malformed", null, "broken"));
    }

    private void emit(PartitionWatermarks watermarks) {
        watermarks.onPeriodicEmit(output());
    }

    private WatermarkOutput output() {
        return new WatermarkOutput() {
            @Override
            public void emitWatermark(Watermark watermark) {
                emitted.add(watermark.getTimestamp());
            }

            @Override
            public void markIdle() {}

            @Override
            public void markActive() {}
        };
    }
}
