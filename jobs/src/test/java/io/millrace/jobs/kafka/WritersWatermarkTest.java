package io.millrace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Coordinates;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class WritersWatermarkTest {
    private long now;
    private final WritersWatermark watermarks = new WritersWatermark(1_000, () -> now);
    private final List<Long> emitted = new ArrayList<>();
    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    emitted.add(watermark.getTimestamp());
                }

                @Override
                public void markIdle() {
                    throw new AssertionError("a partition isn't idle because of its writers");
                }

                @Override
                public void markActive() {
                    throw new AssertionError("a partition isn't active because of its writers");
                }
            };

    @Test
    void isWhatAllWritersHavePassed() {
        write(new WriterProgress(0, 2, 500));
        assertThat(watermark()).isEqualTo(Long.MIN_VALUE);

        write(new WriterProgress(1, 2, 300));
        assertThat(watermark()).isEqualTo(300);

        write(new WriterProgress(1, 2, 700));
        assertThat(watermark()).isEqualTo(500);
    }

    @Test
    void waitsForAQuietWriterNoLongerThanTheIdleTime() {
        write(new WriterProgress(0, 2, 500));
        now = 999;
        write(new WriterProgress(0, 2, 600));
        assertThat(watermark()).isEqualTo(Long.MIN_VALUE);

        now = 1_000;
        assertThat(watermark()).isEqualTo(600);
    }

    @Test
    void goesToTheNewestWhenAllAreQuiet() {
        write(new WriterProgress(0, 2, 500));
        write(new WriterProgress(1, 2, 300));
        now = 5_000;

        assertThat(watermark()).isEqualTo(500);
    }

    @Test
    void startsAnewWhenTheWritingJobIsScaled() {
        write(new WriterProgress(0, 1, 500));
        write(new WriterProgress(1, 3, 800));
        assertThat(watermark()).isEqualTo(Long.MIN_VALUE);

        write(new WriterProgress(0, 3, 900));
        write(new WriterProgress(2, 3, 700));
        assertThat(watermark()).isEqualTo(700);
    }

    @Test
    void goesByEventTimeWhereAWriterDoesNotTell() {
        write(null);

        assertThat(watermark()).isEqualTo(41);
    }

    @Test
    void readsAHeaderBackAndMakesNothingOfAnotherText() {
        WriterProgress progress = new WriterProgress(3, 8, -62_135_596_800_001L);

        assertThat(read(progress.header().value())).isEqualTo(progress);
        for (String text : List.of("", "1/2", "2/2@5", "a/b@c", "0/1@99999999999999999999")) {
            assertThat(read(text.getBytes(StandardCharsets.US_ASCII))).as(text).isNull();
        }
        assertThat(WriterProgress.of(new RecordHeaders())).isNull();
    }

    private static @Nullable WriterProgress read(byte @Nullable [] value) {
        return WriterProgress.of(new RecordHeaders().add(WriterProgress.HEADER, value));
    }

    private void write(@Nullable WriterProgress progress) {
        watermarks.onEvent(
                new TopicRecord(
                        new Coordinates("t", 0, 0, 0), null, null, List.of(), "e", 42, progress),
                0,
                output);
    }

    /** The one that was emitted, or MIN_VALUE for none. */
    private long watermark() {
        emitted.clear();
        watermarks.onPeriodicEmit(output);
        return emitted.isEmpty() ? Long.MIN_VALUE : emitted.get(0);
    }
}
