package io.millrace.jobs.examples.cardfraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Rule;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.scoring.train.TrainedModel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the story of the changed world rests on, with the features that the pipeline computes. */
class CardFraudChangeTest {
    private static final int FIRST = 8_000;
    private static final int CHANGE = 12;
    private static final int DAYS = 22;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void changeBeatsTheOldModelAndNewRowsMakeAGoodOne(long seed) {
        WorldHistory history = history(seed, true);
        int change = history.at(CHANGE);
        TrainedModel old = history.train(0, FIRST);

        double before = history.auc(old, FIRST, change);
        assertThat(before).as("before").isBetween(0.94, 0.99);
        assertThat(history.auc(old, change, history.size())).as("old, after").isLessThan(0.6);
        assertThat(aucOfNext(history, change, 4_000)).as("4,000 rows").isGreaterThan(before - 0.05);
        assertThat(aucOfNext(history, change, 8_000)).as("8,000 rows").isGreaterThan(before - 0.02);
        assertThat(history.fraudShare(0, change)).as("frauds before").isBetween(0.025, 0.045);
        assertThat(history.fraudShare(change, history.size())).isBetween(0.025, 0.05);
        ReferenceProfile profile = history.profile(0, FIRST);
        for (int day = CHANGE; day < DAYS; day++) {
            checkThatMuchDrifts(day(history, profile, day), day);
        }
    }

    private static void checkThatMuchDrifts(WindowVerdict verdict, int day) {
        assertThat(verdict.shareDrifting()).as("day %d", day).isGreaterThan(0.4);
        assertThat(
                        verdict.verdicts().stream()
                                .filter(one -> one.rule() == Rule.PSI)
                                .filter(one -> one.statistic() > 0.25))
                .as("day %d: PSI above 0.25", day)
                .hasSizeGreaterThan(7);
    }

    /** Features fill while their windows do; that may not look like drift, either. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void nothingDriftsInAWorldThatDoesNotChange(long seed) {
        WorldHistory history = history(seed, false);
        TrainedModel model = history.train(0, FIRST);
        ReferenceProfile profile = history.profile(0, FIRST);
        for (int day = 5; day < DAYS; day++) {
            WindowVerdict verdict = day(history, profile, day);
            assertThat(verdict.shareDrifting()).as("day %d", day).isLessThan(0.15);
            assertThat(verdict.verdicts())
                    .as("day %d", day)
                    .noneMatch(one -> one.verdict() == Verdict.ALERT && isOfRates(one));
        }
        double early = history.auc(model, FIRST, history.at(CHANGE));
        assertThat(history.auc(model, history.at(CHANGE), history.size()))
                .isCloseTo(early, within(0.02));
    }

    private static boolean isOfRates(FeatureVerdict verdict) {
        return !verdict.rule().isOfDistribution();
    }

    private static double aucOfNext(WorldHistory history, int from, int rows) {
        return history.auc(history.train(from, from + rows), from + rows, history.size());
    }

    private static WindowVerdict day(WorldHistory history, ReferenceProfile profile, int day) {
        return history.drift(profile, history.at(day), history.at(day + 1));
    }

    private static WorldHistory history(long seed, boolean changes) {
        Instant changeAt = CardFraudWorld.START.plus(Duration.ofDays(CHANGE));
        return new WorldHistory(
                new CardFraudWorld(seed, "txn", changes ? Optional.of(changeAt) : Optional.empty()),
                DAYS);
    }
}
