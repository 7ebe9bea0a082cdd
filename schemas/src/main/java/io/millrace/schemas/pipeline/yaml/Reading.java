package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.ErrorCode;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.SourceText;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** One reading of one file: its text, the variables' values, and the problems found so far. */
public final class Reading {
    private static final int MOST_PROBLEMS = 1_000;

    private final SourceText source;
    private final Variables variables;
    // What stands at an anchor is read once for each alias, but a mistake in it is one mistake.
    private final Set<Problem> found = new LinkedHashSet<>();

    /**
     * @param environment values of the variables that the file may use
     */
    public Reading(SourceText source, Map<String, String> environment) {
        this.source = source;
        this.variables = new Variables(environment, this);
    }

    public SourceText source() {
        return source;
    }

    Variables variables() {
        return variables;
    }

    /** Reports a mistake at a stretch of the file. */
    public void report(ErrorCode code, Span span, String message, String... notes) {
        report(Problem.error(code.code(), message, span.place(), span.length(), notes));
    }

    /** Reports what can be meant but hardly is, at a stretch of the file. */
    public void warn(ErrorCode code, Span span, String message, String... notes) {
        report(Problem.warning(code.code(), message, span.place(), span.length(), notes));
    }

    /** Reports a mistake; after a thousand nobody reads on, and none is added. */
    public void report(Problem problem) {
        if (!isFull()) {
            found.add(problem);
        }
    }

    boolean isFull() {
        return found.size() >= MOST_PROBLEMS;
    }

    /** What has been reported, in the order of places. */
    public Problems problems() {
        Problems problems = new Problems();
        found.forEach(problems::add);
        return problems;
    }

    /** The first line of a node. */
    Span spanOf(Node node) {
        Mark start = node.getStartMark().orElseThrow();
        Mark end = node.getEndMark().orElse(start);
        Place place = placeOf(start);
        int lastColumn =
                end.getLine() == start.getLine()
                        ? end.getColumn()
                        : source.line(place.line()).stripTrailing().length();
        return new Span(place, Math.max(1, lastColumn - start.getColumn()));
    }

    /** YAML's marks count from 0; at the end of the text they may stand behind the last line. */
    Place placeOf(Mark mark) {
        int line = Math.min(mark.getLine() + 1, source.lineCount());
        boolean behind = mark.getLine() >= source.lineCount();
        int column = behind ? source.width(line) + 1 : mark.getColumn() + 1;
        return new Place(source.file(), line, Math.min(column, source.width(line) + 1));
    }
}
