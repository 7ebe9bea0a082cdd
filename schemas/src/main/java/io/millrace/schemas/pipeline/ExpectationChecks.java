package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.List;

/** Whether the keys of one entry of {@code expect} go together; says of each what's wrong. */
final class ExpectationChecks {
    private final ExpectationSection keys;
    private final Found found;
    private boolean fit = true;

    ExpectationChecks(ExpectationSection keys, Found found) {
        this.keys = keys;
        this.found = found;
    }

    boolean fit() {
        // A key that isn't known was reported, and was most likely meant to be the one missing.
        if (!found.hasUnknownKeys()) {
            checkHasRule();
            checkHasField();
        }
        checkFieldIsUsed();
        checkWindow();
        found.find(keys.otherwise).ifPresent(this::checkOtherwise);
        return fit;
    }

    private void checkHasRule() {
        if (keys.rules.stream().noneMatch(this::has)) {
            report(
                    PipelineFileError.KEYS_DISAGREE,
                    home(),
                    "an expectation without a rule",
                    "it needs one of: " + names(keys.rules));
        }
    }

    private void checkHasField() {
        boolean needed = keys.ofField.stream().anyMatch(this::has);
        boolean nothing = keys.rules.stream().noneMatch(this::has);
        if (!has(keys.field) && (needed || nothing)) {
            report(
                    PipelineFileError.MISSING_KEY,
                    home(),
                    found.section().name() + " has no field",
                    "field takes " + keys.field.kind().expected());
        }
    }

    private void checkFieldIsUsed() {
        boolean used = has(keys.that) || keys.ofField.stream().anyMatch(this::has);
        if (has(keys.field) && has(keys.volume) && !used) {
            report(
                    PipelineFileError.KEYS_DISAGREE,
                    span(keys.field),
                    "volume counts events and is about no field",
                    "for events without a value there's null_share");
        }
    }

    private void checkWindow() {
        if (has(keys.window) && keys.ofWindow.stream().noneMatch(this::has)) {
            report(
                    PipelineFileError.KEYS_DISAGREE,
                    span(keys.window),
                    "a window without a rule about windows",
                    "the rules about windows are: " + names(keys.ofWindow));
        }
    }

    private void checkOtherwise(Otherwise otherwise) {
        boolean window = keys.ofWindow.stream().anyMatch(this::has);
        if (window && (otherwise == Otherwise.DEAD_LETTER || otherwise == Otherwise.NULL)) {
            report(
                    PipelineFileError.KEYS_DISAGREE,
                    span(keys.otherwise),
                    "otherwise: " + otherwise.word() + " needs an event, and a window has many",
                    "null_share and volume take warn or stop; write them as an entry of their own");
        } else if (otherwise == Otherwise.NULL && has(keys.notNull)) {
            report(
                    PipelineFileError.KEYS_DISAGREE,
                    span(keys.otherwise),
                    "otherwise: null changes nothing about a value that's null already",
                    "not_null takes dead-letter, warn or stop");
        } else if (otherwise == Otherwise.NULL && has(keys.that) && !has(keys.field)) {
            report(
                    PipelineFileError.KEYS_DISAGREE,
                    span(keys.otherwise),
                    "otherwise: null without a field that would be null",
                    "add field: the one that the condition is about");
        }
    }

    private boolean has(Key<?> key) {
        return found.written(key).isPresent();
    }

    private Span span(Key<?> key) {
        return found.written(key).map(Value::span).orElse(home());
    }

    private Span home() {
        return found.section().home();
    }

    private static String names(List<Key<?>> keys) {
        return String.join(", ", keys.stream().map(Key::name).toList());
    }

    private void report(PipelineFileError code, Span span, String message, String note) {
        fit = false;
        found.section().reading().report(code, span, message, note);
    }
}
