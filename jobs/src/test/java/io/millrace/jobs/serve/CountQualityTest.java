package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.quality.QualityCounts;
import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.serve.QualityShop.Order;
import io.millrace.schemas.event.Event;

import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class CountQualityTest {
    @TempDir Path folder;
    private QualityShop shop;

    @BeforeEach
    void load() throws IOException {
        shop = new QualityShop(folder, "");
    }

    /** Whatever the parallelism, the order and the restarts, the sums are those of the orders. */
    @ParameterizedTest
    @CsvSource({
        "31, 1, false",
        "31, 1, true",
        "31, 3, false",
        "31, 3, true",
        "32, 2, true",
        "33, 4, true"
    })
    void countsByDefinition(long seed, int parallelism, boolean restart) throws Exception {
        Random random = new Random(seed);
        List<Order> orders = orders(random);
        try (Counting counting = new Counting(shop, parallelism)) {
            counting.run(orders, new Random(seed + parallelism), restart);

            assertThat(QualityShop.sums(counting.told()))
                    .as("seed %d", seed)
                    .isEqualTo(QualityOracle.sums(orders));
            assertThat(counting.admitted()).as("seed %d", seed).hasSizeGreaterThan(100);
        }
    }

    /** Busy, then nothing for half an hour, then busy again. */
    private static List<Order> orders(Random random) {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long minutes = random.nextInt(90);
            long time =
                    QualityShop.START
                            + (minutes < 45 ? minutes : minutes + 30) * QualityShop.MINUTE
                            + random.nextInt(60_000);
            orders.add(Order.random(i, time, random));
        }
        return orders;
    }

    @Test
    void setsNullWhatBreaksRule() throws Exception {
        Order bad = new Order(1, QualityShop.START, 50.0, 20.0, "m");
        Order fine = new Order(2, QualityShop.START, 50.0, 25.0, "m");
        try (Counting counting = new Counting(shop, 1)) {
            counting.run(List.of(bad, fine), new Random(1), false);

            assertThat(counting.admitted())
                    .extracting(Event::fields)
                    .containsExactlyInAnyOrder(
                            shop.fields(new Order(1, QualityShop.START, 50.0, null, "m")),
                            shop.fields(fine));
        }
    }

    @Test
    void countsRefusedEventThatComesLate() throws Exception {
        Order late = new Order(1, QualityShop.START, 99.0, null, "m");
        try (Counting counting = new Counting(shop, 1)) {
            counting.watermark(QualityShop.START + 60 * QualityShop.MINUTE);
            counting.refuse(late);
            counting.watermark(QualityShop.START + 61 * QualityShop.MINUTE);

            assertThat(QualityShop.sums(counting.told()))
                    .containsEntry("amount between [0.0, 90.0] @2026-03-01T00:00:00Z", "1 1 1 null")
                    .noneSatisfy((rule, sum) -> assertThat(rule).startsWith("volume"));
        }
    }

    @Test
    void stopsForGoodWhenWindowSaysSo() throws Exception {
        QualityShop strict =
                new QualityShop(folder, "- {volume: [2, null], window: 1h, otherwise: stop}");
        Order alone = new Order(1, QualityShop.START, 50.0, null, "m");
        try (Counting counting = new Counting(strict, 1)) {
            counting.admit(alone);

            assertThatThrownBy(
                            () -> counting.watermark(QualityShop.START + 60 * QualityShop.MINUTE))
                    .isInstanceOf(
                            org.apache.flink.runtime.execution.SuppressRestartsException.class)
                    .cause()
                    .hasMessageStartingWith(
                            "the expectation \"volume [2, null] in PT1H\" of source orders says"
                                    + " stop: 1 events in the window from 2026-03-01T00:00:00Z"
                                    + " until 2026-03-01T01:00:00Z.");
        }
    }

    /** Subtasks that count, and the one that tells. */
    private static final class Counting implements AutoCloseable {
        private final QualityShop shop;
        private final List<
                        RestartingOperator<OneInputStreamOperatorTestHarness<Event, Event>, Event>>
                admitting = new ArrayList<>();
        private final List<
                        RestartingOperator<OneInputStreamOperatorTestHarness<Event, Event>, Event>>
                refusing = new ArrayList<>();
        private final RestartingOperator<
                        OneInputStreamOperatorTestHarness<QualityCounts, OutRecord>, OutRecord>
                telling;

        Counting(QualityShop shop, int parallelism) throws Exception {
            this.shop = shop;
            ServeSettings settings = shop.settings(null);
            for (int i = 0; i < parallelism; i++) {
                admitting.add(counting(settings, true));
                refusing.add(counting(settings, false));
            }
            telling =
                    new RestartingOperator<>(
                            () ->
                                    new OneInputStreamOperatorTestHarness<>(
                                            new TellQuality(settings)),
                            ServeJob.ELSEWHERE);
        }

        private static RestartingOperator<OneInputStreamOperatorTestHarness<Event, Event>, Event>
                counting(ServeSettings settings, boolean admits) throws Exception {
            return new RestartingOperator<>(
                    () ->
                            new OneInputStreamOperatorTestHarness<>(
                                    new CountQuality(settings, admits)),
                    CountQuality.COUNTS);
        }

        /** Orders come out of order, but none that's admitted behind the watermark. */
        void run(List<Order> orders, Random random, boolean restart) throws Exception {
            List<Order> waiting = new ArrayList<>(orders);
            waiting.sort(java.util.Comparator.comparingLong(Order::time));
            List<Order> lateRefused = new ArrayList<>();
            while (!waiting.isEmpty()) {
                List<Order> some =
                        waiting.subList(0, Math.min(waiting.size(), 1 + random.nextInt(20)));
                List<Order> chunk = new ArrayList<>(some);
                some.clear();
                Collections.shuffle(chunk, random);
                long until = chunk.stream().mapToLong(Order::time).max().orElse(0);
                for (Order order : chunk) {
                    if (!QualityOracle.refused(order)) {
                        admitting
                                .get(random.nextInt(admitting.size()))
                                .run(h -> h.processElement(shop.event(order), order.time()));
                    } else if (random.nextBoolean()) {
                        refuse(order, random);
                    } else {
                        lateRefused.add(order);
                    }
                    if (restart) {
                        restart();
                    }
                }
                boolean last = waiting.isEmpty();
                if (last) {
                    for (Order order : lateRefused) {
                        refuse(order, random);
                    }
                }
                watermark(last ? Long.MAX_VALUE : Math.min(until, waiting.get(0).time() - 1));
            }
        }

        private void refuse(Order order, Random random) throws Exception {
            refusing.get(random.nextInt(refusing.size()))
                    .run(h -> h.processElement(shop.event(order), order.time()));
        }

        void refuse(Order order) throws Exception {
            refuse(order, new Random(1));
        }

        void admit(Order order) throws Exception {
            admitting.get(0).run(h -> h.processElement(shop.event(order), order.time()));
        }

        void watermark(long time) throws Exception {
            for (var operator : admitting) {
                operator.run(h -> h.processWatermark(time));
                pass(operator.aside());
            }
            for (var operator : refusing) {
                operator.run(h -> h.processWatermark(time));
                pass(operator.aside());
            }
            telling.run(h -> h.processWatermark(time));
        }

        private void pass(List<Object> parts) throws Exception {
            for (Object part : parts) {
                telling.run(h -> h.processElement((QualityCounts) part, 0));
            }
            parts.clear();
        }

        private void restart() throws Exception {
            for (var operator : admitting) {
                operator.restart();
            }
            for (var operator : refusing) {
                operator.restart();
            }
            telling.restart();
        }

        List<OutRecord> told() {
            return telling.output();
        }

        List<Event> admitted() {
            List<Event> all = new ArrayList<>();
            admitting.forEach(operator -> all.addAll(operator.output()));
            return all;
        }

        @Override
        public void close() throws Exception {
            for (var operator : admitting) {
                operator.close();
            }
            for (var operator : refusing) {
                operator.close();
            }
            telling.close();
        }
    }
}
