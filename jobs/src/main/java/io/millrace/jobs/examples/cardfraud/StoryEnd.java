package io.millrace.jobs.examples.cardfraud;

import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the story comes to: accounts that add up, and what was served against the truth. */
final class StoryEnd {
    private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();

    private final TopicCatalogue topics;
    private final Consumer<StoryLine> teller;

    StoryEnd(TopicCatalogue topics, Consumer<StoryLine> teller) {
        this.topics = topics;
        this.teller = teller;
    }

    /**
     * One place where payments' records end.
     *
     * @param records counted
     * @param expected known from what was sent
     */
    record End(TopicKind kind, long records, long expected) {}

    /**
     * Tells the table of places.
     *
     * @param done whether everything was waited for
     * @return whether the accounts add up
     */
    boolean tellAccounts(List<End> ends, boolean done) {
        tell("", "", Map.of());
        tell("", "%-28s %10s %10s".formatted("topic", "records", "expected"), Map.of());
        boolean right = done;
        long sum = 0;
        long expected = 0;
        for (End end : ends) {
            String topic = topics.name(end.kind());
            right &= end.records() == end.expected();
            sum += end.records();
            expected += end.expected();
            tell(
                    "count",
                    String.format(
                            Locale.ROOT, "%-28s %,10d %,10d", topic, end.records(), end.expected()),
                    Map.of("topic", topic, "records", end.records(), "expected", end.expected()));
        }
        String verdict =
                right
                        ? "each payment's record is in exactly one place"
                        : "THE ACCOUNTS DON'T ADD UP: please report this";
        tell(
                "sum",
                String.format(Locale.ROOT, "%-28s %,10d %,10d   %s", "sum", sum, expected, verdict),
                Map.of("records", sum, "right", right));
        return right;
    }

    /** What became of labels; predictions of the last day still wait for theirs. */
    void tellLabels(long examples, long deadLabels) {
        tell(
                "labels",
                String.format(
                        Locale.ROOT,
                        "%-28s %,10d              and %,d labels are dead letters",
                        topics.name(TopicKind.TRAINING_EXAMPLES),
                        examples,
                        deadLabels),
                Map.of("examples", examples, "dead_labels", deadLabels));
    }

    /** AUC of what was served, against the truth that only the world knows. */
    void tellWorth(
            List<Transaction> world,
            Optional<Instant> changeAt,
            ServedScores scores,
            List<LoopWatcher.Promotion> promotions) {
        tell("", "", Map.of());
        if (promotions.isEmpty()) {
            tell("auc", "no model was in charge", Map.of());
            return;
        }
        long first = promotions.get(0).from().toEpochMilli();
        long end = world.get(world.size() - 1).time() + 1;
        long change = changeAt.map(Instant::toEpochMilli).orElse(end);
        if (change >= end) {
            worth("auc", "all the time", scores.auc(world, first, end));
            return;
        }
        worth("auc", "before the change", scores.auc(world, first, change));
        for (int i = 0; i < promotions.size(); i++) {
            LoopWatcher.Promotion one = promotions.get(i);
            long from = Math.max(change, one.from().toEpochMilli());
            long to = i + 1 < promotions.size() ? promotions.get(i + 1).from().toEpochMilli() : end;
            if (to > change && from < end) {
                String when = "after it, by version " + one.version();
                worth("champion-auc", when, scores.auc(world, from, to));
            }
        }
        worth("auc", "in the last 7 days", scores.auc(world, end - WEEK_MILLIS, end));
    }

    private void worth(String kind, String when, double auc) {
        tell(
                kind,
                String.format(Locale.ROOT, "AUC of what was served, %-26s %.3f", when + ":", auc),
                Map.of("when", when, "auc", Double.isNaN(auc) ? "none" : auc));
    }

    private void tell(String kind, String text, Map<String, Object> facts) {
        teller.accept(new StoryLine(kind, text, facts));
    }
}
