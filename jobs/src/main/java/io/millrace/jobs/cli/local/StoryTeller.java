package io.millrace.jobs.cli.local;

import io.millrace.jobs.cli.Session;
import io.millrace.jobs.examples.cardfraud.StoryLine;

import java.util.function.Consumer;

/** Writes a story as text, or as JSON lines when that's asked for. */
final class StoryTeller implements Consumer<StoryLine> {
    private final Session session;

    StoryTeller(Session session) {
        this.session = session;
    }

    @Override
    public void accept(StoryLine line) {
        session.line(line.kind(), line.text(), line.facts());
    }
}
