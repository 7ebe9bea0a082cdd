package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Quoted;

import java.util.Map;
import java.util.Optional;

/**
 * Replaces {@code ${NAME}}, {@code ${NAME:-default}} and {@code ${NAME:?message}} as a shell does:
 * the latter two hold for variables that are unset or empty. {@code $$} is {@code $}; any other
 * {@code $} stands for itself, so that the end of a regular expression needs no care.
 */
final class Variables {
    private final Map<String, String> environment;
    private final Reading reading;

    Variables(Map<String, String> environment, Reading reading) {
        this.environment = Map.copyOf(environment);
        this.reading = reading;
    }

    /**
     * The text with its variables replaced, or empty after a report.
     *
     * @param span of the whole scalar
     */
    Optional<String> expand(String text, Span span) {
        if (text.indexOf('$') < 0) {
            return Optional.of(text);
        }
        StringBuilder expanded = new StringBuilder(text.length());
        boolean complete = true;
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("$$", i)) {
                expanded.append('$');
                i += 2;
            } else if (text.startsWith("${", i)) {
                int end = text.indexOf('}', i);
                String reference = text.substring(i, end < 0 ? text.length() : end + 1);
                Optional<String> value = resolve(reference, text, i, span);
                value.ifPresent(expanded::append);
                complete &= value.isPresent();
                i += reference.length();
            } else {
                expanded.append(text.charAt(i));
                i++;
            }
        }
        return complete ? Optional.of(expanded.toString()) : Optional.empty();
    }

    private Optional<String> resolve(String reference, String text, int index, Span scalar) {
        int nameEnd = 2;
        while (nameEnd < reference.length() && isNameCharacter(reference.charAt(nameEnd))) {
            nameEnd++;
        }
        String name = reference.substring(2, nameEnd);
        String rest = reference.substring(nameEnd);
        boolean closed = rest.equals("}");
        boolean withDefault = rest.startsWith(":-") && rest.endsWith("}");
        boolean withMessage = rest.startsWith(":?") && rest.endsWith("}");
        if (name.isEmpty() || !(closed || withDefault || withMessage) || rest.contains("${")) {
            return malformed(name, reference, spanOf(reference, text, index, scalar));
        }
        String value = environment.get(name);
        if (closed) {
            return Optional.ofNullable(value)
                    .or(() -> unset(name, "", spanOf(reference, text, index, scalar)));
        }
        String argument = rest.substring(2, rest.length() - 1);
        if (value != null && !value.isEmpty()) {
            return Optional.of(value);
        }
        return withDefault
                ? Optional.of(argument)
                : unset(name, ": " + argument, spanOf(reference, text, index, scalar));
    }

    private Optional<String> malformed(String name, String reference, Span span) {
        boolean secret = name.equals("file") && reference.startsWith("${file:");
        reading.report(
                secret
                        ? PipelineFileError.NOT_IN_THIS_RELEASE
                        : PipelineFileError.MALFORMED_VARIABLE,
                span,
                secret
                        ? "${file:…} is not available in this release"
                        : Quoted.of(reference) + " isn't a variable",
                "write ${NAME}, ${NAME:-default} or ${NAME:?message}; $${ is the text ${");
        return Optional.empty();
    }

    private Optional<String> unset(String name, String message, Span span) {
        Problem problem =
                Problem.error(
                        PipelineFileError.UNKNOWN_VARIABLE.code(),
                        "the variable " + name + " isn't set" + Quoted.printable(message),
                        span.place(),
                        span.length(),
                        "set it, or give a default: ${" + name + ":-default}");
        reading.report(problem.suggesting(NearestName.of(name, environment.keySet()).orElse(null)));
        return Optional.empty();
    }

    /** The reference itself, if it can be found where it should stand in the scalar's line. */
    private Span spanOf(String reference, String text, int index, Span scalar) {
        if (reading.isFull()) {
            return scalar;
        }
        String line = reading.source().line(scalar.place().line());
        int start = line.offsetByCodePoints(0, scalar.place().column() - 1);
        for (int quote = 0; quote <= 1; quote++) {
            if (line.startsWith(text, start + quote)) {
                int columns = text.codePointCount(0, index) + quote;
                int length = reference.codePointCount(0, reference.length());
                return new Span(scalar.place().plusColumns(columns), length);
            }
        }
        return scalar;
    }

    private static boolean isNameCharacter(char c) {
        return c == '_'
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9');
    }
}
