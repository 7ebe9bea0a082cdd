package io.millrace.schemas.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class NearestNameTest {
    private static final List<String> NAMES =
            List.of("id", "topic", "schema", "event_time", "out_of_orderness", "expect");

    @ParameterizedTest
    @CsvSource({
        "tpoic, topic",
        "Topic, topic",
        "event-time, event_time",
        "EventTime, event_time",
        "out_of_order, out_of_orderness",
        "ouf_of_ordernes, out_of_orderness",
        "shema, schema",
        "expected, expect",
        "ids, id"
    })
    void findsWhatWasMeant(String written, String meant) {
        assertThat(NearestName.of(written, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"zebra", "threshold", "tx", "''", "out", "x"})
    void doesNotGuess(String written) {
        assertThat(NearestName.of(written, NAMES)).isEmpty();
    }

    @Test
    void takesTheFirstOfEquallyNearNames() {
        assertThat(NearestName.of("amount_1", List.of("amount_2", "amount_3")))
                .contains("amount_2");
    }
}
