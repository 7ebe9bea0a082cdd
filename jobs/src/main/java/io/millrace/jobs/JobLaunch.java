package io.millrace.jobs;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job of a pipeline, ready to be submitted. */
public interface JobLaunch {

    /** Unique on a cluster, such as {@code card-fraud-serve}. */
    String jobName();

    /**
     * Creates topics and registers schemas, then builds the job.
     *
     * @param settings those that the environment was made with
     * @throws IllegalStateException if something isn't there that the job can't make, or a broker
     *     doesn't allow what it needs
     */
    void define(StreamExecutionEnvironment env, JobSettings settings);
}
