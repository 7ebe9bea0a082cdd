package io.millrace.jobs.cli.local;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.jobs.cli.LocalEnvironment;
import io.millrace.jobs.cli.LocalRunner;
import io.millrace.jobs.cli.Session;
import io.millrace.jobs.cli.backfill.BackfillRequest;
import io.millrace.jobs.cli.backfill.BackfillRun;
import io.millrace.jobs.cli.backfill.BackfillSummary;
import io.millrace.jobs.cli.feature.FeaturePublication;
import io.millrace.jobs.cli.parity.ParityReport;
import io.millrace.jobs.cli.parity.ParityRequest;
import io.millrace.jobs.cli.parity.ParityRun;
import io.millrace.jobs.embedded.EmbeddedEnvironment;
import io.millrace.jobs.embedded.EnvironmentException;
import io.millrace.jobs.examples.cardfraud.CardFraudStory;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.launch.PipelineJobs;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Runs {@code demo} and {@code dev}: an environment in this process, and the pipeline in it. */
public final class LocalEnvironmentRunner implements LocalRunner {
    private static final int SOURCE_PARTITIONS = 4;

    @Override
    public int demo(Session session, Settings settings, Demo demo) throws Exception {
        Path pipelineFile = home(session).resolve("examples/card-fraud/pipeline.yaml");
        return with(
                session,
                settings,
                settings.folder().resolve(".millrace/demo"),
                true,
                pipelineFile,
                retraining(demo.retrain()),
                running -> tellStory(session, running, demo));
    }

    @Override
    public int dev(Session session, Settings settings, Path pipelineFile, boolean retrain)
            throws Exception {
        return with(
                session,
                settings,
                settings.folder().resolve(".millrace/dev"),
                settings.fresh(),
                pipelineFile,
                retraining(retrain),
                running -> {
                    session.hint(
                            "millrace replay --source "
                                    + running.pipeline().pipeline().mainSource().name()
                                    + " --csv FILE, in another terminal");
                    return waitForTheEnd(session, running);
                });
    }

    @Override
    public Optional<BackfillSummary> backfill(Session session, BackfillRequest request)
            throws Exception {
        return watched(session, new BackfillRun(session, request)::run);
    }

    @Override
    public Optional<ParityReport> parity(Session session, ParityRequest request) throws Exception {
        return watched(session, new ParityRun(session, request)::run);
    }

