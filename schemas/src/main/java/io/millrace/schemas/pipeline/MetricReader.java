package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Quoted;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A metric of the business's own: an aggregate of one expression. */
final class MetricReader implements NamedKind.Reader<Monitor.Metric> {
    /** What windows are told of anyway. */
    static final Set<String> RESERVED =
            Set.of(
                    "accuracy",
                    "auc",
                    "average_precision",
                    "brier",
                    "calibration_error",
                    "decision_rate",
                    "f1",
                    "kappa",
                    "log_loss",
                    "positive_rate",
                    "precision",
                    "recall",
                    "specificity");

    private static final Pattern AGGREGATE =
            Pattern.compile("\\s*(sum|mean|count|share)\\s*\\(", Pattern.CASE_INSENSITIVE);
    private static final String EXPECTED =
            "isn't sum(...), mean(...), count(...) or share(...) of one expression";

    @Override
    public Optional<Monitor.Metric> read(Text name, Value value) {
        if (RESERVED.contains(name.value()) || name.value().startsWith("estimated_")) {
            value.reading()
                    .report(
                            PipelineFileError.INVALID_NAME,
                            value.home(),
                            Quoted.of(name.value()) + " is a metric that every window has",
                            "choose another name");
            return Optional.empty();
        }
        return TextKind.EXPRESSION.read(value).flatMap(text -> metric(name, text, value));
    }

    private static Optional<Monitor.Metric> metric(Text name, Text text, Value value) {
        Matcher aggregate = AGGREGATE.matcher(text.value());
        int end = text.value().stripTrailing().length() - 1;
        if (!aggregate.lookingAt() || closing(text.value(), aggregate.end()) != end) {
            value.reject(
                    text.value(),
                    new Rejected(
                            PipelineFileError.UNKNOWN_CHOICE,
                            EXPECTED,
                            "for example sum(label == 1 && !decision ? amount : 0.0)"));
            return Optional.empty();
        }
        int from = aggregate.end();
        Text expression = new Text(text.value().substring(from, end), text.placeOf(from));
        return Optional.of(
                new Monitor.Metric(
                        name,
                        Monitor.Aggregate.valueOf(aggregate.group(1).toUpperCase(Locale.ROOT)),
                        expression));
    }

    /** Where the parenthesis closes that was opened before a place; -1 if it doesn't. */
    private static int closing(String text, int from) {
        int depth = 1;
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
