package io.millrace.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.monitor.LabelledScore;
import io.millrace.drift.monitor.WindowPart;
import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.RetrainWhen;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;

class JudgeTest {
    private static final long WINDOW = WatchedShop.WINDOW;
    private static final int FIRST = 30;
    private static final RetrainRules RULES =
            RetrainRules.of(
                    new RetrainWhen(
                            FIRST,
                            true,
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.of(100),
                            Duration.ofMillis(500),
                            1_000));

    /** An answer of a version, or of none, and its labels, the last of which holds. */
    private record Answer(
            String id,
            long time,
            Role role,
            @Nullable String digest,
            double score,
            List<Boolean> labels,
            long labelledAt,
            long offset) {
        long windowStart() {
            return time - time % WINDOW;
        }

        boolean label() {
            return labels.get(labels.size() - 1);
        }
    }

    private record Input(long dueAt, @Nullable WindowPart part, @Nullable LabelledScore score) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void findsWhatTheRawAnswersSay(long seed) throws Exception {
        List<Answer> answers = answers(seed, 600);
        try (WatchedShop shop = new WatchedShop("judge");
                Judging judging = new Judging(shop, RULES)) {
            run(judging, answers, seed, false);

            checkPerformance("seed " + seed, judging, answers);
            checkFirstTrigger("seed " + seed, judging, answers);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void findsTheSameWhenItIsRestoredAfterEveryElement(long seed) throws Exception {
        List<Answer> answers = answers(seed, 120);
        List<String> straight;
        try (WatchedShop shop = new WatchedShop("judge");
                Judging judging = new Judging(shop, RULES)) {
            run(judging, answers, seed, false);
            straight = judging.lines();
        }
        try (WatchedShop shop = new WatchedShop("judge");
                Judging judging = new Judging(shop, RULES)) {
            run(judging, answers, seed, true);

            assertThat(judging.lines()).as("seed %d", seed).isEqualTo(straight);
            checkPerformance("seed " + seed, judging, answers);
            checkFirstTrigger("seed " + seed, judging, answers);
        }
    }

    /** Nobody answers at first; then version one does, with version two beside it. */
    private static List<Answer> answers(long seed, int count) {
        Random random = new Random(seed);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long time = i * 12_000L / count + random.nextInt(300);
            boolean positive = random.nextBoolean();
            List<Boolean> labels = new ArrayList<>();
            for (int n = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(8) / 7; n > 0; n--) {
                labels.add(n % 2 == 1 ? positive : !positive);
            }
            long labelledAt = time + random.nextInt((int) WatchedShop.HORIZON - 100);
            double score = 0.5 + (positive ? 1 : -1) * (random.nextInt(4) == 0 ? -0.3 : 0.3);
            if (i < count / 2) {
                answers.add(new Answer("e" + i, time, Role.NONE, null, 0, labels, labelledAt, i));
                continue;
            }
            boolean canary = random.nextInt(5) == 0;
            Role role = canary ? Role.CANARY : Role.CHAMPION;
            String digest = canary ? WatchedShop.TWO : WatchedShop.ONE;
            answers.add(new Answer("e" + i, time, role, digest, score, labels, labelledAt, i));
            if (!canary) {
                answers.add(
                        new Answer(
                                "e" + i,
                                time,
                                Role.SHADOW,
                                WatchedShop.TWO,
                                random.nextDouble(),
                                labels,
                                labelledAt,
                                i));
            }
        }
        return answers;
    }

