package io.millrace.schemas.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceTextTest {

    @Test
    void splitsAtEveryLineEnd() {
        SourceText text = new SourceText("f", "a\nb\r\nc\rd\n");

        assertThat(text.lineCount()).isEqualTo(5);
        assertThat(text.line(1)).isEqualTo("a");
        assertThat(text.line(2)).isEqualTo("b");
        assertThat(text.line(3)).isEqualTo("c");
        assertThat(text.line(4)).isEqualTo("d");
        assertThat(text.line(5)).isEmpty();
        assertThat(text.line(6)).isEmpty();
        assertThat(text.line(0)).isEmpty();
    }

    @Test
    void leavesByteOrderMarkOut() {
        SourceText text = new SourceText("f", "\uFEFFversion: 1");

        assertThat(text.text()).isEqualTo("version: 1");
        assertThat(text.line(1)).isEqualTo("version: 1");
    }

    @Test
    void countsCharactersNotCodeUnits() {
        SourceText text = new SourceText("f", "a\r\n😀b");

        assertThat(text.width(2)).isEqualTo(2);
        assertThat(text.width(3)).isZero();
        assertThat(text.placeOf(0)).isEqualTo(new Place("f", 1, 1));
        assertThat(text.placeOf(5)).isEqualTo(new Place("f", 2, 2));
        assertThat(text.placeOf(6)).isEqualTo(new Place("f", 2, 3));
    }
}
