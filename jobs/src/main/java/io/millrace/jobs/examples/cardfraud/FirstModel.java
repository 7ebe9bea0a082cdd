package io.millrace.jobs.examples.cardfraud;

import io.millrace.features.FeaturePlan;
import io.millrace.features.OfflineFeatures;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.registry.RegistryPublisher;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.train.ModelTrainer;
import io.millrace.scoring.train.TrainedModel;
import io.millrace.scoring.train.TrainingSet;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * The example's first champion: trained on an earlier world, whose features are computed by the
 * same engine, and published to the registry's topics as any trainer would.
 */
public final class FirstModel {
    private static final int MAX_REQUEST_BYTES = 8 << 20;

    private final CheckedPipeline pipeline;
    private final Model model;

    public FirstModel(CheckedPipeline pipeline) {
        this.pipeline = pipeline;
        this.model =
                pipeline.pipeline()
                        .model()
                        .orElseThrow(
                                () -> new IllegalArgumentException("the pipeline has no model"));
    }

    /** Trains on the payments of another world of the same kind; the newest are held out. */
    public TrainedModel train(long seed, int payments) {
        FeaturePlan plan = pipeline.plan();
        Map<String, Boolean> labels = new HashMap<>();
        List<Event> events = new ArrayList<>(payments);
        CardFraudWorld world = new CardFraudWorld(seed, "history");
        for (Transaction payment : CardFraudWorld.take(world, payments)) {
            labels.put(payment.id(), payment.fraud());
            events.add(event(payment, events.size(), plan));
        }
        List<Row> rows = new ArrayList<>(payments);
        boolean[] truth = new boolean[payments];
        for (Event event : OfflineFeatures.compute(plan, events)) {
            truth[rows.size()] = Boolean.TRUE.equals(labels.get(event.id()));
            rows.add(event.features());
        }
        return ModelTrainer.train(
                new TrainingSet(plan.features(), rows, java.util.Arrays.copyOf(truth, rows.size())),
                model,
                plan.fingerprint());
    }

    static Event event(Transaction payment, int offset, FeaturePlan plan) {
        RowType type = plan.sources().get(0);
        Map<String, Object> values = new HashMap<>();
        values.put("transaction_id", payment.id());
        values.put("occurred_at", payment.time());
        values.put("account_id", payment.account());
        values.put("merchant_id", payment.merchant());
        values.put("amount", payment.amount());
        values.put("currency", payment.currency());
        values.put("country", payment.country());
        values.put("status", payment.status());
        values.put("lat", payment.latitude());
        values.put("lon", payment.longitude());
        Row fields = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            fields.set(i, type.field(i).type(), values.get(type.field(i).name()));
        }
        return new Event(
                0,
                payment.id(),
                payment.time(),
                new Coordinates("history", 0, offset, payment.time()),
                null,
                new byte[0],
                fields,
                new Row(plan.features().size()));
    }

    /** Publishes the version and makes it champion from the first event on, in one transaction. */
    public void publish(
            TrainedModel trained, long seed, KafkaSettings kafka, SchemaRegistry schemas) {
        String name = pipeline.pipeline().name().value();
        TopicCatalogue topics = TopicCatalogue.of(name);
        var versions =
                new AvroRecordSerializer<>(
                        schemas, topics.name(TopicKind.MODELS), ModelVersion.class);
        var deployments =
                new AvroRecordSerializer<>(
                        schemas, topics.name(TopicKind.DEPLOYMENTS), Deployment.class);
        Properties settings = kafka.client();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "millrace." + name + ".publisher.");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            new RegistryPublisher(producer, topics, versions::serialize, deployments::serialize)
                    .publish(version(trained, seed), deployment(trained.artifact()));
        }
    }

    private ModelVersion version(TrainedModel trained, long seed) {
        ModelArtifact artifact = trained.artifact();
        byte[] bytes = artifact.toBytes();
        return ModelVersion.newBuilder()
                .setPipeline(pipeline.pipeline().name().value())
                .setModel(model.name().value())
                .setDigest(artifact.digest())
                .setVersion(1)
                .setTask("binary")
                .setFormat("millrace-scorer/1")
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint(artifact.fingerprint())
                .setInputs(
                        artifact.inputs().fields().stream()
                                .map(
                                        input ->
                                                new ModelInput(
                                                        input.name(),
                                                        input.type()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT)))
                                .toList())
                .setMetrics(Map.of("auc", trained.holdout().auc()))
                .setLineage(
                        Lineage.newBuilder()
                                .setFromEventTime(CardFraudWorld.START)
                                .setParameters(Map.of("trainer", model.trainer().toString()))
                                .setSeed(seed)
                                .build())
                .build();
    }

    private Deployment deployment(ModelArtifact artifact) {
        return Deployment.newBuilder()
                .setPipeline(pipeline.pipeline().name().value())
                .setModel(model.name().value())
                .setEpoch(1)
                .setEffectiveFrom(Instant.EPOCH)
                .setChampion(new ModelReference(artifact.digest(), 1))
                .setActor("card-fraud example")
                .setReason("first model, trained beforehand")
                .build();
    }
}
