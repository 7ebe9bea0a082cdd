package io.millrace.schemas.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.Role;

import org.junit.jupiter.api.Test;

import java.util.List;

class PredictionIdTest {

    /** Expected values were computed with Python's hashlib. */
    @Test
    void neverChanges() {
        assertThat(PredictionId.of("card-fraud", "tx-1", "ab".repeat(32), Role.CHAMPION))
                .isEqualTo("453d731274e1e49469045635480d93ba");
        assertThat(PredictionId.of("card-fraud", "tx-€", null, Role.NONE))
                .isEqualTo("d4eae3d427b332a1d7256eecbf742e50");
    }

    @Test
    void differsWhereTextsOnlyJoinAlike() {
        assertThat(
                        List.of(
                                PredictionId.of("ab", "c", null, Role.NONE),
                                PredictionId.of("a", "bc", null, Role.NONE),
                                PredictionId.of("abc", "", null, Role.NONE),
                                PredictionId.of("a", "b", "c", Role.NONE),
                                PredictionId.of("a", "bc", null, Role.SHADOW)))
                .doesNotHaveDuplicates();
    }
}
