package io.millrace.jobs.examples.cardfraud;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.train.TrainedModel;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the demo tells: a model trained beforehand, a stream of payments with everything that goes
 * wrong in earnest, a prediction for each good one, and accounts that add up.
 */
public final class CardFraudStory {
    private static final int TRAINING_PAYMENTS = 20_000;
    private static final int PER_SECOND = 1_500;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<TopicKind> ENDS =
            List.of(
                    TopicKind.PREDICTIONS,
                    TopicKind.DEAD_LETTERS,
                    TopicKind.DUPLICATES,
                    TopicKind.LATE_EVENTS);

    private final CheckedPipeline pipeline;
    private final KafkaSettings kafka;
    private final SchemaRegistry schemas;
    private final long seed;
    private final Consumer<String> teller;
    private final BooleanSupplier stop;
    private final TopicCatalogue topics;
    private final Map<String, Double> scores = new HashMap<>();

    /**
     * @param teller takes the story, line by line
     * @param stop whether the user wants an end
     */
    public CardFraudStory(
            CheckedPipeline pipeline,
            KafkaSettings kafka,
            SchemaRegistry schemas,
            long seed,
            Consumer<String> teller,
            BooleanSupplier stop) {
        this.pipeline = pipeline;
        this.kafka = kafka;
        this.schemas = schemas;
        this.seed = seed;
        this.teller = teller;
        this.stop = stop;
        this.topics = TopicCatalogue.of(pipeline.pipeline().name().value());
    }

    /** The champion of the first hour; its topics must be there. */
    public void trainFirstModel() {
        FirstModel first = new FirstModel(pipeline);
        TrainedModel trained = first.train(~seed, TRAINING_PAYMENTS);
        first.publish(trained, ~seed, kafka, schemas);
        tell(
                "model      %s@1 (%s) trained on %,d payments of an earlier world: AUC %.3f on the"
                        + " newest fifth; champion from the first event on",
                pipeline.pipeline().model().orElseThrow().name(),
                pipeline.pipeline().model().orElseThrow().trainer().algorithm(),
                TRAINING_PAYMENTS,
                trained.holdout().auc());
    }

    /**
     * Sends payments, waits until each has ended somewhere, and tells where.
     *
     * @return whether the accounts add up; true when the user wanted an end before
     */
    public boolean run(int payments) {
        Source source = pipeline.pipeline().mainSource();
        String topic = source.topic().value();
        List<Transaction> world = CardFraudWorld.take(new CardFraudWorld(seed, "txn"), payments);
        List<Delivery> feed = feed(world, topic);
        List<Delivery> late = feed.stream().filter(d -> d.kind() == Delivery.Kind.LATE).toList();
        List<Delivery> onTime = feed.subList(0, feed.size() - late.size());
        long end = Math.max(lastTime(world), onTime.get(onTime.size() - 1).time());
        long heartbeat = end + source.outOfOrderness().toMillis() + 1;
        tell(
                "producer   sends %,d records to topic %s, %s to %s: %,d payments, %,d sent twice,"
                        + " %,d broken, %,d forgotten until the end",
                feed.size(),
                topic,
                CardFraudWorld.START,
                Instant.ofEpochMilli(end),
                Delivery.Kind.GOOD.in(feed),
                Delivery.Kind.DUPLICATE.in(feed),
                Delivery.Kind.BAD.in(feed),
                Delivery.Kind.LATE.in(feed));
        try (PaymentProducer producer = new PaymentProducer(kafka, topic);
                TopicAccounts accounts = accounts()) {
            Thread sending = sending(producer, onTime, heartbeat);
            boolean done = await(accounts, onTime.size(), sending);
            if (done) {
                producer.send(late, PER_SECOND, stop);
                done = await(accounts, feed.size(), sending);
            }
            return stop.getAsBoolean() || table(accounts, feed, world, done);
        }
    }

    private static long lastTime(List<Transaction> world) {
        return world.get(world.size() - 1).time();
    }

