package io.millrace.schemas.pipeline;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.function.Predicate;

/** Kinds of text: names, patterns, expressions. */
record TextKind(String expected, Check check) implements ScalarKind<Text> {
    private static final int LONGEST_NAME = 200;

    /** Refuses what can't be used. */
    interface Check {
        void check(String text) throws Rejected;
    }

    /** Leaves room for the longest suffix within Kafka's 249 characters. */
    static final TextKind PIPELINE_NAME =
            name(
                    "a name of lower-case letters, digits and hyphens that starts with a letter",
                    text ->
                            isLower(text.charAt(0))
                                    && text.charAt(text.length() - 1) != '-'
                                    && text.chars()
                                            .allMatch(c -> isLower(c) || isDigit(c) || c == '-'));

    static final TextKind NAME =
            name(
                    "a name of letters, digits and _ that doesn't start with a digit",
                    TextKind::isAvroName);

    static final TextKind FIELD =
            name("a field's name: letters, digits and _, no digit first", TextKind::isAvroName);

    static final TextKind MODEL_NAME =
            name(
                    "a name of letters, digits, - and _ that starts with a letter",
                    text ->
                            isLetter(text.charAt(0))
                                    && text.chars().allMatch(c -> isNamePart(c) || c == '-'));

    static final TextKind TOPIC =
            name(
                    "a Kafka topic: letters, digits, '.', '_' and '-'",
                    text ->
                            !text.equals(".")
                                    && !text.equals("..")
                                    && text.chars()
                                            .allMatch(c -> isNamePart(c) || c == '-' || c == '.'));

    static final TextKind EXPRESSION =
            new TextKind("an expression", text -> refuseBlank(text, "an expression"));

    static final TextKind SCHEMA_FILE =
            new TextKind(
                    "the path of an .avsc file",
                    text -> {
                        if (!text.endsWith(".avsc")) {
                            throw new Rejected(
                                    PipelineFileError.INVALID_NAME,
                                    "isn't the path of an .avsc file");
                        }
                    });

    static final TextKind ANY = new TextKind("text", text -> {});

    static final TextKind PATTERN =
            new TextKind("a regular expression in RE2 syntax", TextKind::checkPattern);

    @Override
    public Text parse(Scalar scalar) throws Rejected {
        check.check(scalar.text());
        return new Text(scalar.text(), scalar.place());
    }

    private static TextKind name(String expected, Predicate<String> allowed) {
        return new TextKind(
                expected,
                text -> {
                    if (text.isEmpty() || text.length() > LONGEST_NAME || !allowed.test(text)) {
                        throw new Rejected(
                                PipelineFileError.INVALID_NAME,
                                "isn't " + expected,
                                "at most " + LONGEST_NAME + " characters");
                    }
                });
    }

    private static void refuseBlank(String text, String expected) throws Rejected {
        if (text.isBlank()) {
            throw new Rejected(PipelineFileError.NO_VALUE, "is blank; it takes " + expected);
        }
    }

    private static void checkPattern(String text) throws Rejected {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new Rejected(
                    PipelineFileError.BAD_PATTERN,
                    "isn't a regular expression: " + e.getDescription(),
                    "RE2 syntax: no back references, no look-around");
        }
    }

    private static boolean isAvroName(String text) {
        return !isDigit(text.charAt(0)) && text.chars().allMatch(TextKind::isNamePart);
    }

    private static boolean isNamePart(int c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }

    private static boolean isLetter(int c) {
        return isLower(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
