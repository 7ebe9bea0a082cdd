package io.millrace.schemas.prediction;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ScoredEventTest {

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesAScoreThatIsNoNumber(double score) {
        assertThatThrownBy(() -> prediction("tx-1", Role.CHAMPION, 1, score))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("score is " + score + "; it must be finite, or null if there's none");
    }

    @Test
    void refusesAScoreWithoutAModel() {
        assertThatThrownBy(() -> prediction("tx-1", Role.NONE, 0, 0.5))
                .hasMessageContaining("score is 0.5 in the role NONE");
    }

    @Test
    void refusesAnEventWithoutIdAndANegativeEpoch() {
        assertThatThrownBy(() -> prediction("", Role.NONE, 0, null))
                .hasMessageContaining("needs the id of its event");
        assertThatThrownBy(() -> prediction("tx-1", Role.NONE, -1, null))
                .hasMessageContaining("epoch is -1");
    }

    private static ScoredEvent prediction(
            String eventId, Role role, long epoch, @Nullable Double score) {
        return new ScoredEvent(
                "id",
                "p",
                eventId,
                0,
                List.of(),
                null,
                null,
                null,
                role,
                epoch,
                score,
                null,
                null,
                "f",
                List.of(),
                List.of(),
                new Row(0));
    }
}
