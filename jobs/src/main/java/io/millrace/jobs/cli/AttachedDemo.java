package io.millrace.jobs.cli;

import io.millrace.jobs.examples.cardfraud.CardFraudStory;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.clients.admin.Admin;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** {@code millrace demo --attach}: the example's story, where others have started its jobs. */
final class AttachedDemo {
    private final Session session;
    private final Endpoints endpoints;
    private final LocalRunner.Demo demo;

    AttachedDemo(Session session, Endpoints endpoints, LocalRunner.Demo demo) {
        this.session = session;
        this.endpoints = endpoints;
        this.demo = demo;
    }

    /** Gives the exit code: whether the accounts add up. */
    int run() throws Exception {
        endpoints.requireBroker();
        session.interruption().watch();
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry())) {
            CheckedPipeline pipeline =
                    CheckedPipeline.load(
                            pipelineFile(), session.environment(), () -> Optional.of(schemas));
            Source source = pipeline.pipeline().mainSource();
            requireJobs(schemas, source);
            requireEmpty(source);
            announce(pipeline);
            return tell(pipeline, schemas);
        } finally {
            session.interruption().tidy();
        }
    }

    private Path pipelineFile() {
        return session.home()
                .map(home -> home.resolve("examples/card-fraud/pipeline.yaml"))
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        ExitCode.UNAVAILABLE,
                                        "the distribution's folder isn't known",
                                        "start it with the millrace script"));
    }

    /** Whoever submits a job registers its schemas. */
    private void requireJobs(SchemaRegistry schemas, Source source) {
        if (schemas.latest(SchemaRegistry.valueSubject(source.topic().value())).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "the registry has no schema of " + source.topic().value(),
                    "submit the example's jobs first: flink run millrace.jar serve ..., and label,"
                            + " drift, train, control");
        }
    }

    /** The accounts are those of whole topics, and event time doesn't begin twice. */
    private void requireEmpty(Source source) throws ExecutionException, InterruptedException {
        String topic = source.topic().value();
        try (Admin admin = Kafka.admin(endpoints)) {
            long span = TopicOffsets.one(admin, topic).span();
            if (span > 0) {
                throw new CommandFailure(
                        ExitCode.NO,
                        "the topic %s holds %,d records already".formatted(topic, span),
                        "a story needs topics and jobs that are new: docker compose down -v, then"
                                + " up, if this is the Compose file's environment");
            }
        }
    }

    private void announce(CheckedPipeline pipeline) {
        String name = pipeline.pipeline().name().value();
        String text =
                "ready      broker %s | pipeline %s: %d features of %s"
                        .formatted(
                                endpoints.bootstrap(),
                                name,
                                pipeline.plan().features().size(),
                                String.join(" and ", pipeline.plan().entities()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("bootstrap", endpoints.bootstrap());
        facts.put("pipeline", name);
        session.line("ready", text, facts);
    }

    private int tell(CheckedPipeline pipeline, SchemaRegistry schemas) {
        CardFraudStory story =
                new CardFraudStory(
                        pipeline,
                        new KafkaSettings(endpoints.bootstrap(), endpoints.properties()),
                        schemas,
                        new CardFraudStory.Settings(
                                demo.seed(), demo.events(), demo.speed(), demo.drift()),
                        line -> session.line(line.kind(), line.text(), line.facts()),
                        session.interruption()::isAsked);
        boolean right = story.run();
        if (session.interruption().isAsked()) {
            return ExitCode.INTERRUPTED;
        }
        return right ? ExitCode.DONE : ExitCode.NO;
    }
}
