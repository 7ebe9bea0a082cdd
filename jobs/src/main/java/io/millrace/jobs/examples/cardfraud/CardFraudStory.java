package io.millrace.jobs.examples.cardfraud;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.pipeline.Labels;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.RegisteredSchema;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the demo tells: payments and, later, chargebacks come in; the pipeline trains its first
 * model by itself; then the fraudsters and the customers change, and the loop closes. At the end,
 * accounts that add up, and what it was worth.
 */
public final class CardFraudStory {
    private static final Duration CHANGE_AFTER = Duration.ofDays(14);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    // Longer than the time after which a quiet topic is taken to be at its end.
    private static final Duration QUIET = Duration.ofSeconds(12);
    private static final List<TopicKind> ENDS =
            List.of(
                    TopicKind.PREDICTIONS,
                    TopicKind.DEAD_LETTERS,
                    TopicKind.DUPLICATES,
                    TopicKind.LATE_EVENTS);

    private final CheckedPipeline pipeline;
    private final KafkaSettings kafka;
    private final SchemaRegistry schemas;
    private final Settings settings;
    private final Consumer<StoryLine> teller;
    private final BooleanSupplier stop;
    private final TopicCatalogue topics;
    private final ServedScores scores = new ServedScores();
    private final LoopWatcher watcher;
    private final Pace pace = new Pace(CardFraudWorld.START.toEpochMilli(), System::nanoTime);
    private long deadPayments;
    private long deadLabels;

    /**
     * What's told.
     *
     * @param seed of everything random
     * @param payments how many are made
     * @param perSecond how many payments are sent a second
     * @param drift whether the world changes
     */
    public record Settings(long seed, int payments, int perSecond, boolean drift) {
        Optional<Instant> changeAt() {
            return drift ? Optional.of(CardFraudWorld.START.plus(CHANGE_AFTER)) : Optional.empty();
        }
    }

    /**
     * @param teller takes the story, line by line
     * @param stop whether the user wants an end
     */
    public CardFraudStory(
            CheckedPipeline pipeline,
            KafkaSettings kafka,
            SchemaRegistry schemas,
            Settings settings,
            Consumer<StoryLine> teller,
            BooleanSupplier stop) {
        this.pipeline = pipeline;
        this.kafka = kafka;
        this.schemas = schemas;
        this.settings = settings;
        this.teller = teller;
        this.stop = stop;
        this.topics = TopicCatalogue.of(pipeline.pipeline().name().value());
        this.watcher = new LoopWatcher(topics, schemas, pace, teller);
    }

    /**
     * Sends everything, waits until it has had its effects, and tells them.
     *
     * @return whether the accounts add up; true when the user wanted an end before
     */
    public boolean run() {
        List<Transaction> world =
                CardFraudWorld.take(
                        new CardFraudWorld(settings.seed(), "txn", settings.changeAt()),
                        settings.payments());
        Feed feed = feed(world);
        tellPlan(world, feed);
        String labelTopic = labels().topic().value();
        try (PaymentProducer producer =
                        new PaymentProducer(
                                kafka, source().topic().value(), Optional.of(labelTopic));
                TopicAccounts accounts = accounts()) {
            Thread sending = sending(producer, feed);
            boolean done = await(accounts, feed.ended(), sending);
            if (done) {
                producer.send(feed.late(), settings.perSecond(), stop);
                done = await(accounts, feed.ended() + feed.late().size(), sending);
            }
            if (done) {
                awaitQuiet(accounts);
            }
            return stop.getAsBoolean() || tellEnd(accounts, feed, world, done);
        }
    }

    private Source source() {
        return pipeline.pipeline().mainSource();
    }

    private Labels labels() {
        return pipeline.pipeline().labels().orElseThrow();
    }

    /**
     * All that's sent.
     *
     * @param onTime payments and labels in the order of their time
     * @param late payments that are sent at the end
     * @param ended how many of the first are payments
     * @param heartbeat event time that the source is told at the end, epoch milliseconds
     */
    private record Feed(List<Delivery> onTime, List<Delivery> late, long ended, long heartbeat) {
        /** Records of payments, whatever becomes of them. */
        long payments() {
            return ended + late.size();
        }

        /** How many payments' records are of a kind. */
        long count(Delivery.Kind kind) {
            return kind == Delivery.Kind.LATE ? late.size() : kind.in(onTime);
        }
    }

    private Feed feed(List<Transaction> world) {
        RegisteredSchema schema = schema(source().topic().value());
        List<Delivery> payments =
                CardFraudFeed.of(world, settings.seed(), schema.schema(), schema.id());
        List<Delivery> late =
                payments.stream().filter(d -> d.kind() == Delivery.Kind.LATE).toList();
        List<Delivery> onTime = payments.subList(0, payments.size() - late.size());
        long end =
                Math.max(world.get(world.size() - 1).time(), onTime.get(onTime.size() - 1).time());
        long heartbeat = end + source().outOfOrderness().toMillis() + 1;
        return new Feed(
                Delivery.merged(onTime, labels(world, end)), late, onTime.size(), heartbeat);
    }

    /** Those that come before the world's end. */
    private List<Delivery> labels(List<Transaction> world, long end) {
        RegisteredSchema schema = schema(labels().topic().value());
        return LabelFeed.of(world, settings.seed(), schema.schema(), schema.id()).stream()
                .filter(label -> label.time() <= end)
                .toList();
    }

