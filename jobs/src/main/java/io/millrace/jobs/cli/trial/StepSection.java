package io.millrace.jobs.cli.trial;

import io.millrace.jobs.cli.trial.TestFile.Expected;
import io.millrace.jobs.cli.trial.TestFile.Give;
import io.millrace.jobs.cli.trial.TestFile.Item;
import io.millrace.jobs.cli.trial.TestFile.Step;
import io.millrace.jobs.cli.trial.TestFile.TimeAt;
import io.millrace.jobs.cli.trial.TestFile.Watermark;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code tests[].events}: an event, or a watermark by itself. */
final class StepSection implements Kind<Step> {
    private final Key<TimeAt> watermark =
            Key.optional(
                    "watermark",
                    new TimeKind(),
                    "it stays",
                    "instead of an event: no event up to this time is on time any more");
    private final Key<Text> source =
            Key.optional("source", new TextScalar("a source's name"), "the main one", "its source");
    private final Key<Item> id =
            Key.optional("id", new ItemKind(), "made up", "the value of the source's id field");
    private final Key<Item> at =
            Key.optional(
                    "at",
                    new ItemKind(),
                    "what the fields say",
                    "the value of the source's event_time field");
    private final Key<TimeAt> recordTime =
            Key.optional(
                    "record_time",
                    new TimeKind(),
                    "the event's time",
                    "the record's Kafka timestamp, which not_in_future compares with");
    private final Key<List<Item>> fields =
            Key.optional("fields", new ItemKind.OfNames(), "none", "further fields");
    private final Key<Expected> expect =
            Key.optional(
                    "expect", new ExpectedSection(), "it's admitted", "what has to become of it");
    private final Section section =
            new Section(
                    "tests.events",
                    List.of(watermark, source, id, at, recordTime, fields, expect),
                    Set.of());

    @Override
    public String expected() {
        return "an event such as {id: p1, at: 2026-03-01T10:00:00Z, fields: {amount: 12.5}}, or"
                + " {watermark: 2026-03-01T11:00:00Z}";
    }

    @Override
    public Optional<Step> read(Value value) {
        Optional<Found> found = section.read(value).filter(Found::complete);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Found step = found.get();
        Optional<TimeAt> time = step.find(watermark);
        if (time.isEmpty()) {
            return Optional.of(give(step, value));
        }
        boolean alone =
                List.<Key<?>>of(source, id, at, recordTime, fields, expect).stream()
                        .allMatch(key -> step.written(key).isEmpty());
        if (!alone) {
            value.reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            value.home(),
                            value.name() + " is an event and a watermark",
                            "a watermark is an entry by itself, before or after events");
            return Optional.empty();
        }
        return Optional.of(new Watermark(time.get().millis()));
    }

    private Give give(Found step, Value value) {
        return new Give(
                step.find(source),
                step.find(id),
                step.find(at),
                step.find(recordTime).map(TimeAt::millis),
                step.find(fields).orElse(List.of()),
                step.find(expect).orElseGet(() -> ExpectedSection.admitted(value.home())),
                value.home());
    }
}