    private static void run(Judging judging, List<Answer> answers, long seed, boolean restarts)
            throws Exception {
        Random random = new Random(seed);
        long time = Long.MIN_VALUE;
        List<Input> inputs = inputs(answers, random);
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).dueAt - 1 > time && random.nextInt(6) == 0) {
                time = inputs.get(i).dueAt - 1;
                judging.advance(time);
            }
            judging.take(inputs.get(i));
            if (restarts) {
                judging.operator.restart();
                if (time != Long.MIN_VALUE) {
                    judging.advance(time);
                }
            }
        }
        judging.advance(Long.MAX_VALUE);
    }

    private static List<Input> inputs(List<Answer> answers, Random random) {
        List<Input> inputs = new ArrayList<>();
        Map<String, List<Answer>> parts = new TreeMap<>();
        for (Answer answer : answers) {
            if (answer.digest != null) {
                String subtask = " in subtask " + random.nextInt(3);
                parts.computeIfAbsent(key(answer) + subtask, none -> new ArrayList<>()).add(answer);
            }
            for (int i = 0; i < answer.labels.size(); i++) {
                LabelledScore score = score(answer, i);
                inputs.add(new Input(score.labelledAt(), null, score));
            }
        }
        for (List<Answer> part : parts.values()) {
            Answer one = part.get(0);
            WindowPart counted =
                    new WindowPart(
                            one.windowStart(),
                            String.valueOf(one.digest),
                            1,
                            one.role,
                            part.size(),
                            null);
            inputs.add(new Input(one.windowStart() + WINDOW - 1, counted, null));
        }
        inputs.sort(Comparator.comparingLong(Input::dueAt));
        return inputs;
    }

    private static LabelledScore score(Answer answer, int i) {
        boolean none = answer.digest == null;
        return new LabelledScore(
                answer.id,
                answer.time,
                answer.labelledAt + i * 50L,
                answer.labels.get(i) ? 1 : 0,
                i + 1,
                i == 0 ? null : (Double) (answer.labels.get(i - 1) ? 1.0 : 0.0),
                answer.role,
                answer.digest,
                none ? null : 1,
                none ? null : (Double) answer.score,
                answer.score >= 0.5,
                0,
                answer.offset * 2 + i);
    }

    private static String key(Answer answer) {
        return answer.windowStart() + " " + answer.role + " " + answer.digest;
    }

    /** Revisions without a gap, and the last one is what's known in the end. */
    private static void checkPerformance(String as, Judging judging, List<Answer> answers) {
        Map<String, List<WindowPerformance>> told = new TreeMap<>();
        for (WindowPerformance one :
                judging.written(TopicKind.PERFORMANCE, WindowPerformance.class)) {
            long start = one.getWindowStart().toEpochMilli();
            told.computeIfAbsent(
                            start + " " + one.getRole() + " " + one.getDigest(),
                            none -> new ArrayList<>())
                    .add(one);
        }
        Map<String, List<Answer>> groups = new TreeMap<>();
        for (Answer answer : answers) {
            if (answer.digest != null) {
                groups.computeIfAbsent(key(answer), none -> new ArrayList<>()).add(answer);
            }
        }
        assertThat(told.keySet()).as(as).isEqualTo(groups.keySet());
        groups.forEach(
                (key, group) -> {
                    List<WindowPerformance> revisions = told.getOrDefault(key, List.of());
                    for (int i = 0; i < revisions.size(); i++) {
                        assertThat(revisions.get(i).getRevision()).as(as).isEqualTo(i + 1);
                    }
                    checkLast(as + " " + key, revisions.get(revisions.size() - 1), group);
                });
    }

    private static void checkLast(String as, WindowPerformance last, List<Answer> group) {
        List<Answer> labelled = group.stream().filter(one -> !one.labels.isEmpty()).toList();
        assertThat(last.getScored()).as(as).isEqualTo(group.size());
        assertThat(last.getLabelled()).as(as).isEqualTo(labelled.size());
        assertThat(last.getPositives())
                .as(as)
                .isEqualTo(labelled.stream().filter(Answer::label).count());
        if (!labelled.isEmpty()) {
            long right = labelled.stream().filter(one -> (one.score >= 0.5) == one.label()).count();
            assertThat(last.getMetrics().get("accuracy"))
                    .as(as)
                    .isCloseTo((double) right / labelled.size(), within(1e-12));
        }
    }

    private static void checkFirstTrigger(String as, Judging judging, List<Answer> answers) {
        List<RetrainTrigger> triggers =
                judging.written(TopicKind.RETRAIN_TRIGGERS, RetrainTrigger.class);
        long due =
                answers.stream()
                        .filter(answer -> answer.role != Role.SHADOW && !answer.labels.isEmpty())
                        .mapToLong(Answer::labelledAt)
                        .sorted()
                        .skip(FIRST - 1)
                        .findFirst()
                        .orElseThrow();
        assertThat(triggers).as(as).isNotEmpty();
        assertThat(triggers.get(0).getCause()).as(as).isEqualTo(RetrainCause.FIRST);
        assertThat(triggers.get(0).getAsOf().toEpochMilli()).as(as).isEqualTo(due);
        assertThat(triggers)
                .as(as)
                .extracting(RetrainTrigger::getTriggerId)
                .doesNotHaveDuplicates();
        for (RetrainTrigger trigger : triggers) {
            for (Answer answer : answers) {
                if (!answer.labels.isEmpty()
                        && answer.role != Role.SHADOW
                        && answer.labelledAt < trigger.getAsOf().toEpochMilli()) {
                    assertThat(trigger.getExamples())
                            .as(as)
                            .anyMatch(
                                    range ->
                                            range.getFromOffset() <= answer.offset * 2
                                                    && range.getToOffset() > answer.offset * 2);
                }
            }
        }
    }

    /** Windows are dropped when no label can come any more. */
    @Test
    void remembersNoMoreInALongLife() throws Exception {
        try (WatchedShop shop = new WatchedShop("judge");
                Judging judging = new Judging(shop, null)) {
            long early = live(judging, 0, 30);
            long late = live(judging, 30, 120);

            assertThat(late).isLessThan(early * 3 / 2);
        }
    }

    private static long live(Judging judging, int from, int to) throws Exception {
        for (int window = from; window < to; window++) {
            long start = window * WINDOW;
            for (int i = 0; i < 20; i++) {
                String id = window + "/" + i;
                List<Boolean> label = List.of(i % 3 == 0);
                long offset = window * 20L + i;
                Answer answer =
                        new Answer(
                                id,
                                start + i,
                                Role.CHAMPION,
                                WatchedShop.ONE,
                                0.7,
                                label,
                                start + WatchedShop.HORIZON,
                                offset);
                judging.take(new Input(0, null, score(answer, 0)));
            }
            judging.take(
                    new Input(
                            0,
                            new WindowPart(start, WatchedShop.ONE, 1, Role.CHAMPION, 20, null),
                            null));
            judging.advance(start + WINDOW);
        }
        return judging.operator.current().snapshot(1_000 + from, 0).getStateSize();
    }

    private static final class Judging implements AutoCloseable {
        private final RestartingOperator<
                        TwoInputStreamOperatorTestHarness<WindowPart, LabelledScore, OutRecord>,
                        OutRecord>
                operator;

        Judging(WatchedShop shop, @Nullable RetrainRules rules) throws Exception {
            operator =
                    new RestartingOperator<>(
                            () ->
                                    new TwoInputStreamOperatorTestHarness<>(
                                            new Judge(shop.settings(rules), shop.registry)),
                            new OutputTag<String>("none") {});
        }

        void take(Input input) throws Exception {
            operator.run(
                    harness -> {
                        if (input.part != null) {
                            harness.processElement1(input.part, 0);
                        } else if (input.score != null) {
                            harness.processElement2(input.score, 0);
                        }
                    });
        }

        void advance(long watermark) throws Exception {
            operator.run(harness -> harness.processBothWatermarks(new Watermark(watermark)));
        }

        <T extends SpecificRecord> List<T> written(TopicKind kind, Class<T> type) {
            return operator.output().stream()
                    .filter(record -> record.topic().equals(kind.suffix()))
                    .map(OutRecord::value)
                    .map(value -> Arrays.copyOfRange(value, WireFormat.HEADER, value.length))
                    .map(value -> PlainAvro.read(value, type))
                    .toList();
        }

        List<String> lines() {
            return operator.output().stream()
                    .map(one -> one.topic() + " " + HexFormat.of().formatHex(one.value()))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            operator.close();
        }
    }
}
