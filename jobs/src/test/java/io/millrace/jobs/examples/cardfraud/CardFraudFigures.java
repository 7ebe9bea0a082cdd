package io.millrace.jobs.examples.cardfraud;

import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Rule;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.scoring.train.TrainedModel;

import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Prints how the world looks to the pipeline, with and without the change, over several seeds; for
 * whoever turns the knobs of {@link Habits} or {@link Thief}. Run its {@code main} in the module's
 * folder; the argument is the number of seeds.
 */
final class CardFraudFigures {
    private static final int FIRST = 8_000;
    private static final int CHANGE = 18;
    private static final int DAYS = 36;

    private final Map<String, DoubleSummaryStatistics> figures = new TreeMap<>();
    private final Map<String, DoubleSummaryStatistics> drift = new TreeMap<>();

    private CardFraudFigures() {}

    public static void main(String[] arguments) {
        int seeds = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
        CardFraudFigures all = new CardFraudFigures();
        for (long seed = 1; seed <= seeds; seed++) {
            all.measure(seed, true);
            all.measure(seed, false);
        }
        all.print(all.figures);
        all.print(all.drift);
    }

    private void measure(long seed, boolean changes) {
        WorldHistory history =
                new WorldHistory(
                        new CardFraudWorld(
                                seed,
                                "txn",
                                Optional.of(CardFraudWorld.START.plus(Duration.ofDays(CHANGE)))
                                        .filter(at -> changes)),
                        DAYS);
        String world = changes ? "changes, " : "doesn't, ";
        int change = history.at(CHANGE);
        TrainedModel old = history.train(0, FIRST);
        ReferenceProfile profile = history.profile(0, FIRST);
        note(world + "payments a day", history.size() / (double) DAYS);
        note(world + "frauds before", history.fraudShare(0, change));
        note(world + "frauds after", history.fraudShare(change, history.size()));
        note(world + "AUC held out", old.holdout().auc());
        note(world + "AUC before", history.auc(old, FIRST, change));
        note(world + "AUC after", history.auc(old, change, history.size()));
        for (int day = 5; day < DAYS; day++) {
            int from = history.at(day);
            int to = history.at(day + 1);
            String when = day < CHANGE ? "before" : "after";
            note(world + "AUC of a day " + when, history.auc(old, from, to));
            drift(world + when, history.drift(profile, from, to));
        }
        if (changes) {
            for (int rows : List.of(2_000, 4_000, 6_000, 8_000, 16_000)) {
                TrainedModel next = history.train(change, change + rows);
                String name = "%sAUC of a new model, %06d rows".formatted(world, rows);
                note(name, history.auc(next, change + rows, history.size()));
                note(name + ", held out", next.holdout().auc());
            }
        }
    }

    private void drift(String when, WindowVerdict verdict) {
        note(when + ": share of features that drift", verdict.shareDrifting());
        for (FeatureVerdict one : verdict.verdicts()) {
            if (one.rule() == Rule.PSI || one.rule() == Rule.KS || one.rule() == Rule.NULL_RATE) {
                String name = when + ": " + one.feature() + " " + one.rule();
                drift.computeIfAbsent(name, key -> new DoubleSummaryStatistics())
                        .accept(one.statistic());
            }
        }
    }

    private void note(String name, double value) {
        figures.computeIfAbsent(name, key -> new DoubleSummaryStatistics()).accept(value);
    }

    @SuppressWarnings("SystemOut") // A program for people.
    private void print(Map<String, DoubleSummaryStatistics> all) {
        all.forEach(
                (name, figure) ->
                        System.out.printf(
                                "%-60s mean %.3f, %.3f to %.3f (%d)%n",
                                name,
                                figure.getAverage(),
                                figure.getMin(),
                                figure.getMax(),
                                figure.getCount()));
    }
}
