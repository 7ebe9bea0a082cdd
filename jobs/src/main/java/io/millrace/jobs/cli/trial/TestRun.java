package io.millrace.jobs.cli.trial;

import io.millrace.features.Refusal;
import io.millrace.jobs.cli.trial.TestFile.Expected;
import io.millrace.jobs.cli.trial.TestResolver.Resolved;
import io.millrace.jobs.cli.trial.TestResolver.Wanted;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.TestFileError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs a file's tests, each from the beginning of time, and compares. */
public final class TestRun {
    private final TestFile file;
    private final CheckedPipeline checked;
    private final List<EventMaker> makers = new ArrayList<>();

    /**
     * An expectation that isn't met.
     *
     * @param what such as {@code verdict}, or a feature's name
     * @param problem the same for people, with its place
     */
    public record Failure(String what, String expected, String got, Problem problem) {}

    /**
     * What became of a test.
     *
     * @param expectations how many there are in it
     */
    public record Result(Text name, int expectations, List<Failure> failures) {
        public Result {
            failures = List.copyOf(failures);
        }

        public boolean passed() {
            return failures.isEmpty();
        }
    }

    private TestRun(TestFile file, CheckedPipeline checked) {
        this.file = file;
        this.checked = checked;
        for (int source = 0; source < checked.schemas().size(); source++) {
            makers.add(new EventMaker(checked.plan(), source, checked.schemas().get(source)));
        }
    }

    /**
     * Runs all tests of a file.
     *
     * @throws io.millrace.schemas.problem.ProblemsException with every name and value in it that
     *     doesn't fit the pipeline
     */
    public static List<Result> run(TestFile file, CheckedPipeline checked) {
        TestRun run = new TestRun(file, checked);
        return TestResolver.resolve(
                        file, checked, run.makers.stream().map(EventMaker::fields).toList())
                .stream()
                .map(run::run)
                .toList();
    }

    private Result run(Resolved test) {
        Trial trial = new Trial(checked);
        Map<TestResolver.Event, Made> given = new LinkedHashMap<>();
        for (Object step : test.steps()) {
            if (step instanceof TestResolver.Event event) {
                Made made =
                        makers.get(event.source())
                                .make(event.values(), given.size(), event.recordTime());
                given.put(event, made);
                trial.offer(made);
            } else {
                trial.advance((Long) step);
            }
        }
        trial.advance(Long.MAX_VALUE);
        List<Failure> failures = new ArrayList<>();
        int expectations = 0;
        for (Map.Entry<TestResolver.Event, Made> entry : given.entrySet()) {
            Outcome outcome =
                    Objects.requireNonNull(
                            trial.outcome(entry.getValue().at()), "every event has an outcome");
            expectations += Math.max(1, entry.getKey().features().size());
            compare(test.test().name(), entry.getKey(), outcome, failures);
        }
        return new Result(test.test().name(), expectations, failures);
    }

    private void compare(
            Text test, TestResolver.Event event, Outcome outcome, List<Failure> failures) {
        Expected expected = event.written().expected();
        if (outcome.verdict() != expected.verdict()) {
            String word = ExpectedSection.word(outcome.verdict());
            failures.add(
                    failure(
                            test,
                            "verdict",
                            ExpectedSection.word(expected.verdict()),
                            outcome.reason().isEmpty() ? word : word + ", " + outcome.reason(),
                            expected.verdictSpan()));
            return;
        }
        Refusal refusal = outcome.refusal();
        if (refusal != null && expected.rule().isPresent()) {
            String rule = String.valueOf(expected.rule().get().text());
            if (!rule.equals(refusal.rule())) {
                String got = refusal.rule() + ", " + refusal.message();
                failures.add(failure(test, "rule", rule, got, expected.rule().get().span()));
            }
        }
        expected.watermark()
                .filter(watermark -> watermark.millis() != outcome.limit())
                .ifPresent(
                        watermark ->
                                failures.add(
                                        failure(
                                                test,
                                                "watermark",
                                                TypedText.time(watermark.millis()),
                                                TypedText.time(outcome.limit()),
                                                watermark.span())));
        Event answered = outcome.event();
        if (answered != null) {
            event.features().forEach(wanted -> compare(test, wanted, answered, failures));
        }
    }

    private void compare(Text test, Wanted wanted, Event answered, List<Failure> failures) {
        Field feature = checked.plan().features().field(wanted.feature());
        @Nullable Object got = answered.features().get(wanted.feature(), feature.type());
        if (!isSame(wanted.value(), got)) {
            failures.add(
                    failure(
                            test,
                            feature.name(),
                            TypedText.show(feature.type(), wanted.value()),
                            TypedText.show(feature.type(), got),
                            wanted.written().span()));
        }
    }

    private boolean isSame(@Nullable Object expected, @Nullable Object got) {
        if (expected instanceof Double wanted && got instanceof Double real) {
            double allowed = file.tolerance() * Math.abs(wanted);
            return wanted.equals(real) || Math.abs(wanted - real) <= allowed;
        }
        return Objects.equals(expected, got);
    }

    private static Failure failure(Text test, String what, String expected, String got, Span span) {
        Problem problem =
                TestFileError.NOT_AS_EXPECTED.at(
                        span.place(),
                        span.length(),
                        what + ": expected " + expected + ", got " + got,
                        "in the test \"" + test + "\"");
        return new Failure(what, expected, got, problem);
    }
}
