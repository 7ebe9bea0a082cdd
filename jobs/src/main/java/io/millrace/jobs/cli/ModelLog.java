package io.millrace.jobs.cli;

import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.LabelRequest;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.prediction.RecordHead;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.RecordKeys;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The topics that a pipeline's life cycle is told on, as commands read and write them. */
final class ModelLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** So many of the newest examples hold the newest label, as they come nearly in order. */
    private static final int NEWEST = 500;

    private final Endpoints endpoints;
    private final TopicCatalogue topics;
    private final SchemaRegistry schemas;
    private final KafkaConsumer<byte[], byte[]> consumer;

    ModelLog(Endpoints endpoints, String pipeline, SchemaRegistry schemas) {
        this.endpoints = endpoints;
        this.topics = TopicCatalogue.of(pipeline);
        this.schemas = schemas;
        endpoints.requireBroker();
        this.consumer = Kafka.consumer(endpoints);
    }

    List<ModelVersion> versions() {
        return all(TopicKind.MODELS, ModelVersion.class);
    }

    List<ModelEvent> events() {
        return all(TopicKind.MODEL_EVENTS, ModelEvent.class);
    }

    /**
     * The newest record of each step of each run, in the order in which they were first written.
     */
    List<Experiment> experiments() {
        Map<String, Experiment> byKey = new LinkedHashMap<>();
        for (Experiment experiment : all(TopicKind.EXPERIMENTS, Experiment.class)) {
            byKey.put(RecordKeys.experiment(experiment.getRun(), experiment.getStep()), experiment);
        }
        return List.copyOf(byKey.values());
    }

    /** The parts of datasets whose digest is wanted, the newest of each key last. */
    List<TrainingDatasetPart> datasetParts(Predicate<String> wanted) {
        var deserializer = new AvroRecordDeserializer<>(schemas, TrainingDatasetPart.class);
        List<TrainingDatasetPart> parts = new ArrayList<>();
        each(
                TopicKind.DATASETS,
                record -> {
                    if (mayBe(record.key(), wanted)) {
                        TrainingDatasetPart part = deserializer.deserialize(record.value());
                        if (wanted.test(part.getDigest())) {
                            parts.add(part);
                        }
                    }
                });
        return parts;
    }

    /** By the key, so that not every part of every dataset needs decoding. */
    private static boolean mayBe(byte @Nullable [] key, Predicate<String> wanted) {
        if (key == null) {
            return true;
        }
        String text = new String(key, StandardCharsets.UTF_8);
        return wanted.test(text.substring(0, Math.max(0, text.indexOf('/'))));
    }

    /** What was told, in the order in which it was written. */
    List<Told> history() {
        List<Told> told = new ArrayList<>();
        var deserializer = new AvroRecordDeserializer<>(schemas, ModelEvent.class);
        each(
                TopicKind.MODEL_EVENTS,
                record ->
                        told.add(
                                new Told(
                                        Instant.ofEpochMilli(record.timestamp()),
                                        record.partition(),
                                        record.offset(),
                                        deserializer.deserialize(record.value()))));
        told.sort(
                Comparator.comparing(Told::writtenAt)
                        .thenComparingInt(Told::partition)
                        .thenComparingLong(Told::offset));
        return told;
    }

    /**
     * A model event with where it stands.
     *
     * @param writtenAt the record's Kafka timestamp
     */
    record Told(Instant writtenAt, int partition, long offset, ModelEvent event) {}

    List<DriftAlert> alerts() {
        return all(TopicKind.DRIFT_ALERTS, DriftAlert.class);
    }

    /** What people have said of alerts; nothing while no job has made the topic. */
    List<AlertCommand> alertCommands() {
        return has(TopicKind.ALERT_COMMANDS)
                ? all(TopicKind.ALERT_COMMANDS, AlertCommand.class)
                : List.of();
    }

    List<DriftReport> driftReports() {
        return all(TopicKind.DRIFT_REPORTS, DriftReport.class);
    }

    List<WindowPerformance> performance() {
        return all(TopicKind.PERFORMANCE, WindowPerformance.class);
    }

    List<RetrainTrigger> triggers() {
        return all(TopicKind.RETRAIN_TRIGGERS, RetrainTrigger.class);
    }

    /**
     * Event time up to which labels are known: that of the newest examples.
     *
     * @throws CommandFailure if there's none yet
     */
    Instant newestLabel() {
        List<TopicPartition> partitions = partitions(TopicKind.TRAINING_EXAMPLES);
        return new Tail(consumer, endpoints.timeout(), new Interruption())
                .last(partitions, NEWEST).stream()
                        .map(record -> RecordHead.ofExample(record.value()))
                        .filter(Objects::nonNull)
                        .map(head -> Instant.ofEpochMilli(head.labelledAt()))
                        .max(Comparator.naturalOrder())
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                ExitCode.NO,
                                                "there is no labelled example yet on "
                                                        + topics.name(TopicKind.TRAINING_EXAMPLES),
                                                "does the label job run? millrace status"));
    }

    List<Deployment> deployments() {
        return all(TopicKind.DEPLOYMENTS, Deployment.class);
    }

    List<Switch> switches() {
        return all(TopicKind.SWITCHES, Switch.class);
    }

    /**
     * Gives the last records of topics, and then each that comes, until it's told to stop or the
     * sink wants no more.
     *
     * @param last how many of those that are there
     */
    void follow(
            List<TopicKind> kinds, int last, Predicate<SpecificRecord> sink, Interruption stop) {
        Map<String, AvroRecordDeserializer<? extends SpecificRecord>> readers = new TreeMap<>();
        List<TopicPartition> all = new ArrayList<>();
        for (TopicKind kind : kinds) {
            readers.put(topics.name(kind), new AvroRecordDeserializer<>(schemas, kind.record()));
            all.addAll(partitions(kind));
        }
        Tail tail = new Tail(consumer, endpoints.timeout(), stop);
        List<ConsumerRecord<byte[], byte[]>> records = tail.last(all, last);
        boolean wanted = true;
        while (wanted && !stop.isAsked()) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                var reader = readers.get(record.topic());
                if (reader != null && record.value() != null) {
                    wanted &= sink.test(reader.deserialize(record.value()));
                }
            }
            var polled = consumer.poll(POLL);
            records = new ArrayList<>();
            polled.forEach(records::add);
        }
    }

    /** The newest one of a model. */
    Optional<Deployment> newestDeployment(String model) {
        return all(TopicKind.DEPLOYMENTS, Deployment.class).stream()
                .filter(deployment -> deployment.getModel().equals(model))
                .reduce((a, b) -> b.getEpoch() >= a.getEpoch() ? b : a);
    }

    /** Where the partitions of a topic end now. */
    Map<TopicPartition, Long> ends(TopicKind kind) {
        return consumer.endOffsets(partitions(kind));
    }

    Map<TopicPartition, Long> begins(TopicKind kind) {
        return consumer.beginningOffsets(partitions(kind));
    }

    /** Everything that a topic holds now, in the order of its offsets. */
    private <T extends SpecificRecord> List<T> all(TopicKind kind, Class<T> type) {
        AvroRecordDeserializer<T> deserializer = new AvroRecordDeserializer<>(schemas, type);
        List<T> records = new ArrayList<>();
        each(kind, record -> records.add(deserializer.deserialize(record.value())));
        return records;
    }

    private void each(TopicKind kind, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        search(
                kind,
                record -> {
                    if (record.value() != null) {
                        sink.accept(record);
                    }
                    return false;
                },
                new Progress.Silent());
    }

    /**
     * The first record of a topic that fits, partition by partition as the broker gives them; empty
     * if none does up to where the topic ends now.
     */
    Optional<ConsumerRecord<byte[], byte[]>> search(
            TopicKind kind, Predicate<ConsumerRecord<byte[], byte[]>> wanted, Progress progress) {
        return search(topics.name(kind), wanted, progress);
    }

    private Optional<ConsumerRecord<byte[], byte[]>> search(
            String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted, Progress progress) {
        List<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long read = 0;
        long deadline = System.nanoTime() + endpoints.timeout().toNanos();
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var polled = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                if (wanted.test(record)) {
                    return Optional.of(record);
                }
            }
            read += polled.count();
            progress.at(read, topic);
            if (!polled.isEmpty()) {
                deadline = System.nanoTime() + endpoints.timeout().toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new TimeoutException(topic + " can't be read to its end");
            }
        }
        return Optional.empty();
    }

    String name(TopicKind kind) {
        return topics.name(kind);
    }

    /** Whether the topic is there. */
    boolean has(TopicKind kind) {
        return consumer.listTopics().containsKey(topics.name(kind));
    }

    /** How many offsets a topic holds now: at least as many as records. */
    long size(TopicKind kind) {
        Map<TopicPartition, Long> begins = begins(kind);
        return ends(kind).entrySet().stream()
                .mapToLong(end -> end.getValue() - begins.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    /** The schema that a value was written with. */
    Schema writer(byte[] value) {
        return schemas.byId(WireFormat.schemaId(value));
    }

    /**
     * The first model event from now on that fits; empty when none comes in time.
     *
     * @param from where to begin: {@link #ends} before the question was asked
     */
    Optional<ModelEvent> await(
            Map<TopicPartition, Long> from, Predicate<ModelEvent> wanted, Interruption stop) {
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        var deserializer = new AvroRecordDeserializer<>(schemas, ModelEvent.class);
        long deadline = System.nanoTime() + endpoints.timeout().toNanos();
        while (System.nanoTime() < deadline && !stop.isAsked()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                ModelEvent event = deserializer.deserialize(record.value());
                if (wanted.test(event)) {
                    return Optional.of(event);
                }
            }
        }
        return Optional.empty();
    }

    void send(ModelCommand command) throws InterruptedException {
        send(TopicKind.MODEL_COMMANDS, command.getModel(), ModelCommand.class, command);
    }

    void send(ModelVersion version) throws InterruptedException {
        send(
                TopicKind.MODELS,
                RecordKeys.modelVersion(version.getModel(), version.getDigest()),
                ModelVersion.class,
                version);
    }

    /** Whose labels people are asked for; nothing while no job has made the topic. */
    List<LabelRequest> labelRequests() {
        return has(TopicKind.LABEL_REQUESTS)
                ? all(TopicKind.LABEL_REQUESTS, LabelRequest.class)
                : List.of();
    }

    void send(LabelRequest request) throws InterruptedException {
        send(TopicKind.LABEL_REQUESTS, request.getEventId(), LabelRequest.class, request);
    }

    /** Event time of the newest predictions; empty if there are none. */
    Optional<Instant> newestPrediction() {
        return new Tail(consumer, endpoints.timeout(), new Interruption())
                .last(partitions(TopicKind.PREDICTIONS), NEWEST).stream()
                        .map(record -> RecordHead.ofPrediction(record.value()))
                        .filter(Objects::nonNull)
                        .map(head -> Instant.ofEpochMilli(head.eventTime()))
                        .max(Comparator.naturalOrder());
    }

    /** Gives every record of any topic to a sink, up to where the topic ends now. */
    void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink, Progress progress) {
        search(
                topic,
                record -> {
                    sink.accept(record);
                    return false;
                },
                progress);
    }

    /** Reads records of a class, with whatever schema they were written. */
    <T extends SpecificRecord> AvroRecordDeserializer<T> reader(Class<T> type) {
        return new AvroRecordDeserializer<>(schemas, type);
    }

    RecordJson json() {
        return new RecordJson(schemas);
    }

    /** Writes a record that's made with the registry's help. */
    void send(Function<SchemaRegistry, ProducerRecord<byte[], byte[]>> made)
            throws InterruptedException {
        send(made.apply(schemas));
    }

    void send(AlertCommand command) throws InterruptedException {
        ends(TopicKind.ALERT_COMMANDS); // says it when the topic isn't there
        String key = command.getAlertId() == null ? "" : command.getAlertId();
        send(TopicKind.ALERT_COMMANDS, key, AlertCommand.class, command);
    }

    void send(RetrainTrigger trigger) throws InterruptedException {
        send(TopicKind.RETRAIN_TRIGGERS, trigger.getModel(), RetrainTrigger.class, trigger);
    }

    <T extends SpecificRecord> void send(TopicKind kind, String key, Class<T> type, T record)
            throws InterruptedException {
        String topic = topics.name(kind);
        byte[] value = new AvroRecordSerializer<>(schemas, topic, type).serialize(record);
        send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = Kafka.producer(endpoints)) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "cannot write to " + record.topic() + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    private List<TopicPartition> partitions(TopicKind kind) {
        return partitions(topics.name(kind));
    }

    private List<TopicPartition> partitions(String topic) {
        try {
            var found = consumer.partitionsFor(topic);
            if (!found.isEmpty()) {
                return found.stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
            }
        } catch (UnknownTopicOrPartitionException e) {
            // Said below.
        }
        throw new CommandFailure(
                ExitCode.UNAVAILABLE,
                "there is no topic " + topic,
                "its jobs make it when they start: millrace dev, or flink run millrace.jar serve");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
