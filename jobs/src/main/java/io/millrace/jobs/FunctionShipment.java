package io.millrace.jobs;

import io.millrace.features.function.FunctionJars;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.ArrayList;
import java.util.List;

/**
 * Sends the jars of a pipeline's functions along with its job.
 *
 * <p>They're added to {@code pipeline.jars}, of which {@code flink run} sends the bytes to the
 * cluster together with those of Millrace's own jar, in session and in application mode: no machine
 * of the cluster needs the file. ({@code flink run -C} would only tell every machine a path.)
 */
public final class FunctionShipment {

    private FunctionShipment() {}

    /** Adds the jars to what the environment sends. */
    public static void add(StreamExecutionEnvironment env, FunctionJars functions) {
        if (functions.jars().isEmpty()) {
            return;
        }
        List<String> jars = new ArrayList<>(of(env));
        functions.jars().forEach(jar -> jars.add(jar.toAbsolutePath().toUri().toString()));
        Configuration added = new Configuration();
        added.set(PipelineOptions.JARS, jars);
        env.configure(added);
    }

    /** The addresses of all jars that the environment sends. */
    public static List<String> of(StreamExecutionEnvironment env) {
        return env.getConfiguration().getOptional(PipelineOptions.JARS).orElse(List.of());
    }
}