    private List<Delivery> feed(List<Transaction> world, String topic) {
        var registered = schemas.latest(SchemaRegistry.valueSubject(topic)).orElseThrow();
        return CardFraudFeed.of(world, seed, registered.schema(), registered.id());
    }

    private TopicAccounts accounts() {
        var predictions = new AvroRecordDeserializer<>(schemas, Prediction.class);
        String predictionTopic = topics.name(TopicKind.PREDICTIONS);
        return new TopicAccounts(
                kafka,
                ENDS.stream().map(topics::name).toList(),
                (topic, value) -> {
                    if (topic.equals(predictionTopic)) {
                        Prediction prediction = predictions.deserialize(value);
                        if (prediction.getScore() != null) {
                            scores.put(prediction.getEventId(), prediction.getScore());
                        }
                    }
                });
    }

    private Thread sending(PaymentProducer producer, List<Delivery> onTime, long heartbeat) {
        Thread thread =
                new Thread(
                        () -> {
                            producer.send(onTime, PER_SECOND, stop);
                            producer.heartbeat(heartbeat);
                        },
                        "payments");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits until so many records have ended somewhere; says now and then how it goes. */
    private boolean await(TopicAccounts accounts, long expected, Thread sending) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long nextWord = System.nanoTime();
        long told = 0;
        while (accounts.total() < expected && !stop.getAsBoolean()) {
            accounts.update();
            if (sending.isAlive()) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                return false;
            }
            if (accounts.total() > told && System.nanoTime() > nextWord) {
                told = accounts.total();
                tell("           %s", ends(accounts));
                nextWord = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            }
        }
        return !stop.getAsBoolean();
    }

    private String ends(TopicAccounts accounts) {
        StringBuilder text = new StringBuilder();
        for (TopicKind kind : ENDS) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append("%,d %s".formatted(accounts.count(topics.name(kind)), kind.suffix()));
        }
        return text.toString();
    }

    private boolean table(
            TopicAccounts accounts, List<Delivery> feed, List<Transaction> world, boolean done) {
        Map<TopicKind, Long> expected = new TreeMap<>();
        expected.put(TopicKind.PREDICTIONS, Delivery.Kind.GOOD.in(feed));
        expected.put(TopicKind.DEAD_LETTERS, Delivery.Kind.BAD.in(feed));
        expected.put(TopicKind.DUPLICATES, Delivery.Kind.DUPLICATE.in(feed));
        expected.put(TopicKind.LATE_EVENTS, Delivery.Kind.LATE.in(feed));
        tell("");
        tell("%-28s %10s %10s", "topic", "records", "expected");
        boolean right = done;
        for (TopicKind kind : ENDS) {
            long count = accounts.count(topics.name(kind));
            long wanted = expected.getOrDefault(kind, 0L);
            right &= count == wanted;
            tell("%-28s %,10d %,10d", topics.name(kind), count, wanted);
        }
        tell(
                "%-28s %,10d %,10d   %s",
                "sum",
                accounts.total(),
                feed.size(),
                right
                        ? "each record that was sent is in exactly one place"
                        : "THE ACCOUNTS DON'T ADD UP: please report this");
        tell("");
        tell("AUC of the served scores against the truth: %.3f", auc(world));
        return right;
    }

    private double auc(List<Transaction> world) {
        List<Transaction> scored =
                world.stream().filter(payment -> scores.containsKey(payment.id())).toList();
        double[] of = new double[scored.size()];
        boolean[] truth = new boolean[scored.size()];
        for (int i = 0; i < of.length; i++) {
            of[i] = scores.getOrDefault(scored.get(i).id(), 0.0);
            truth[i] = scored.get(i).fraud();
        }
        return BinaryMetrics.auc(of, truth);
    }

    private void tell(String format, Object... values) {
        teller.accept(String.format(java.util.Locale.ROOT, format, values));
    }
}
