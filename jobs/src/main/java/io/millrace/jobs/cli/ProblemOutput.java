package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemPrinter;
import io.millrace.schemas.problem.SourceText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes problems: with the lines that they're about, or as data. */
final class ProblemOutput {
    /** Lines of larger files are not shown. */
    private static final long MOST_BYTES = 4 << 20;

    private ProblemOutput() {}

    static void toErr(Session session, List<Problem> problems) {
        session.err().print(text(session, problems, session.colorOn("err")));
        session.err().flush();
    }

    static void toOut(Session session, List<Problem> problems) {
        session.out().print(text(session, problems, session.colorOn("out")));
    }

    private static String text(Session session, List<Problem> problems, boolean colour) {
        Map<String, Optional<SourceText>> sources = new HashMap<>();
        return new ProblemPrinter(
                        name -> sources.computeIfAbsent(name, file -> read(session, file)), colour)
                .print(problems);
    }

    private static Optional<SourceText> read(Session session, String name) {
        Path file = session.resolve(Path.of(name));
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES
                    ? Optional.of(new SourceText(name, Files.readString(file)))
                    : Optional.empty();
        } catch (IOException e) {
            // The problems are told without their lines.
            return Optional.empty();
        }
    }

    static Table table(List<Problem> problems) {
        Table table =
                Table.of(
                        "problems",
                        "severity",
                        "code",
                        "file",
                        "line",
                        "column",
                        "length",
                        "message",
                        "suggestion",
                        "notes");
        for (Problem problem : problems) {
            table.add(
                    problem.severity().name().toLowerCase(Locale.ROOT),
                    problem.code(),
                    problem.place().file(),
                    problem.place().line(),
                    problem.place().column(),
                    problem.length(),
                    problem.message(),
                    problem.suggestion(),
                    notes(problem));
        }
        return table;
    }

    private static ArrayNode notes(Problem problem) {
        ArrayNode notes = JsonNodeFactory.instance.arrayNode();
        problem.notes().forEach(notes::add);
        return notes;
    }

    /** A document with the problems and whether none of them is an error. */
    static ObjectNode document(List<Problem> problems) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION);
        document.put(
                "ok", problems.stream().allMatch(p -> p.severity() == Problem.Severity.WARNING));
        document.set("problems", TableOutput.document(table(problems)).get("problems"));
        return document;
    }
}
