package io.millrace.jobs.cli.trial;

import io.millrace.jobs.cli.trial.TestFile.Case;
import io.millrace.jobs.cli.trial.TestFile.Step;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code tests}. */
final class CaseSection implements Kind<Case> {
    private final Key<Text> name =
            Key.required("name", new TextScalar("text"), "what's tested, as a sentence");
    private final Key<List<Step>> events =
            Key.required(
                    "events",
                    new ListKind<>("a list of events", new StepSection(), step -> new Object()),
                    "what comes, in the order in which it comes");
    private final Section section = new Section("tests", List.of(name, events), Set.of());

    @Override
    public String expected() {
        return "a test with a name and events";
    }

    @Override
    public Optional<Case> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .map(found -> new Case(found.get(name), found.get(events)));
    }
}
