package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.quality.QualityCounts;
import io.millrace.features.quality.QualityJudge;
import io.millrace.features.quality.QualityVerdict;
import io.millrace.features.quality.QualityWindows;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Rule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

class QualityTest {
    private static final long LENGTH = 100;
    private static final Rule NOT_NULL =
            TestPlans.rule(new Expectation.NotNull(TestPlans.text("note")));
    private static final Rule VOLUME =
            TestPlans.rule(
                    new Expectation.Volume(
                            OptionalLong.of(2),
                            OptionalLong.of(3),
                            Optional.of(Duration.ofMillis(LENGTH))),
                    Otherwise.STOP);
    private static final Rule SHARE =
            TestPlans.rule(
                    new Expectation.NullShare(
                            TestPlans.text("note"), 0.5, Optional.of(Duration.ofMillis(LENGTH))));

    private static FeaturePlan plan(Rule... rules) {
        return TestPlans.plan(
                TestPlans.pipeline(
                        Order.EVENT_TIME,
                        List.of(TestPlans.source("payments", "id", "at", List.of(rules))),
                        List.of()));
    }

    private static QualityWindows restored(QualityWindows windows, FeaturePlan plan)
            throws Exception {
        QualityWindows again = new QualityWindows(plan);
        windows.write(again::restore);
        return again;
    }

    @Test
    void findsRulesByNameAfterTheFileHasChanged() throws Exception {
        QualityWindows windows = new QualityWindows(plan(NOT_NULL, SHARE));
        windows.begin(0, 7, true);
        windows.failed(0, true);
        windows.begin(0, 8, true);
        windows.failed(0, false);
        windows.failed(1, false);

        QualityWindows again = restored(windows, plan(SHARE, VOLUME, NOT_NULL));

        List<QualityCounts> counts = again.close(Long.MAX_VALUE);
        assertThat(counts).hasSize(2).allMatch(c -> c.admitted() == 2);
        QualityCounts own = counts.get(0);
        QualityCounts usual = counts.get(1);
        assertThat(own.window()).isEqualTo(new QualityCounts.Window(0, 0, LENGTH));
        assertThat(own.failed(0)).isEqualTo(1);
        assertThat(own.failed(1)).isZero();
        assertThat(usual.failed(2)).isEqualTo(2);
        assertThat(usual.acted(2)).isEqualTo(1);
    }

    @Test
    void windowIsOverWithTheLastOfItsMilliseconds() {
        QualityWindows windows = new QualityWindows(plan(VOLUME));
        windows.begin(0, -1, true);
        windows.begin(0, 0, true);
        windows.begin(0, 99, true);

        assertThat(windows.close(-2)).isEmpty();
        assertThat(windows.close(-1)).hasSize(1);
        assertThat(windows.close(98)).isEmpty();
        assertThat(windows.close(99))
                .singleElement()
                .satisfies(c -> assertThat(c.admitted()).isEqualTo(2));
    }

    @Test
    void countsWhatComesAfterItsWindow() {
        QualityWindows windows = new QualityWindows(plan(VOLUME));
        windows.begin(0, 7, false);
        assertThat(windows.close(99)).hasSize(1);

        windows.begin(0, 8, false);

        assertThat(windows.close(99))
                .singleElement()
                .satisfies(c -> assertThat(c.refused()).isEqualTo(1));
    }

    @Test
    void judgesWindowWithoutEventsWhenItIsOver() {
        FeaturePlan plan = plan(VOLUME);
        QualityWindows windows = new QualityWindows(plan);
        QualityJudge judge = new QualityJudge(plan);
        assertThat(judged(judge, windows, plan, 500)).isEmpty(); // nothing was there yet

        windows.begin(0, 601, true);
        assertThat(judged(judge, windows, plan, 798)).containsExactly("600 volume 1 0 false");
        assertThat(judged(judge, windows, plan, 799)).containsExactly("700 volume 0 0 false");
        assertThat(judged(judge, windows, plan, 799)).isEmpty();
    }

