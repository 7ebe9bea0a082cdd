package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Kinds of text: names and expressions. */
record TextKind(String expected, Check check) implements ScalarKind<Text> {
    private static final int LONGEST_NAME = 200;

    /** Refuses what can't be used. */
    interface Check {
        void check(String text) throws Rejected;
    }

    /** Leaves room for the longest suffix within Kafka's 249 characters. */
    static final TextKind PIPELINE_NAME =
            chosenName(
                    "a name of lower-case letters, digits and hyphens that starts with a letter",
                    TextKind::hyphenated,
                    text ->
                            isLower(text.charAt(0))
                                    && text.charAt(text.length() - 1) != '-'
                                    && text.chars()
                                            .allMatch(c -> isLower(c) || isDigit(c) || c == '-'));

    static final TextKind NAME =
            chosenName(
                    "a name of letters, digits and _ that doesn't start with a digit",
                    TextKind::underscored,
                    TextKind::isAvroName);

    static final TextKind FIELD =
            name("a field's name: letters, digits and _, no digit first", TextKind::isAvroName);

    static final TextKind FUNCTION =
            name("a function's name such as mean: letters, digits and _", TextKind::isAvroName);

    static final TextKind MODEL_NAME =
            chosenName(
                    "a name of letters, digits, - and _ that starts with a letter",
                    TextKind::underscored,
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

    static final TextKind WORDS = new TextKind("text", text -> refuseBlank(text, "text"));

    static final TextKind TAG =
            name(
                    "a tag of letters, digits, '.', '_' and '-'",
                    text -> text.chars().allMatch(c -> isNamePart(c) || c == '-' || c == '.'));

    static final TextKind SCHEMA_FILE = path("the path of an .avsc file", ".avsc");

    static final TextKind JAR = path("the path of a jar", ".jar");

    /** The one encoding that Ed25519's public keys have: a fixed head of 12 bytes, then 32. */
    static final TextKind PUBLIC_KEY =
            new TextKind(
                    "an Ed25519 public key: 60 characters of Base64 that begin with MCowBQYDK2VwAyEA",
                    text -> {
                        if (!text.matches("MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=")) {
                            throw new Rejected(
                                    PipelineFileError.INVALID_NAME,
                                    "isn't an Ed25519 public key",
                                    "millrace keys list prints those that you have");
                        }
                    });

    static final TextKind ANY = new TextKind("text", text -> {});

    @Override
    public Text parse(Scalar scalar) throws Rejected {
        check.check(scalar.text());
        return new Text(scalar.text(), scalar.place());
    }

    private static TextKind path(String expected, String ending) {
        return new TextKind(
                expected,
                text -> {
                    if (!text.endsWith(ending)) {
                        throw new Rejected(PipelineFileError.INVALID_NAME, "isn't " + expected);
                    }
                });
    }

    /** A name that's chosen elsewhere: what it should be can't be guessed from its characters. */
    private static TextKind name(String expected, Predicate<String> allowed) {
        return new TextKind(expected, text -> checkName(text, expected, allowed, Optional.empty()));
    }

    /** A name that's chosen in this file, so that a similar one may be suggested. */
    private static TextKind chosenName(
            String expected, UnaryOperator<String> similar, Predicate<String> allowed) {
        return new TextKind(
                expected,
                text -> checkName(text, expected, allowed, Optional.of(similar.apply(text))));
    }

    private static void checkName(
            String name, String expected, Predicate<String> allowed, Optional<String> similar)
            throws Rejected {
        if (name.length() > LONGEST_NAME) {
            throw new Rejected(
                    PipelineFileError.INVALID_NAME,
                    "is too long a name",
                    "at most " + LONGEST_NAME + " characters");
        }
        if (name.isEmpty() || !allowed.test(name)) {
            throw new Rejected(PipelineFileError.INVALID_NAME, "isn't " + expected)
                    .suggesting(similar.filter(s -> !s.isEmpty() && allowed.test(s)));
        }
    }

    private static String hyphenated(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private static String underscored(String text) {
        return text.strip().replaceAll("\\W+", "_");
    }

    private static void refuseBlank(String text, String expected) throws Rejected {
        if (text.isBlank()) {
            throw new Rejected(PipelineFileError.NO_VALUE, "is blank; it takes " + expected);
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