    /** Runs what ends when the user wants it, and says what's wrong with the surroundings. */
    private static <T> T watched(Session session, Callable<T> run) throws Exception {
        session.interruption().watch();
        try {
            return run.call();
        } catch (EnvironmentException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()))
                    .causedBy(e);
        } finally {
            session.interruption().tidy();
        }
    }

    private static Function<CheckedPipeline, CheckedPipeline> retraining(boolean wanted) {
        return wanted ? Function.identity() : OnlyFirstTraining::of;
    }

    private static int tellStory(Session session, Running running, Demo demo)
            throws InterruptedException {
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(running.registry())) {
            CardFraudStory story =
                    new CardFraudStory(
                            running.pipeline(),
                            running.kafka(),
                            schemas,
                            new CardFraudStory.Settings(
                                    demo.seed(), demo.events(), demo.speed(), demo.drift()),
                            new StoryTeller(session),
                            session.interruption()::isAsked);
            boolean right = story.run();
            if (session.interruption().isAsked()) {
                return ExitCode.INTERRUPTED;
            }
            if (demo.keep()) {
                session.hint("millrace topics tail card-fraud.predictions, in another terminal");
                return waitForTheEnd(session, running);
            }
            return right ? ExitCode.DONE : ExitCode.NO;
        }
    }

    private static int waitForTheEnd(Session session, Running running) throws InterruptedException {
        session.progress("running; Ctrl-C stops everything");
        var failure = running.environment().failure();
        while (!session.interruption().await(500, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            if (failure.isDone()) {
                throw new CommandFailure(ExitCode.UNAVAILABLE, failure.join());
            }
        }
        return ExitCode.INTERRUPTED;
    }

    /** What runs while a command does its work. */
    private record Running(
            EmbeddedEnvironment environment,
            KafkaSettings kafka,
            RegistrySettings registry,
            CheckedPipeline pipeline) {}

    /** A command's work in the environment; gives the exit code. */
    private interface Work {
        int in(Running running) throws Exception;
    }

    private static int with(
            Session session,
            Settings settings,
            Path data,
            boolean fresh,
            Path pipelineFile,
            Function<CheckedPipeline, CheckedPipeline> change,
            Work work)
            throws Exception {
        // Before anything is started: a broken file is said at once.
        CheckedPipeline.load(pipelineFile, session.environment(), Optional::empty);
        session.interruption().watch();
        session.progress("starting Kafka, a schema registry and Flink ...");
        EmbeddedEnvironment.Settings of =
                EmbeddedEnvironment.Settings.of(data, home(session).resolve("registry"));
        try (EmbeddedEnvironment environment = EmbeddedEnvironment.start(fresh ? of.wiped() : of)) {
            return run(session, settings, environment, pipelineFile, change, work);
        } catch (EnvironmentException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()))
                    .causedBy(e);
        } finally {
            LocalEnvironment.remove(settings.folder());
            session.interruption().tidy();
        }
    }

    private static int run(
            Session session,
            Settings settings,
            EmbeddedEnvironment environment,
            Path pipelineFile,
            Function<CheckedPipeline, CheckedPipeline> change,
            Work work)
            throws Exception {
        KafkaSettings kafka = environment.kafka();
        RegistrySettings registry = RegistrySettings.of(environment.registryUrl());
        CheckedPipeline pipeline = change.apply(loaded(session, pipelineFile, registry));
        createReadTopics(kafka, pipeline.pipeline());
        JobSettings jobSettings = JobSettings.demo();
        for (JobLaunch launch : new PipelineJobs(pipeline, kafka, registry).all()) {
            StreamExecutionEnvironment env = jobSettings.environment();
            env.setParallelism(settings.parallelism());
            launch.define(env, jobSettings);
            environment.flink().submit(env, launch.jobName());
        }
        FeaturePublication.publish(session, pipeline, kafka, registry);
        announce(session, settings, environment, pipeline);
        return work.in(new Running(environment, kafka, registry, pipeline));
    }

    private static CheckedPipeline loaded(
            Session session, Path pipelineFile, RegistrySettings registry) {
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(registry)) {
            return CheckedPipeline.load(
                    pipelineFile, session.environment(), () -> Optional.of(schemas));
        }
    }

    /** The topics that outside producers write to: sources and labels. */
    private static void createReadTopics(KafkaSettings kafka, Pipeline pipeline)
            throws InterruptedException, ExecutionException {
        List<String> names = new ArrayList<>();
        pipeline.sources().forEach(source -> names.add(source.topic().value()));
        pipeline.labels().ifPresent(labels -> names.add(labels.topic().value()));
        try (Admin admin = Admin.create(kafka.client())) {
            for (String name : names) {
                NewTopic topic = new NewTopic(name, SOURCE_PARTITIONS, (short) 1);
                try {
                    admin.createTopics(List.of(topic)).all().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
        }
    }

    private static void announce(
            Session session,
            Settings settings,
            EmbeddedEnvironment environment,
            CheckedPipeline pipeline)
            throws IOException {
        LocalEnvironment running =
                new LocalEnvironment(
                        ProcessHandle.current().pid(),
                        environment.kafka().bootstrap(),
                        environment.registryUrl(),
                        environment.flink().webUi(),
                        pipeline.pipeline().name().value());
        running.write(settings.folder());
        String text =
                "ready      broker %s | registry %s | flink %s | pipeline %s: %d features%s"
                        .formatted(
                                running.bootstrap(),
                                running.registry(),
                                running.flink(),
                                running.pipeline(),
                                pipeline.plan().features().size(),
                                pipeline.plan().entities().isEmpty()
                                        ? ""
                                        : " of "
                                                + String.join(" and ", pipeline.plan().entities()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("bootstrap", running.bootstrap());
        facts.put("registry", running.registry());
        facts.put("flink", running.flink());
        facts.put("pipeline", running.pipeline());
        session.line("ready", text, facts);
    }

    private static Path home(Session session) {
        return session.home()
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        ExitCode.UNAVAILABLE,
                                        "the distribution's folder isn't known",
                                        "start it with the millrace script"));
    }
}
