package io.millrace.jobs.cli.trial;

import io.millrace.schemas.pipeline.PipelineLoader;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Reading;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.YamlDocument;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.problem.SourceText;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a test file as strictly as a pipeline file: what's unknown, missing, repeated or wrong is
 * an error, and all errors come at once.
 */
public final class TestFileLoader {
    private static final String TOLERANCE = "1e-9";

    private final Key<Long> version =
            Key.required("version", Numbers.whole(1, 1), "the format's version");
    private final Key<Text> pipeline =
            Key.optional(
                    "pipeline",
                    new TextScalar("the path of a pipeline file"),
                    "the one that the test file's own name tells",
                    "the pipeline file, relative to this one");
    private final Key<Double> tolerance =
            Key.withDefault(
                    "tolerance",
                    Numbers.real(0, 1, "a number from 0 to 1"),
                    TOLERANCE,
                    "how much a double may differ, relative to the expected one");
    private final Key<List<TestFile.Defaults>> defaults =
            Key.optional(
                    "defaults",
                    new DefaultsKind(),
                    "none",
                    "fields that a source's events have unless they say otherwise");
    private final Key<List<TestFile.Case>> tests =
            Key.required(
                    "tests",
                    new ListKind<>("a list of tests", new CaseSection(), c -> c.name().value()),
                    "the tests");
    private final Section section =
            new Section("", List.of(version, pipeline, tolerance, defaults, tests), Set.of());

    private TestFileLoader() {}

    /**
     * Reads a file.
     *
     * @param name for messages
     * @param environment values for {@code ${NAME}} in the file
     * @throws ProblemsException with every mistake; also if the file can't be read
     */
    public static TestFile load(Path file, String name, Map<String, String> environment) {
        return load(name, PipelineLoader.read(file), environment);
    }

    static TestFile load(String name, String text, Map<String, String> environment) {
        Reading reading = new Reading(new SourceText(name, text), environment);
        TestFileLoader loader = new TestFileLoader();
        Optional<Found> found = YamlDocument.compose(reading).flatMap(loader.section::read);
        Problems problems = reading.problems();
        problems.throwIfErrors();
        return found.filter(Found::complete)
                .map(complete -> loader.file(name, complete))
                .orElseThrow(() -> new IllegalStateException("no tests and no problem: " + name));
    }

    private TestFile file(String name, Found found) {
        return new TestFile(
                name,
                found.find(pipeline),
                found.find(defaults).orElse(List.of()),
                found.get(tolerance),
                found.get(tests));
    }
}
