package io.millrace.jobs.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.ReplayNeed;
import io.millrace.jobs.cli.backfill.TopicReach;

import org.junit.jupiter.api.Test;

import java.util.List;

class HistoryLimitTest {
    private static final List<String> TOPICS = List.of("payments", "logins");

    @Test
    void reachesEverythingWhileTopicsHoldEverything() {
        HistoryLimit limit =
                limit(
                        List.of(need(0, 1_000, "lifetime"), need(1, 10)),
                        TopicReach.ALL,
                        TopicReach.ALL);

        assertThat(limit.reaches(at(Long.MIN_VALUE))).isTrue();
        assertThat(limit.notes()).isEmpty();
    }

    @Test
    void beginsOneWindowAfterWhatIsLeft() {
        HistoryLimit limit = limit(List.of(need(0, 1_000), need(1, 10)), 5_000, 5_500);

        assertThat(limit.reaches(at(5_999))).isFalse();
        assertThat(limit.reaches(at(6_000))).isTrue();
        assertThat(limit.notes())
                .hasSize(2)
                .first()
                .asString()
                .contains("topic payments no longer holds what's before 1970-01-01T00:00:05Z")
                .contains("vectors before 1970-01-01T00:00:06Z can't be computed again");
    }

    @Test
    void reachesNothingIfAFeatureMayDependOnWhatWasDeleted() {
        HistoryLimit limit = limit(List.of(need(0, 0, "count_lifetime"), need(1, 10)), 1, 99);

        assertThat(limit.reaches(at(Long.MAX_VALUE - 1))).isFalse();
        assertThat(limit.notes().get(0)).contains("count_lifetime may depend on any earlier event");
    }

    @Test
    void doesNotMindASourceThatNoFeatureReads() {
        HistoryLimit limit = limit(List.of(need(0, 10), need(1, 0)), TopicReach.ALL, 77);

        assertThat(limit.reaches(at(0))).isTrue();
        assertThat(limit.notes()).isEmpty();
    }

    private static HistoryLimit limit(List<ReplayNeed> needs, long... reaches) {
        return HistoryLimit.of(needs, TOPICS, java.util.Arrays.stream(reaches).boxed().toList());
    }

    private static ReplayNeed need(int source, long reach, String... fromBeginning) {
        return new ReplayNeed(source, reach, List.of(fromBeginning));
    }

    private static ServedVector at(long time) {
        return new ServedVector(new VectorKey("e", time), "p/0@0", new byte[0]);
    }
}
