package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.jobs.cli.trial.TestFile;
import io.millrace.jobs.cli.trial.TestFileLoader;
import io.millrace.jobs.cli.trial.TestRun;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code millrace test}. */
@Command(
        name = "test",
        description = {
            "Run a pipeline's own tests: given these events, what becomes of them, and which"
                    + " features do they have?",
            "",
            "Tests are YAML: pipeline.test.yaml beside pipeline.yaml, or files in the folder tests"
                    + " beside it. Events pass the same checks, admission and feature engines as"
                    + " in serve, without Kafka or Flink. Ends with 0 if all tests pass, else"
                    + " with 1."
        },
        footer = {
            "%nExamples:",
            "  millrace test",
            "  millrace test fraud.yaml",
            "  millrace test tests/windows.yaml --json | jq '.tests[] | select(.passed | not)'"
        })
final class TestCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A pipeline file or a test file. Default: pipeline.yaml.")
    private Path file = PipelineFile.DEFAULT;

    @Mixin private final Connection connection = new Connection();

    /** A file's results, or its mistakes. */
    private record FileResult(String file, List<TestRun.Result> results, List<Problem> mistakes) {}

    TestCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        List<FileResult> all = new ArrayList<>();
        try (Registries registries = new Registries(session, connection)) {
            Map<Path, CheckedPipeline> pipelines = new LinkedHashMap<>();
            for (TestFiles.Found found : TestFiles.find(session, file)) {
                all.add(run(found, pipelines, registries));
            }
        }
        boolean passed =
                all.stream()
                        .allMatch(
                                one ->
                                        one.mistakes().isEmpty()
                                                && one.results().stream()
                                                        .allMatch(TestRun.Result::passed));
        write(all, passed);
        return passed ? ExitCode.DONE : ExitCode.NO;
    }

    private FileResult run(
            TestFiles.Found found, Map<Path, CheckedPipeline> pipelines, Registries registries) {
        try {
            TestFile tests =
                    TestFileLoader.load(
                            session.resolve(found.file()),
                            found.file().toString(),
                            session.environment());
            Path pipeline = found.pipeline(session, tests);
            CheckedPipeline checked = pipelines.get(pipeline);
            if (checked == null) {
                checked = CheckedPipeline.load(pipeline, session.environment(), registries);
                pipelines.put(pipeline, checked);
            }
            return new FileResult(found.file().toString(), TestRun.run(tests, checked), List.of());
        } catch (ProblemsException e) {
            return new FileResult(found.file().toString(), List.of(), e.problems());
        }
    }

    private void write(List<FileResult> all, boolean passed) {
        Format format = session.format(Format.TABLE);
        if (format == Format.TABLE) {
            all.forEach(this::writeForPeople);
        } else if (format == Format.JSON) {
            session.out().println(Json.pretty(document(all, passed)));
        } else {
            List<Problem> mistakes = all.stream().flatMap(one -> one.mistakes().stream()).toList();
            ProblemOutput.toErr(session, mistakes);
            TableOutput.write(table(all), format, session.out());
        }
    }

    private void writeForPeople(FileResult one) {
        if (!one.mistakes().isEmpty()) {
            ProblemOutput.toOut(session, one.mistakes());
            session.out().println(one.file() + ": no test was run");
            return;
        }
        List<Problem> failures = new ArrayList<>();
        for (TestRun.Result result : one.results()) {
            session.out().println((result.passed() ? "ok    " : "FAIL  ") + result.name());
            result.failures().forEach(failure -> failures.add(failure.problem()));
        }
        if (!failures.isEmpty()) {
            session.out().println();
            ProblemOutput.toOut(session, failures);
        }
        long passed = one.results().stream().filter(TestRun.Result::passed).count();
        int expectations = one.results().stream().mapToInt(TestRun.Result::expectations).sum();
        session.out()
                .printf(
                        "%s: %d of %d tests pass (%d expectations)%n",
                        one.file(), passed, one.results().size(), expectations);
    }

    private static ObjectNode document(List<FileResult> all, boolean passed) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION).put("passed", passed);
        ArrayNode tests = document.putArray("tests");
        List<Problem> mistakes = new ArrayList<>();
        for (FileResult one : all) {
            mistakes.addAll(one.mistakes());
            for (TestRun.Result result : one.results()) {
                ObjectNode test = tests.addObject();
                test.put("file", one.file())
                        .put("line", result.name().place().line())
                        .put("name", result.name().value())
                        .put("passed", result.passed());
                ArrayNode failures = test.putArray("failures");
                for (TestRun.Failure failure : result.failures()) {
                    failures.addObject()
                            .put("what", failure.what())
                            .put("expected", failure.expected())
                            .put("got", failure.got())
                            .put("line", failure.problem().place().line())
                            .put("column", failure.problem().place().column());
                }
            }
        }
        document.set("problems", ProblemOutput.document(mistakes).get("problems"));
        return document;
    }

    private static Table table(List<FileResult> all) {
        Table table =
                Table.of(
                        "tests",
                        "file",
                        "test",
                        "passed",
                        "line",
                        "column",
                        "what",
                        "expected",
                        "got");
        for (FileResult one : all) {
            for (TestRun.Result result : one.results()) {
                String name = result.name().value();
                if (result.passed()) {
                    int line = result.name().place().line();
                    table.add(one.file(), name, true, line, 1, null, null, null);
                }
                for (TestRun.Failure failure : result.failures()) {
                    table.add(
                            one.file(),
                            name,
                            false,
                            failure.problem().place().line(),
                            failure.problem().place().column(),
                            failure.what(),
                            failure.expected(),
                            failure.got());
                }
            }
        }
        return table;
    }
}
