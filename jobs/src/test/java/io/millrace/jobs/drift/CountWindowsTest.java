package io.millrace.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.monitor.WindowPart;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class CountWindowsTest {
    private static final long WINDOW = WatchedShop.WINDOW;

    /** What all parts of a window, version and role together say. */
    private record Total(long scored, @Nullable Integer version, String counts) {}

    private record Counted(Map<String, Total> totals, int parts) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void countsEachAnswerInItsWindowOnce(long seed) throws Exception {
        List<ScoredEvent> events = events(seed, 600);

        Counted found = run(seed, events, false);

        Map<String, Total> expected = bruteForce(events);
        assertThat(found.totals).as("seed %d", seed).isEqualTo(expected);
        assertThat(found.parts).as("seed %d", seed).isEqualTo(expected.size());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void countsTheSameWhenItIsRestoredAfterEveryElement(long seed) throws Exception {
        List<ScoredEvent> events = events(seed, 120);

        assertThat(run(seed, events, true).totals)
                .as("seed %d", seed)
                .isEqualTo(bruteForce(events));
    }

    /** A version two comes as a shadow, then as a canary; it's numbered when half is over. */
    private static List<ScoredEvent> events(long seed, int count) {
        Random random = new Random(seed);
        List<ScoredEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long time = (i * 10L + random.nextInt(900)) * 1_000 / 120;
            Integer two = i > count / 2 ? (Integer) 2 : null;
            int kind = random.nextInt(10);
            double score = random.nextDouble();
            if (kind == 0) {
                events.add(TestShop.scored("e" + i, time, Role.NONE, null, 0));
            } else if (kind < 3) {
                events.add(
                        TestShop.scored(
                                "e" + i,
                                time,
                                Role.CANARY,
                                WatchedShop.TWO,
                                two,
                                score,
                                List.of()));
            } else {
                List<ScoredEvent.ShadowScore> shadows =
                        kind < 6
                                ? List.of(
                                        new ScoredEvent.ShadowScore(
                                                WatchedShop.TWO, two, 0.5, true))
                                : List.of();
                events.add(
                        TestShop.scored(
                                "e" + i, time, Role.CHAMPION, WatchedShop.ONE, 1, score, shadows));
            }
        }
        return events;
    }

    private static Counted run(long seed, List<ScoredEvent> events, boolean restarts)
            throws Exception {
        Random random = new Random(seed);
        try (WatchedShop shop = new WatchedShop("count-windows");
                Counting counting = new Counting(shop)) {
            long time = Long.MIN_VALUE;
            for (int i = 0; i < events.size(); i++) {
                counting.send(i, events.get(i));
                long oldest = oldest(events.subList(i + 1, events.size()));
                if (random.nextInt(5) == 0 && oldest - 1 > time) {
                    time = oldest - 1;
                    counting.advance(time);
                }
                if (restarts) {
                    counting.restart();
                    if (time != Long.MIN_VALUE) {
                        counting.advance(time);
                    }
                }
            }
            counting.advance(Long.MAX_VALUE);
            assertThat(counting.operator.aside()).isEmpty();
            counting.operator.restart();
            counting.advance(Long.MAX_VALUE);
            return counted(counting.parts);
        }
    }

    private static long oldest(List<ScoredEvent> left) {
        return left.stream().mapToLong(ScoredEvent::eventTime).min().orElse(Long.MIN_VALUE);
    }

    private static Counted counted(List<WindowPart> parts) throws IOException {
        Map<String, List<WindowPart>> groups = new TreeMap<>();
        for (WindowPart part : parts) {
            String key = part.windowStart() + " " + part.role() + " " + part.digest();
            groups.computeIfAbsent(key, none -> new ArrayList<>()).add(part);
        }
        Map<String, Total> totals = new TreeMap<>();
        for (Map.Entry<String, List<WindowPart>> group : groups.entrySet()) {
            WindowCounts counts = new WindowCounts(WatchedShop.PROFILE);
            boolean any = false;
            for (WindowPart part : group.getValue()) {
                byte[] bytes = part.counts();
                if (bytes != null) {
                    any = true;
                    counts.merge(
                            WindowCounts.read(
                                    WatchedShop.PROFILE,
                                    new DataInputStream(new ByteArrayInputStream(bytes))));
                }
            }
            totals.put(
                    group.getKey(),
                    new Total(
                            group.getValue().stream().mapToLong(WindowPart::scored).sum(),
                            number(group.getValue().stream().map(WindowPart::version).toList()),
                            any ? text(counts) : "none"));
        }
        return new Counted(totals, parts.size());
    }

    private static @Nullable Integer number(List<@Nullable Integer> numbers) {
        Integer newest = null;
        for (Integer number : numbers) {
            newest = number == null ? newest : number;
        }
        return newest;
    }

    private static Map<String, Total> bruteForce(List<ScoredEvent> events) throws IOException {
        record Answer(String key, @Nullable Integer version, @Nullable ScoredEvent counted) {}
        List<Answer> answers = new ArrayList<>();
        for (ScoredEvent event : events) {
            long start = event.eventTime() - event.eventTime() % WINDOW;
            if (event.score() != null) {
                boolean champion = event.role() == Role.CHAMPION;
                String key = start + " " + event.role() + " " + event.digest();
                answers.add(new Answer(key, event.version(), champion ? event : null));
            }
            for (ScoredEvent.ShadowScore shadow : event.shadowScores()) {
                answers.add(
                        new Answer(start + " SHADOW " + shadow.digest(), shadow.version(), null));
            }
        }
        answers.sort(Comparator.comparing(Answer::key));
        Map<String, Total> totals = new TreeMap<>();
        for (String key : answers.stream().map(Answer::key).distinct().toList()) {
            List<Answer> group = answers.stream().filter(a -> a.key.equals(key)).toList();
            WindowCounts counts = new WindowCounts(WatchedShop.PROFILE);
            boolean any = false;
            for (Answer answer : group) {
                ScoredEvent event = answer.counted;
                Double score = event == null ? null : event.score();
                if (event != null && score != null) {
                    any = true;
                    counts.add(event.features(), score);
                }
            }
            List<@Nullable Integer> numbers = new ArrayList<>();
            group.forEach(answer -> numbers.add(answer.version));
            totals.put(key, new Total(group.size(), number(numbers), any ? text(counts) : "none"));
        }
        return totals;
    }

    private static String text(WindowCounts counts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        counts.write(new DataOutputStream(bytes));
        return Arrays.toString(bytes.toByteArray());
    }

    @Test
    void handsAWindowOnWhenItIsOverAndNotBefore() throws Exception {
        try (WatchedShop shop = new WatchedShop("count-windows");
                Counting counting = new Counting(shop)) {
            counting.send(0, TestShop.scored("a", 1_999, Role.CHAMPION, WatchedShop.ONE, 0.5));
            counting.advance(1_998);
            assertThat(counting.parts).isEmpty();
            counting.restart();
            counting.advance(1_998);
            assertThat(counting.parts).isEmpty();

            counting.advance(1_999);

            assertThat(counting.parts).hasSize(1);
            assertThat(counting.parts.get(0).windowStart()).isEqualTo(1_000);
        }
    }

    @Test
    void makesDeadLettersOfWhatIsNoPrediction() throws Exception {
        try (WatchedShop shop = new WatchedShop("count-windows");
                Counting counting = new Counting(shop)) {
            counting.send(0, (byte[]) null);
            counting.send(1, new byte[] {1});
            counting.send(2, new byte[] {0, 0, 0, 0, 99, 1});
            counting.advance(Long.MAX_VALUE);

            assertThat(counting.parts).isEmpty();
            assertThat(counting.operator.aside())
                    .extracting(record -> ((OutRecord) record).value())
                    .extracting(value -> Arrays.copyOfRange(value, WireFormat.HEADER, value.length))
                    .extracting(value -> PlainAvro.read(value, DeadLetter.class).getRule())
                    .containsExactly("unreadable", "unreadable", "unreadable");
        }
    }

    private static final class Counting implements AutoCloseable {
        private final WatchedShop shop;
        private final RestartingOperator<
                        OneInputStreamOperatorTestHarness<TopicRecord, WindowPart>, WindowPart>
                operator;
        private final List<WindowPart> parts;

        Counting(WatchedShop shop) throws Exception {
            this.shop = shop;
            operator =
                    new RestartingOperator<>(
                            () ->
                                    new OneInputStreamOperatorTestHarness<>(
                                            new CountWindows(shop.settings(null), shop.registry)),
                            DriftJob.DEAD_LETTERS);
            parts = operator.output();
        }

        void send(long offset, ScoredEvent event) throws Exception {
            send(offset, shop.shop.value(event));
        }

        void send(long offset, byte @Nullable [] value) throws Exception {
            TopicRecord record =
                    TestShop.record(TopicKind.PREDICTIONS, offset, "", TopicRecord.NO_TIME, value);
            operator.run(harness -> harness.processElement(record, 0));
        }

        void advance(long watermark) throws Exception {
            operator.run(harness -> harness.processWatermark(watermark));
        }

        void restart() throws Exception {
            operator.restart();
        }

        @Override
        public void close() throws Exception {
            operator.close();
        }
    }
}
