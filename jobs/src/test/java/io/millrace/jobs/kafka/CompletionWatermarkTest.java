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

class CompletionWatermarkTest {
    private static final long IDLE = 1_000;

    private long now;
    private final CompletionWatermark watermarks = new CompletionWatermark(IDLE, () -> now);
    private final List<String> told = new ArrayList<>();
    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    told.add(String.valueOf(watermark.getTimestamp()));
                }

                @Override
                public void markIdle() {
                    told.add("idle");
                }

                @Override
                public void markActive() {
                    throw new AssertionError("a watermark says so");
                }
            };

    @Test
    void isWhatTheRecordsSayAndNotTheirTimes() {
        read(900, 500L);
        assertThat(tells()).containsExactly("500");

        read(2_000, 500L);
        assertThat(tells()).containsExactly("500");

        read(2_100, 1_900L);
        assertThat(tells()).containsExactly("1900");
    }

    @Test
    void saysNothingBeforeSomethingIsComplete() {
        read(900, Long.MIN_VALUE);
        read(950, null);

        assertThat(tells()).isEmpty();
    }

    @Test
    void goesToTheNewestRecordAndIsIdleAfterTheIdleTimeOnly() {
        read(900, 500L);
        now = IDLE - 1;
        assertThat(tells()).containsExactly("500");

        now = IDLE;
        assertThat(tells()).containsExactly("900", "idle");
    }

    @Test
    void wakesWithTheNextRecordAndNeverGoesBack() {
        read(900, 500L);
        now = IDLE;
        tells();
        read(950, 600L);

        assertThat(tells()).containsExactly("900");

        read(1_500, 1_400L);
        assertThat(tells()).containsExactly("1400");
    }

    @Test
    void anEmptyPartitionHoldsNobodyBack() {
        assertThat(tells()).isEmpty();
        now = IDLE;

        assertThat(tells()).containsExactly("idle");
    }

    @Test
    void aRecordWhoseTimeCannotBeReadMovesNothing() {
        read(TopicRecord.NO_TIME, null);
        now = IDLE;

        assertThat(tells()).containsExactly("idle");
    }

    @Test
    void readsAHeaderBackAndMakesNothingOfAnotherText() {
        for (long time : new long[] {Long.MIN_VALUE, -62_135_596_800_001L, 0, Long.MAX_VALUE}) {
            assertThat(read(CompleteTo.header(time).value())).isEqualTo(time);
        }
        for (String text : List.of("", "1/2", "soon", "99999999999999999999", "1".repeat(64))) {
            assertThat(read(text.getBytes(StandardCharsets.US_ASCII))).as(text).isNull();
        }
        assertThat(read(null)).isNull();
        assertThat(CompleteTo.of(new RecordHeaders())).isNull();
    }

    private static @Nullable Long read(byte @Nullable [] value) {
        return CompleteTo.of(new RecordHeaders().add(CompleteTo.HEADER, value));
    }

    private void read(long time, @Nullable Long completeTo) {
        watermarks.onEvent(
                new TopicRecord(
                        new Coordinates("t", 0, 0, 0),
                        null,
                        null,
                        List.of(),
                        "e",
                        time,
                        completeTo),
                0,
                output);
    }

    private List<String> tells() {
        told.clear();
        watermarks.onPeriodicEmit(output);
        return List.copyOf(told);
    }
}
