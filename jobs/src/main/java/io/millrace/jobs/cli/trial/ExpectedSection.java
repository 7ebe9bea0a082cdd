package io.millrace.jobs.cli.trial;

import io.millrace.jobs.cli.trial.Outcome.Verdict;
import io.millrace.jobs.cli.trial.TestFile.Expected;
import io.millrace.jobs.cli.trial.TestFile.Item;
import io.millrace.jobs.cli.trial.TestFile.TimeAt;
import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What's under {@code expect}. */
final class ExpectedSection implements Kind<Expected> {
    private final Key<Verdict> verdict =
            Key.withDefault(
                    "verdict",
                    Choice.of(Verdict.values(), '-'),
                    "admitted",
                    "where the event goes");
    private final Key<Item> rule =
            Key.optional("rule", new ItemKind(), "any", "the rule that refuses it");
    private final Key<TimeAt> watermark =
            Key.optional("watermark", new TimeKind(), "any", "the watermark that it's late for");
    private final Key<List<Item>> features =
            Key.optional(
                    "features", new ItemKind.OfNames(), "any", "values of features, null for none");
    private final Section section =
            new Section(
                    "tests.events.expect", List.of(verdict, rule, watermark, features), Set.of());

    /** What holds for an event of which nothing is said. */
    static Expected admitted(Span home) {
        return new Expected(Verdict.ADMITTED, home, Optional.empty(), Optional.empty(), List.of());
    }

    @Override
    public String expected() {
        return "an expectation such as {features: {account_amount_count_6h: 2}}, or {verdict: late}";
    }

    @Override
    public Optional<Expected> read(Value value) {
        Optional<Found> found = section.read(value).filter(Found::complete);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Boolean> fit =
                List.of(
                        belongs(found.get(), rule, Verdict.DEAD_LETTER, Verdict.STOP),
                        belongs(found.get(), watermark, Verdict.LATE),
                        belongs(found.get(), features, Verdict.ADMITTED));
        return fit.contains(false) ? Optional.empty() : found.map(this::expected);
    }

    private Expected expected(Found found) {
        Span span = found.written(verdict).map(Value::span).orElse(found.section().home());
        return new Expected(
                found.get(verdict),
                span,
                found.find(rule),
                found.find(watermark),
                found.find(features).orElse(List.of()));
    }

    private boolean belongs(Found found, Key<?> key, Verdict... fitting) {
        Optional<Value> written = found.written(key);
        if (written.isEmpty() || List.of(fitting).contains(found.get(verdict))) {
            return true;
        }
        written.get()
                .reading()
                .report(
                        PipelineFileError.KEYS_DISAGREE,
                        written.get().home(),
                        key.name() + " is expected of an event that is " + word(found.get(verdict)),
                        key.name() + " goes with verdict: " + words(fitting));
        return false;
    }

    private static String words(Verdict... verdicts) {
        return String.join(" or ", Arrays.stream(verdicts).map(ExpectedSection::word).toList());
    }

    /** As it's written. */
    static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
