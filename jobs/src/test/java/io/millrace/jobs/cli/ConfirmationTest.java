package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

class ConfirmationTest {
    private final TestSession atTerminal = new TestSession(Path.of("/"), Map.of(), "in");

    private static void ask(Session session, String typed) {
        var in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        new Confirmation(session, in).require("it changes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "YES\n", " yes "})
    void goesOnWhenAPersonSaysSo(String typed) {
        assertThatCode(() -> ask(atTerminal.session(), typed)).doesNotThrowAnyException();
        assertThat(atTerminal.err()).isEqualTo("it changes. Go on? [y/N] ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"n\n", "\n", "", "yess\n"})
    void changesNothingOtherwise(String typed) {
        assertThatThrownBy(() -> ask(atTerminal.session(), typed))
                .hasMessage("nothing was changed")
                .extracting(thrown -> ((CommandFailure) thrown).exitCode())
                .isEqualTo(ExitCode.NO);
    }

    @Test
    void neverAsksWithoutATerminalNorWithNoInput() {
        Session quiet = atTerminal.session();
        quiet.options().noInput = true;

        assertThatThrownBy(() -> ask(quiet, "y\n")).hasMessage("it changes");
        assertThatThrownBy(() -> ask(new TestSession().session(), "y\n")).hasMessage("it changes");
    }

    @Test
    void takesYesForAnAnswer() {
        Session session = new TestSession().session();
        session.options().yes = true;

        assertThatCode(() -> ask(session, "")).doesNotThrowAnyException();
    }
}
