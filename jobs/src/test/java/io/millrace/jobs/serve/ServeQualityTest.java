package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.FeaturePlan;
import io.millrace.features.StoppedException;
import io.millrace.jobs.cli.trial.Made;
import io.millrace.jobs.cli.trial.Outcome;
import io.millrace.jobs.cli.trial.Trial;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.registry.ScriptedRegistry;
import io.millrace.jobs.serve.QualityShop.Order;
import io.millrace.jobs.types.RecordType;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** The whole serve job in a Flink of this JVM. */
class ServeQualityTest {
    private static final long SEED = 41;

    @TempDir Path folder;

    /** What the job put out. */
    private record Run(List<OutRecord> predictions, List<OutRecord> elsewhere) {
        List<byte[]> topic(String topic) {
            return elsewhere.stream()
                    .filter(record -> record.topic().equals(topic))
                    .map(OutRecord::value)
                    .toList();
        }
    }

    @Test
    @Timeout(120)
    void countsAddUpWithTheDeadLettersLiveAndReplayed() throws Exception {
        QualityShop shop = new QualityShop(folder, "");
        Random random = new Random(SEED);
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            orders.add(Order.random(i, QualityShop.START + i * 20_000L, random));
        }
        List<Order> good = orders.stream().filter(order -> !QualityOracle.refused(order)).toList();
        Order again = repeated(good.get(20));
        Order late = new Order(400, QualityShop.START + 5, 50.0, 50.0, null);
        List<Order> all = new ArrayList<>(orders);
        all.add(150, late);
        all.add(all.indexOf(good.get(20)) + 1, again);

        Run live = run(shop, all, 1, null);

        Map<String, String> sums = QualityShop.sums(live.elsewhere);
        assertThat(sums).as("seed %d", SEED).isEqualTo(QualityOracle.sums(orders));
        assertThat(live.topic("duplicates")).hasSize(1);
        assertThat(live.topic("late-events")).hasSize(1);
        assertThat(acted(live)).isEqualTo(deadLetters(live)).hasSize(2);
        assertThat(features(shop, live)).hasSize(good.size()).isEqualTo(tried(shop, orders));

        Map<String, List<Long>> passedBy = new TreeMap<>();
        for (Order order : List.of(again, late)) {
            passedBy.computeIfAbsent(
                            "orders/" + order.at().partition(), partition -> new ArrayList<>())
                    .add(order.at().offset());
        }
        Run replay = run(shop, all, 3, Recorded.of(passedBy));

