package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class OptionValuesTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "2m, PT2M", "1h30m, PT1H30M", "7d, PT168H"})
    void understandsDurations(String text, Duration expected) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-5s", "0s", "1.5h", "10 s", "10sx", "x10s", "1y"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("1h30m");
    }

    @Test
    void understandsWhatCellsStandFor() {
        CellMeanings meanings = new CellMeanings.Converter().convert("class:UP=1, DOWN=0,n/a=");

        assertThat(meanings.column()).isEqualTo("class");
        assertThat(meanings.meanings())
                .containsOnly(Map.entry("UP", "1"), Map.entry("DOWN", "0"), Map.entry("n/a", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "class", "class:", "class:UP", ":UP=1", "class:=1", "c:A=1,A=2"})
    void refusesWhatDoesNotSayWhatCellsStandFor(String text) {
        assertThatThrownBy(() -> new CellMeanings.Converter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("class:UP=1,DOWN=0");
    }

    @Test
    void refusesAColumnThatIsToldTwice() {
        CellMeanings up = new CellMeanings("class", Map.of("UP", "1"));

        assertThatThrownBy(() -> CellMeanings.byColumn(List.of(up, up)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("class");
    }

    @ParameterizedTest
    @CsvSource({"1000x, 1000", "0.5x, 0.5", "60, 60", "max, Infinity", "MAX, Infinity"})
    void understandsSpeeds(String text, double expected) {
        assertThat(new Speed.Converter().convert(text).factor()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0x", "-1x", "1e9x", "fast", "1000 x"})
    void refusesWhatIsNoSpeed(String text) {
        assertThatThrownBy(() -> new Speed.Converter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("1000x");
    }
}
