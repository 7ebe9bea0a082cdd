package io.millrace.jobs.serve;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.cli.Endpoints;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.jobs.cli.JobRunner;
import io.millrace.jobs.cli.Session;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.util.Optional;

/** Submits serve to the Flink cluster that the program runs on. */
public final class ServeRunner implements JobRunner {

    @Override
    public String name() {
        return "serve";
    }

    @Override
    public int run(
            Session session, Path pipelineFile, Endpoints endpoints, Optional<String> replayInto)
            throws Exception {
        KafkaSettings kafka = new KafkaSettings(endpoints.bootstrap(), endpoints.properties());
        ServeLaunch launch;
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry())) {
            CheckedPipeline checked =
                    CheckedPipeline.load(
                            pipelineFile, session.environment(), () -> Optional.of(schemas));
            launch =
                    new ServeLaunch(
                            checked, kafka, endpoints.requireRegistry(), replayInto.orElse(null));
        }
        JobSettings settings = JobSettings.production();
        StreamExecutionEnvironment env = settings.environment();
        launch.define(env, settings);
        env.executeAsync(launch.jobName());
        session.progress("submitted " + launch.jobName());
        return ExitCode.DONE;
    }
}