        assertThat(QualityShop.sums(replay.elsewhere)).isEqualTo(sums);
        assertThat(features(shop, replay)).isEqualTo(features(shop, live));
    }

    /** The same id in a later record of the partition. */
    private static Order repeated(Order order) {
        return new Order(300 + order.number() % 3, order.id(), order.time(), 50.0, 50.0, null);
    }

    @Test
    @Timeout(60)
    void endsForGoodWhenRuleSaysStop() throws Exception {
        QualityShop shop =
                new QualityShop(folder, "- {field: mcc, one_of: [m, n], otherwise: stop}");
        Order fine = new Order(1, QualityShop.START, 50.0, 50.0, "m");
        Order bad = new Order(2, QualityShop.START + 1, 99.0, 50.0, "x");
        StreamExecutionEnvironment env = environment(2);
        Endpoints endpoints = new Endpoints(shop, List.of(fine, bad));
        ServeJob.define(env, endpoints, shop.settings(null));

        assertThatThrownBy(() -> env.executeAsync("stops").getJobExecutionResult().get())
                .satisfies(
                        failure ->
                                assertThat(causes(failure))
                                        .anyMatch(SuppressRestartsException.class::isInstance))
                .rootCause()
                .isInstanceOf(StoppedException.class)
                .hasMessageStartingWith(
                        "the expectation \"mcc one_of [m, n]\" says stop: field \"mcc\" is \"x\","
                                + " one of [m, n] is needed, in the record orders/2@2.");
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static Run run(
            QualityShop shop, List<Order> orders, int parallelism, @Nullable Recorded recorded)
            throws Exception {
        StreamExecutionEnvironment env = environment(parallelism);
        Endpoints endpoints = new Endpoints(shop, orders);
        ServeJob.define(env, endpoints, shop.settings(recorded));
        CloseableIterator<OutRecord> predictions =
                Objects.requireNonNull(endpoints.predictions).collectAsync();
        CloseableIterator<OutRecord> elsewhere =
                Objects.requireNonNull(endpoints.elsewhere).collectAsync();
        env.executeAsync("quality");
        List<OutRecord> others = new ArrayList<>();
        List<OutRecord> answers = new ArrayList<>();
        elsewhere.forEachRemaining(others::add);
        predictions.forEachRemaining(answers::add);
        return new Run(answers, others);
    }

    /** Restarts at once and always, but where a failure forbids it. */
    private static StreamExecutionEnvironment environment(int parallelism) {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    }

    /** By rule, the events for which it was the reason of a dead letter, as the topic counts. */
    private static Map<String, Long> acted(Run run) {
        Map<String, Long> acted = new TreeMap<>();
        run.elsewhere.stream()
                .filter(record -> record.topic().equals("quality"))
                .map(QualityShop::count)
                .filter(count -> count.getOtherwise().equals("dead-letter"))
                .forEach(count -> acted.merge(count.getRule(), count.getActed(), Long::sum));
        return acted;
    }

    private static Map<String, Long> deadLetters(Run run) throws IOException {
        Map<String, Long> letters = new TreeMap<>();
        for (byte[] value : run.topic("dead-letters")) {
            int length = value.length - WireFormat.HEADER;
            DeadLetter letter =
                    new SpecificDatumReader<>(DeadLetter.class)
                            .read(
                                    null,
                                    DecoderFactory.get()
                                            .binaryDecoder(value, WireFormat.HEADER, length, null));
            letters.merge(letter.getRule(), 1L, Long::sum);
        }
        return letters;
    }

    private static Map<String, Row> features(QualityShop shop, Run run) throws IOException {
        PredictionCodec codec = new PredictionCodec(shop.checked.plan().features());
        Map<String, Row> features = new TreeMap<>();
        for (OutRecord record : run.predictions) {
            ScoredEvent scored = codec.decode(record.value(), WireFormat.HEADER, codec.schema());
            features.put(scored.eventId(), scored.features());
        }
        return features;
    }

    /** The same as {@code millrace test} has it. */
    private static Map<String, Row> tried(QualityShop shop, List<Order> orders) {
        Trial trial = new Trial(shop.checked);
        orders.forEach(order -> trial.offer(new Made(0, order.at(), shop.event(order), null)));
        trial.advance(Long.MAX_VALUE);
        Map<String, Row> features = new TreeMap<>();
        for (Order order : orders) {
            Outcome outcome = Objects.requireNonNull(trial.outcome(order.at()));
            Event event = outcome.event();
            if (outcome.verdict() == Outcome.Verdict.ADMITTED && event != null) {
                features.put(event.id(), event.features());
            }
        }
        return features;
    }

    /** Orders from memory; what comes out is for the test to collect. */
    private static final class Endpoints implements ServeEndpoints {
        private final QualityShop shop;
        private final List<Order> orders;
        private @Nullable DataStream<OutRecord> predictions;
        private @Nullable DataStream<OutRecord> elsewhere;

        Endpoints(QualityShop shop, List<Order> orders) {
            this.shop = shop;
            this.orders = orders;
        }

        @Override
        public DataStream<SourceRecord> records(
                StreamExecutionEnvironment env, ServeSettings settings) {
            FeaturePlan plan = shop.checked.plan();
            return env.fromData(
                            orders.stream().map(shop::record).toList(),
                            new RecordType<>(
                                    SourceRecord.class, new SourceRecordSerializer(plan.sources())))
                    .assignTimestampsAndWatermarks(
                            WatermarkStrategy.<SourceRecord>forGenerator(c -> new AtOnce())
                                    .withTimestampAssigner((record, t) -> record.time()))
                    .rebalance();
        }

        @Override
        public RegistryReader.Factory registry() {
            return new ScriptedRegistry("quality");
        }

        @Override
        public void predictions(DataStream<OutRecord> stream) {
            predictions = stream;
        }

        @Override
        public void features(DataStream<OutRecord> vectors) {
            throw new AssertionError("the shop publishes none");
        }

        @Override
        public void elsewhere(DataStream<OutRecord> stream) {
            elsewhere = stream;
        }
    }

    /** Ten seconds behind the newest, after every record. */
    private static final class AtOnce implements WatermarkGenerator<SourceRecord> {
        private long newest = Long.MIN_VALUE + 20_000;

        @Override
        public void onEvent(SourceRecord record, long timestamp, WatermarkOutput output) {
            newest = Math.max(newest, record.time());
            output.emitWatermark(new Watermark(newest - 10_001));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
