package io.millrace.features.function;

import io.millrace.features.function.FunctionDescription.Kind;
import io.millrace.features.function.FunctionDescription.Origin;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the expression language has by itself: for the list of functions. */
final class LanguageFunctions {
    static final List<FunctionDescription> ALL =
            List.of(
                    of("abs(number): number", "Without its sign.", "abs(-2)"),
                    of("ceil(number): double", "The next whole number above.", "ceil(1.5)"),
                    of(
                            "coalesce(any, any, …): any",
                            "The first that isn't missing.",
                            "coalesce(1, 2)"),
                    of(
                            "contains(text, text): boolean",
                            "Whether a text has another in it.",
                            "\"abc\".contains(\"b\")"),
                    of("double(number): double", "As a double.", "double(3) / 2"),
                    of(
                            "endsWith(text, text): boolean",
                            "Whether a text ends with another.",
                            "\"abc\".endsWith(\"c\")"),
                    of("exp(number): double", "e to the power of it.", "exp(1.0)"),
                    of("floor(number): double", "The next whole number below.", "floor(1.5)"),
                    of("has(any): boolean", "Whether it isn't missing.", "has(1)"),
                    of("int(number): integer", "Without its fraction.", "int(1.5)"),
                    of("isNull(any): boolean", "Whether it's missing.", "isNull(1)"),
                    of(
                            "log(number): double",
                            "Natural logarithm; missing if there's none.",
                            "log(2.5)"),
                    of(
                            "matches(text, text): boolean",
                            "Whether a pattern (RE2, a literal) is found in it.",
                            "\"abc\".matches(\"^a\")"),
                    of("max(number, number, …): number", "The largest.", "max(1, 2)"),
                    of(
                            "millis(timestamp): integer",
                            "Milliseconds since 1970.",
                            "millis(occurred_at)"),
                    of("min(number, number, …): number", "The smallest.", "min(1, 2)"),
                    of("pow(number, number): double", "One to the other's power.", "pow(2, 10)"),
                    of("size(text): integer", "How many characters.", "size(\"abc\")"),
                    of("sqrt(number): double", "Square root.", "sqrt(2.0)"),
                    of(
                            "startsWith(text, text): boolean",
                            "Whether a text begins with another.",
                            "\"abc\".startsWith(\"a\")"));

    static final Set<String> NAMES =
            ALL.stream().map(FunctionDescription::name).collect(Collectors.toUnmodifiableSet());

    private LanguageFunctions() {}

    private static FunctionDescription of(String signature, String description, String example) {
        String name = signature.substring(0, signature.indexOf('('));
        return new FunctionDescription(
                name, signature, description, example, Kind.SCALAR, Origin.LANGUAGE);
    }
}