    private RegisteredSchema schema(String topic) {
        return schemas.latest(SchemaRegistry.valueSubject(topic)).orElseThrow();
    }

    private Thread sending(PaymentProducer producer, Feed feed) {
        int perSecond =
                (int) ((long) settings.perSecond() * feed.onTime().size() / settings.payments());
        Thread thread =
                new Thread(
                        () -> {
                            producer.send(
                                    feed.onTime(),
                                    perSecond,
                                    (time, sign) -> pace.await(time, stop, sign),
                                    stop);
                            producer.heartbeat(feed.heartbeat());
                        },
                        "payments");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private TopicAccounts accounts() {
        var predictions = new AvroRecordDeserializer<>(schemas, Prediction.class);
        var deadLetters = new AvroRecordDeserializer<>(schemas, DeadLetter.class);
        String predictionTopic = topics.name(TopicKind.PREDICTIONS);
        String deadLetterTopic = topics.name(TopicKind.DEAD_LETTERS);
        List<String> names = new ArrayList<>(ENDS.stream().map(topics::name).toList());
        names.addAll(watcher.topics());
        return new TopicAccounts(
                kafka,
                names,
                (topic, value) -> {
                    if (topic.equals(predictionTopic)) {
                        answered(predictions.deserialize(value));
                    } else if (topic.equals(deadLetterTopic)) {
                        bury(deadLetters.deserialize(value));
                    }
                    watcher.hear(topic, value);
                });
    }

    private void answered(Prediction prediction) {
        scores.add(prediction);
        pace.answered(prediction.getEventTime().toEpochMilli());
    }

    /** Dead letters come from every job: those of payments, and those of labels. */
    private void bury(DeadLetter letter) {
        if (letter.getTopic().equals(source().topic().value())) {
            deadPayments++;
        } else {
            deadLabels++;
        }
    }

    /** How many payments have ended on a topic. */
    private long ended(TopicKind kind, TopicAccounts accounts) {
        return kind == TopicKind.DEAD_LETTERS ? deadPayments : accounts.count(topics.name(kind));
    }

    /** Payments that have ended somewhere. */
    private long ended(TopicAccounts accounts) {
        return ENDS.stream().mapToLong(kind -> ended(kind, accounts)).sum();
    }

    private boolean await(TopicAccounts accounts, long expected, Thread sending) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ended(accounts) < expected && !stop.getAsBoolean()) {
            accounts.update();
            if (sending.isAlive()) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                return false;
            }
        }
        return !stop.getAsBoolean();
    }

    /** Until the loop has nothing more to say. */
    private void awaitQuiet(TopicAccounts accounts) {
        long before = accounts.total();
        long since = System.nanoTime();
        while (System.nanoTime() - since < QUIET.toNanos() && !stop.getAsBoolean()) {
            accounts.update();
            if (accounts.total() > before) {
                before = accounts.total();
                since = System.nanoTime();
            }
        }
    }

    private void tellPlan(List<Transaction> world, Feed feed) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("seed", settings.seed());
        facts.put("records", feed.onTime().size() + feed.late().size());
        facts.put("payments", world.size());
        facts.put("change_at", settings.changeAt().map(Instant::toString).orElse("never"));
        tell(
                "plan",
                "producer   sends %,d payments (and %,d records that end elsewhere) and %,d labels, %s to %s"
                        .formatted(
                                feed.count(Delivery.Kind.GOOD),
                                feed.payments() - feed.count(Delivery.Kind.GOOD),
                                feed.onTime().size() - feed.ended(),
                                CardFraudWorld.START,
                                Instant.ofEpochMilli(world.get(world.size() - 1).time())),
                facts);
        tell(
                "plan",
                settings.changeAt()
                        .map(at -> "world      the fraudsters and the customers change at " + at)
                        .orElse("world      nothing changes (--no-drift)"),
                Map.of());
    }

    private boolean tellEnd(
            TopicAccounts accounts, Feed feed, List<Transaction> world, boolean done) {
        StoryEnd end = new StoryEnd(topics, teller);
        boolean right =
                end.tellAccounts(
                        List.of(
                                end(TopicKind.PREDICTIONS, accounts, feed, Delivery.Kind.GOOD),
                                end(TopicKind.DEAD_LETTERS, accounts, feed, Delivery.Kind.BAD),
                                end(TopicKind.DUPLICATES, accounts, feed, Delivery.Kind.DUPLICATE),
                                end(TopicKind.LATE_EVENTS, accounts, feed, Delivery.Kind.LATE)),
                        done);
        end.tellLabels(accounts.count(topics.name(TopicKind.TRAINING_EXAMPLES)), deadLabels);
        end.tellWorth(world, settings.changeAt(), scores, watcher.promotions());
        return right;
    }

    private StoryEnd.End end(
            TopicKind kind, TopicAccounts accounts, Feed feed, Delivery.Kind sent) {
        return new StoryEnd.End(kind, ended(kind, accounts), feed.count(sent));
    }

    private void tell(String kind, String text, Map<String, Object> facts) {
        teller.accept(new StoryLine(kind, text, facts));
    }
}
