package io.millrace.jobs.launch;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.Endpoints;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.jobs.cli.JobRunner;
import io.millrace.jobs.cli.ReplayWords;
import io.millrace.jobs.cli.Session;
import io.millrace.jobs.cli.feature.FeaturePublication;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.util.Optional;

/** Submits a job to the Flink cluster that the program runs on. */
public final class ClusterJobRunner implements JobRunner {

    @Override
    public int run(
            String job,
            Session session,
            Path pipelineFile,
            Endpoints endpoints,
            Optional<String> replayInto)
            throws Exception {
        CheckedPipeline checked = checked(session, pipelineFile, endpoints);
        JobLaunch launch = launch(job, checked, endpoints, replayInto);
        JobSettings settings = JobSettings.production();
        StreamExecutionEnvironment env = settings.environment();
        launch.define(env, settings.overriddenBy(env.getConfiguration()));
        env.executeAsync(launch.jobName());
        session.progress("submitted " + launch.jobName());
        if (job.equals("serve")) {
            afterServe(session, checked, endpoints, replayInto);
        }
        return ExitCode.DONE;
    }

    private static void afterServe(
            Session session,
            CheckedPipeline checked,
            Endpoints endpoints,
            Optional<String> replayInto) {
        if (replayInto.isPresent()) {
            ReplayWords.of(checked)
                    .forEach(words -> session.progress("right answers need " + words));
        } else {
            FeaturePublication.publish(
                    session, checked, kafka(endpoints), endpoints.requireRegistry());
        }
    }

    private static KafkaSettings kafka(Endpoints endpoints) {
        return new KafkaSettings(endpoints.bootstrap(), endpoints.properties());
    }

    private static JobLaunch launch(
            String job, CheckedPipeline checked, Endpoints endpoints, Optional<String> replayInto) {
        PipelineJobs jobs =
                new PipelineJobs(checked, kafka(endpoints), endpoints.requireRegistry());
        try {
            return switch (job) {
                case "serve" -> jobs.serve(replayInto.orElse(null));
                case "label" -> jobs.label();
                case "drift" -> jobs.drift();
                case "train" -> jobs.train();
                case "control" -> jobs.control();
                case "alerts" -> jobs.alerts();
                default ->
                        throw new CommandFailure(
                                ExitCode.BUG, "no job \"" + job + "\" in this jar");
            };
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.NO, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static CheckedPipeline checked(
            Session session, Path pipelineFile, Endpoints endpoints) {
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry())) {
            return CheckedPipeline.load(
                    pipelineFile, session.environment(), () -> Optional.of(schemas));
        }
    }
}
