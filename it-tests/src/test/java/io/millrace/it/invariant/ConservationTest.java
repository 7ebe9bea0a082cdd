package io.millrace.it.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class ConservationTest {

    private static final Map<Place, Optional<String>> SOURCE =
            Map.of(
                    at(0), Optional.of("a"),
                    at(1), Optional.of("b"),
                    at(2), Optional.of("a"),
                    at(3), Optional.empty(),
                    at(4), Optional.of("late"));

    @Test
    void holdsWhenEachRecordIsInOnePlace() {
        var conservation =
                new Conservation(
                        SOURCE, List.of("b", "a"), List.of(at(3)), List.of(at(4)), List.of(at(2)));

        assertThat(conservation.check()).isEqualTo(new Tally(5, 2, 1, 1, 1));
    }

    @Test
    void findsALostEvent() {
        assertThat(faults(List.of("a"), List.of(at(3)), List.of(at(4)), List.of(at(2))))
                .containsExactly("events/0@1 with the id b is nowhere");
    }

    @Test
    void findsALostPoisonRecord() {
        assertThat(faults(List.of("a", "b"), List.of(), List.of(at(4)), List.of(at(2))))
                .containsExactly("events/0@3 can't be decoded and is nowhere");
    }

    @Test
    void findsADoublePrediction() {
        assertThat(faults(List.of("a", "b", "b"), List.of(at(3)), List.of(at(4)), List.of(at(2))))
                .containsExactly("b is predicted twice");
    }

    @Test
    void findsADoubleDeadLetter() {
        assertThat(faults(List.of("a", "b"), List.of(at(3), at(3)), List.of(at(4)), List.of(at(2))))
                .containsExactly("events/0@3 is in dead letters and in dead letters");
    }

    @Test
    void findsALateEventThatIsPredictedToo() {
        assertThat(
                        faults(
                                List.of("a", "b", "late"),
                                List.of(at(3)),
                                List.of(at(4)),
                                List.of(at(2))))
                .containsExactly("late is predicted and is no source record's, or elsewhere");
    }

    @Test
    void findsADuplicateThatIsRecordedNowhere() {
        assertThat(faults(List.of("a", "b"), List.of(at(3)), List.of(at(4)), List.of()))
                .containsExactly(
                        "events/0@0 and events/0@2 have the id a, and neither is among the"
                                + " duplicates");
    }

    @Test
    void findsARecordOfNoSource() {
        assertThat(faults(List.of("a", "b"), List.of(at(3), at(9)), List.of(at(4)), List.of(at(2))))
                .containsExactly("events/0@9 in dead letters isn't a source record");
    }

    @Test
    void saysAllFaultsAndTheCounts() {
        var conservation =
                new Conservation(SOURCE, List.of(), List.of(at(3)), List.of(at(4)), List.of(at(2)));

        assertThatThrownBy(conservation::check)
                .hasMessageContaining("2 faults")
                .hasMessageContaining("source=5, predictions=0")
                .hasMessageContaining("events/0@0 with the id a is nowhere")
                .hasMessageContaining("events/0@1 with the id b is nowhere");
    }

    private static List<String> faults(
            List<String> predicted,
            List<Place> deadLetters,
            List<Place> late,
            List<Place> duplicates) {
        return new Conservation(SOURCE, predicted, deadLetters, late, duplicates).faults();
    }

    private static Place at(long offset) {
        return new Place("events", 0, offset);
    }
}
