package io.millrace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.stream.Stream;

class SourceRangeTest {
    private static final TopicPartition FIRST = new TopicPartition("t", 0);

    @Test
    void goesOnForEverByDefault() {
        assertThat(SourceRange.everything().isBounded()).isFalse();
        assertThat(SourceRange.sinceCommitted().isBounded()).isFalse();
    }

    @Test
    void neverLetsTheConsumerResetItsOffsets() {
        assertThat(
                        Stream.of(
                                        SourceRange.everything(),
                                        SourceRange.sinceCommitted(),
                                        SourceRange.until(Map.of(FIRST, 5L)),
                                        SourceRange.between(Map.of(FIRST, 2L), Map.of(FIRST, 5L)))
                                .map(range -> range.starting().getAutoOffsetResetStrategy()))
                .containsOnly(OffsetResetStrategy.NONE);
    }

    @Test
    void takesAnEmptyRange() {
        assertThat(SourceRange.between(Map.of(FIRST, 5L), Map.of(FIRST, 5L)).isBounded()).isTrue();
    }

    @Test
    void refusesARangeThatEndsBeforeItStarts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceRange.between(Map.of(FIRST, 6L), Map.of(FIRST, 5L)))
                .withMessage("the range of t-0 ends at offset 5, before its start at 6");
    }

    @Test
    void refusesNegativeOffsets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceRange.until(Map.of(FIRST, -1L)))
                .withMessage("the range of t-0 ends at offset -1; offsets are 0 or more");
    }
}
