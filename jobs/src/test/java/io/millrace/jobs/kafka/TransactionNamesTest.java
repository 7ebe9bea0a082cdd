package io.millrace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

class TransactionNamesTest {

    @Test
    void namesDeploymentJobAndSink() {
        assertThat(TransactionNames.prefix("prod", "card-fraud-serve", "predictions"))
                .isEqualTo("prod/card-fraud-serve/predictions/");
    }

    @Test
    void letsNoPrefixBeginAnother() {
        List<String> parts = List.of("a", "aa", "a.a", "a-a", "a_a", "a-", "a.", "0", "a0");
        List<String> prefixes = new ArrayList<>();
        for (String deployment : parts) {
            for (String job : parts) {
                parts.forEach(sink -> prefixes.add(TransactionNames.prefix(deployment, job, sink)));
            }
        }

        for (String one : prefixes) {
            assertThat(prefixes).filteredOn(other -> other.startsWith(one)).containsExactly(one);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "ä", "a\n"})
    void refusesPartsThatCouldHoldTheDelimiterOrCannotBeRead(String part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransactionNames.prefix("prod", part, "sink"))
                .withMessageContaining("\"" + part + "\"");
    }

    @Test
    void refusesPartsTooLongForKafka() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransactionNames.checked("x".repeat(201)));
    }
}
