package io.millrace.jobs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;

/** Has a change confirmed: by {@code --yes}, or by a person at a terminal. */
final class Confirmation {
    private final Session session;
    private final InputStream in;

    Confirmation(Session session) {
        this(session, System.in);
    }

    Confirmation(Session session, InputStream in) {
        this.session = session;
        this.in = in;
    }

    /**
     * Goes on if it's wanted.
     *
     * @param change such as {@code promoting fraud@3 changes who is served}
     * @throws CommandFailure if it isn't, or nobody can be asked
     */
    void require(String change) {
        if (session.options().yes) {
            return;
        }
        if (session.options().noInput || !session.terminals().contains("in")) {
            throw CommandFailure.usage(change, "add --yes");
        }
        session.err().print(change + ". Go on? [y/N] ");
        session.err().flush();
        if (!answer().strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new CommandFailure(ExitCode.NO, "nothing was changed");
        }
    }

    private String answer() {
        try {
            String line =
                    new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()))
                            .readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
