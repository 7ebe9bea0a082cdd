package io.millrace.jobs.cli;

import io.millrace.jobs.cli.trial.TestFile;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.problem.TestFileError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which test files there are, and which pipeline each is of. */
final class TestFiles {
    private static final String ENDING = ".test.yaml";
    private static final String FOLDER = "tests";

    private TestFiles() {}

    /**
     * A test file.
     *
     * @param file as the user would name it
     * @param usual the pipeline that it's of, unless it names another
     */
    record Found(Path file, Path usual) {
        /**
         * The pipeline file, resolved.
         *
         * @throws ProblemsException if there's no such file
         */
        Path pipeline(Session session, TestFile tests) {
            Optional<Text> named = tests.pipeline();
            Path path =
                    session.resolve(
                            named.map(text -> file.resolveSibling(text.value())).orElse(usual));
            if (!Files.isRegularFile(path)) {
                throw new ProblemsException(
                        List.of(
                                TestFileError.NO_TESTS.at(
                                        named.map(Text::place)
                                                .orElse(tests.tests().get(0).name().place()),
                                        named.map(text -> text.value().length()).orElse(1),
                                        "there is no pipeline file " + path,
                                        "pipeline: names it, relative to this file")));
            }
            return path.normalize();
        }
    }

    /** Those of a pipeline, or the one that's named itself. */
    static List<Found> find(Session session, Path named) throws IOException {
        String name = String.valueOf(named.getFileName());
        Path parent = named.toAbsolutePath().getParent();
        boolean inFolder = parent != null && parent.endsWith(FOLDER);
        if (name.endsWith(ENDING)) {
            return List.of(new Found(named, named.resolveSibling(stem(name, ENDING) + ".yaml")));
        }
        if (inFolder) {
            return List.of(new Found(named, named.resolveSibling("../" + PipelineFile.DEFAULT)));
        }
        List<Found> all = new ArrayList<>();
        Path beside = named.resolveSibling(stem(stem(name, ".yaml"), ".yml") + ENDING);
        if (Files.isRegularFile(session.resolve(beside))) {
            all.add(new Found(beside, named));
        }
        Path folder = named.resolveSibling(FOLDER);
        if (Files.isDirectory(session.resolve(folder))) {
            try (Stream<Path> files = Files.list(session.resolve(folder))) {
                files.map(path -> String.valueOf(path.getFileName()))
                        .filter(file -> file.endsWith(".yaml") || file.endsWith(".yml"))
                        .sorted()
                        .forEach(file -> all.add(new Found(folder.resolve(file), named)));
            }
        }
        if (all.isEmpty()) {
            throw CommandFailure.usage(
                    named + " has no tests",
                    "they are written into " + beside + ", or into files in " + folder);
        }
        return all;
    }

    private static String stem(String name, String ending) {
        return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }
}
