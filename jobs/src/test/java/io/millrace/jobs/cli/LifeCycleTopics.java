package io.millrace.jobs.cli;

import io.millrace.jobs.embedded.EmbeddedBroker;
import io.millrace.jobs.embedded.Folders;
import io.millrace.jobs.embedded.KafkaTopics;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The topics of pipelines on a broker of this process, as jobs would have written them. One broker
 * for all tests of a class, and a pipeline for each.
 */
final class LifeCycleTopics implements AutoCloseable, BeforeEachCallback, AfterAllCallback {
    private static final List<TopicKind> KINDS =
            List.of(
                    TopicKind.MODELS,
                    TopicKind.EXPERIMENTS,
                    TopicKind.DATASETS,
                    TopicKind.MODEL_EVENTS,
                    TopicKind.MODEL_COMMANDS,
                    TopicKind.DEPLOYMENTS,
                    TopicKind.SWITCHES,
                    TopicKind.DRIFT_ALERTS,
                    TopicKind.DRIFT_REPORTS,
                    TopicKind.PERFORMANCE,
                    TopicKind.ALERT_COMMANDS,
                    TopicKind.LABEL_REQUESTS,
                    TopicKind.RETRAIN_TRIGGERS,
                    TopicKind.TRAINING_EXAMPLES,
                    TopicKind.PREDICTIONS);

    final TestShop shop;
    final KafkaTopics topics;
    private final EmbeddedBroker broker;
    private final Path folder;
    private int pipelines;
    private String pipeline = "";

    /** For all tests of a class, each with a pipeline of its own. */
    LifeCycleTopics() {
        this(newFolder());
    }

    /** For one test, which begins and closes it. */
    LifeCycleTopics(Path folder) {
        this.folder = folder;
        try {
            shop = new TestShop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        topics = new KafkaTopics(KafkaSettings.of(broker.bootstrapServers()));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("life-cycle");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        begin();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        close();
        Folders.delete(folder);
    }

    /** Where commands run. */
    Path folder() {
        return folder;
    }

    /** From here on it's about a pipeline that nobody has written to. */
    void begin() throws Exception {
        pipeline = "shop" + pipelines++;
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                version: 1
                pipeline: %s
                sources: {sales: {schema: sales.avsc, id: id, event_time: at}}
                """
                        .formatted(pipeline));
        for (TopicKind kind : KINDS) {
            topics.create(topic(kind));
        }
    }

    String bootstrap() {
        return broker.bootstrapServers();
    }

    String pipeline() {
        return pipeline;
    }

    String topic(TopicKind kind) {
        return pipeline + "." + kind.suffix();
    }

    <T extends SpecificRecord> void write(TopicKind kind, Class<T> type, T record) {
        topics.write(topic(kind), 0, List.of(shop.schemas.serialize(topic(kind), type, record)));
    }

    void publish(ModelVersion version, int number, String state) {
        version.setVersion(number);
        write(TopicKind.MODELS, ModelVersion.class, version);
        write(
                TopicKind.MODEL_EVENTS,
                ModelEvent.class,
                ModelEvent.newBuilder()
                        .setPipeline(pipeline)
                        .setModel("fraud")
                        .setDigest(version.getDigest())
                        .setVersion(number)
                        .setType(ModelEventType.STATE_CHANGED)
                        .setState(state)
                        .setJob("control")
                        .setActor("gate")
                        .setReason("it was good")
                        .build());
    }

    <T extends SpecificRecord> List<T> written(TopicKind kind, Class<T> type) {
        return topics.records(topic(kind)).stream()
                .map(record -> record.value())
                .map(value -> Arrays.copyOfRange(value, WireFormat.HEADER, value.length))
                .map(value -> PlainAvro.read(value, type))
                .toList();
    }

    /** Answers the first command that comes, as the control job would. */
    CompletableFuture<ModelCommand> answer(ModelEventType type, String reason) {
        return CompletableFuture.supplyAsync(
                () -> {
                    List<ModelCommand> commands = List.of();
                    while (commands.isEmpty()) {
                        commands = written(TopicKind.MODEL_COMMANDS, ModelCommand.class);
                    }
                    ModelCommand command = commands.get(0);
                    write(
                            TopicKind.MODEL_EVENTS,
                            ModelEvent.class,
                            ModelEvent.newBuilder()
                                    .setPipeline(pipeline)
                                    .setModel("fraud")
                                    .setType(type)
                                    .setState(type == ModelEventType.REFUSED ? null : "CHAMPION")
                                    .setEpoch(type == ModelEventType.REFUSED ? 0 : 8)
                                    .setJob("control")
                                    .setActor(command.getActor())
                                    .setReason(reason)
                                    .setDigest(command.getDigest())
                                    .setCommandId(command.getCommandId())
                                    .build());
                    return command;
                });
    }

    /** Runs a command about the pipeline. */
    int run(TestSession session, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 4);
        all[arguments.length] = "--bootstrap";
        all[arguments.length + 1] = broker.bootstrapServers();
        all[arguments.length + 2] = "--registry";
        all[arguments.length + 3] = shop.schemas.url();
        return session.run(all);
    }

    TestSession session() {
        return new TestSession(folder, Map.of());
    }

    @Override
    public void close() {
        broker.close();
        shop.close();
    }
}
