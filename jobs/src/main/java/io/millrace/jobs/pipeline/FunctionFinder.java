package io.millrace.jobs.pipeline;

import io.millrace.features.function.FunctionJars;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.Problems;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the jars that a pipeline file names for its functions. */
public final class FunctionFinder {

    private FunctionFinder() {}

    /**
     * The jars.
     *
     * @param folder of the pipeline file
     * @throws io.millrace.schemas.problem.ProblemsException with each that can't be read
     */
    public static FunctionJars find(Pipeline pipeline, Path folder) {
        List<Path> jars = new ArrayList<>();
        Problems problems = new Problems();
        for (Text written : pipeline.functions()) {
            Path jar = folder.resolve(written.value());
            try {
                FunctionJars.check(jar);
                jars.add(jar);
            } catch (UncheckedIOException e) {
                problems.add(
                        FeatureError.MISSING_JAR.at(
                                written.place(),
                                written.value().length(),
                                "\"" + written + "\" can't be read: " + e.getMessage(),
                                "it's looked for at " + jar.toAbsolutePath().normalize()));
            }
        }
        problems.throwIfErrors();
        return FunctionJars.of(jars);
    }
}