    @Test
    void floodOfOddTimesOpensNoWindowsWithoutEnd() {
        QualityWindows windows = new QualityWindows(plan(VOLUME));
        List<Long> early = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            windows.begin(0, i * LENGTH, false);
            QualityCounts surplus = windows.surplus();
            if (surplus != null) {
                early.add(surplus.window().start());
            }
        }
        assertThat(early).hasSize(2_000).contains(11_999 * LENGTH);
        assertThat(windows.open()).hasSize(10_000);

        windows.begin(0, 20_000 * LENGTH, true);
        assertThat(windows.surplus()).isNull(); // the last one has an event that came in
    }

    /** When it's asked doesn't matter, and neither does a restart. */
    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53})
    void judgesEveryWindowOnceFromTheFirstOn(long seed) throws Exception {
        Random random = new Random(seed);
        FeaturePlan plan = plan(VOLUME, SHARE);
        Map<Long, long[]> byWindow = new TreeMap<>(); // events, nulls
        List<long[]> events = new ArrayList<>();
        long time = 1_000_000;
        for (int i = 0; i < 400; i++) {
            time += random.nextInt(i == 200 ? 500_000 : 90);
            long isNull = random.nextInt(2);
            events.add(new long[] {time, isNull});
            long[] sum = byWindow.computeIfAbsent(time / LENGTH * LENGTH, any -> new long[2]);
            sum[0]++;
            sum[1] += isNull;
        }
        List<String> wanted = new ArrayList<>();
        long start = time(events, 0) / LENGTH * LENGTH;
        for (Map.Entry<Long, long[]> window : byWindow.entrySet()) {
            long gapEnd = Math.min(window.getKey(), start + 1_000 * LENGTH);
            for (; start < gapEnd; start += LENGTH) {
                wanted.add(start + " volume 0 0 false");
            }
            long n = window.getValue()[0];
            long nulls = window.getValue()[1];
            wanted.add(window.getKey() + " volume " + n + " 0 " + (n >= 2 && n <= 3));
            wanted.add(window.getKey() + " share " + n + " " + nulls + " " + (nulls * 2 <= n));
            start = window.getKey() + LENGTH;
        }

        List<String> told = new ArrayList<>();
        QualityWindows windows = new QualityWindows(plan);
        QualityJudge judge = new QualityJudge(plan);
        for (long[] event : events) {
            long watermark = event[0] - random.nextInt(300);
            told.addAll(judged(judge, windows, plan, Math.min(watermark, event[0] - 1)));
            windows.begin(0, event[0], true);
            if (event[1] == 1) {
                windows.failed(1, false);
            }
            windows = restored(windows, plan);
            QualityJudge next = new QualityJudge(plan);
            next.restore(judge.write());
            judge = next;
        }
        told.addAll(judged(judge, windows, plan, Long.MAX_VALUE));

        assertThat(told).as("seed %d", seed).isEqualTo(wanted);
    }

    private static long time(List<long[]> events, int index) {
        return events.get(index)[0];
    }

    private static List<String> judged(
            QualityJudge judge, QualityWindows windows, FeaturePlan plan, long watermark) {
        windows.close(watermark).forEach(judge::take);
        List<String> told = new ArrayList<>();
        for (QualityVerdict verdict : judge.judge(watermark)) {
            QualityRule rule = plan.qualityRules(0).get(verdict.rule());
            boolean volume = rule.bounds() instanceof QualityRule.Volume;
            assertThat(verdict.stops()).isEqualTo(volume && !verdict.holds());
            told.add(
                    verdict.window().start()
                            + (volume ? " volume " : " share ")
                            + verdict.events()
                            + " "
                            + verdict.nulls()
                            + " "
                            + verdict.holds());
        }
        return told;
    }
}
