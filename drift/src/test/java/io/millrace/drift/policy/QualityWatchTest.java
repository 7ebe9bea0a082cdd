package io.millrace.drift.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.QualityCount;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

class QualityWatchTest {
    private static final ModelVersion SHOP = new ModelVersion("shop", "fraud", "");
    private static final long WINDOW = 1_000;

    private QualityWatch watch = watch(OptionalDouble.of(0.05), OptionalDouble.empty());

    private static QualityWatch watch(OptionalDouble failed, OptionalDouble dead) {
        return new QualityWatch(SHOP, failed, dead);
    }

    private static QualityCount count(int window, String rule, long checked, long failed) {
        return count(window, rule, checked, failed, null);
    }

    private static QualityCount count(
            int window, String rule, long checked, long failed, @Nullable Boolean holds) {
        return QualityCount.newBuilder()
                .setPipeline("shop")
                .setSource("sales")
                .setRule(rule)
                .setWindowStart(Instant.ofEpochMilli(window * WINDOW))
                .setWindowEnd(Instant.ofEpochMilli((window + 1) * WINDOW))
                .setChecked(checked)
                .setFailed(failed)
                .setActed(failed)
                .setHolds(holds)
                .build();
    }

    private List<String> told(QualityCount... counts) {
        List<String> told = new ArrayList<>();
        for (QualityCount count : counts) {
            for (Alert alert : watch.on(count)) {
                told.add(alert.state() + " " + alert.severity() + " " + alert.subject());
            }
        }
        return told;
    }

    @Test
    void opensInTheSecondBadWindowAndEndsAfterTwoCalmOnes() {
        assertThat(told(count(0, "amount finite", 1_000, 50))).isEmpty();
        assertThat(told(count(1, "amount finite", 1_000, 50)))
                .containsExactly("FIRING WARNING sales: amount finite");
        assertThat(told(count(2, "amount finite", 1_000, 50)))
                .containsExactly("FIRING CRITICAL sales: amount finite");
        assertThat(told(count(3, "amount finite", 1_000, 39))).isEmpty();
        assertThat(told(count(4, "amount finite", 1_000, 39)))
                .containsExactly("RESOLVED CRITICAL sales: amount finite");
    }

    @Test
    void recordsOfTheSameWindowAddUpAndAWindowOfFewEventsSaysNothing() {
        assertThat(told(count(0, "r", 99, 99), count(1, "r", 99, 99), count(2, "r", 99, 99)))
                .isEmpty();
        assertThat(
                        told(
                                count(3, "r", 90, 4),
                                count(3, "r", 90, 5),
                                count(4, "r", 90, 0),
                                count(4, "r", 10, 4)))
                .isEmpty();
        assertThat(told(count(4, "r", 20, 2))).containsExactly("FIRING WARNING sales: r");
    }

    @Test
    void saysTheShareAndTheCounts() {
        watch.on(count(0, "amount finite", 1_000, 50));
        Alert alert = watch.on(count(1, "amount finite", 2_000, 300)).get(0);

        assertThat(alert.summary())
                .isEqualTo("15.0 % of sales's events break \"amount finite\" (300 of 2,000)");
        assertThat(alert.value()).isEqualTo(0.15);
        assertThat(alert.threshold()).isEqualTo(0.05);
        assertThat(alert.episodeStart()).isZero();
        assertThat(alert.asOf()).isEqualTo(2 * WINDOW);
    }

    @Test
    void aRuleAboutWindowsIsBrokenByWindows() {
        assertThat(
                        told(
                                count(0, "volume", 3, 0, true),
                                count(1, "volume", 0, 0, false),
                                count(2, "volume", 0, 0, false)))
                .containsExactly("FIRING WARNING sales: volume");
    }

    @Test
    void countsDeadLettersOverAllRulesOfASourceOnceAWindowIsComplete() {
        watch = watch(OptionalDouble.empty(), OptionalDouble.of(0.01));
        QualityCount warned = count(0, "b", 1_000, 500);
        warned.setOtherwise("warn");

        assertThat(told(count(0, "a", 1_000, 4), warned, count(0, "c", 1_000, 6))).isEmpty();
        assertThat(told(count(1, "a", 1_000, 10), count(1, "c", 1_000, 0))).isEmpty();
        assertThat(told(count(2, "a", 1_000, 0))).isEmpty();

        List<Alert> alerts = watch.on(count(3, "a", 1_000, 0));

        assertThat(alerts).hasSize(1);
        assertThat(alerts.get(0).summary())
                .isEqualTo("1.0 % of sales's events became dead letters (10 of 1,000)");
        assertThat(alerts.get(0).episodeStart()).isZero();
    }

    @Test
    void goesOnTheSameAfterARestart() throws IOException {
        QualityWatch whole = watch(OptionalDouble.of(0.05), OptionalDouble.of(0.01));
        QualityWatch restarted = watch(OptionalDouble.of(0.05), OptionalDouble.of(0.01));
        List<Alert> expected = new ArrayList<>();
        List<Alert> found = new ArrayList<>();
        for (int window = 0; window < 40; window++) {
            for (String rule : List.of("a", "b")) {
                QualityCount count = count(window, rule, 1_000, window / 10 % 2 == 0 ? 70 : 0);
                expected.addAll(whole.on(count));
                found.addAll(restarted.on(count));
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                restarted.write(new DataOutputStream(bytes));
                restarted = watch(OptionalDouble.of(0.05), OptionalDouble.of(0.01));
                restarted.restore(
                        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            }
        }

        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(10);
    }

    @Test
    void aSilentSourceIsAnAlertOnceUntilItHasEventsAgain() throws IOException {
        FreshnessWatch freshness = new FreshnessWatch(SHOP, Duration.ofHours(2));
        long hour = 3_600_000;

        assertThat(freshness.look("sales", 5, 5 + 2 * hour - 1)).isEmpty();
        Alert fired = freshness.look("sales", 5, 9 * hour).orElseThrow();
        assertThat(freshness.look("sales", 5, 10 * hour)).isEmpty();

        assertThat(fired.asOf()).isEqualTo(5 + 2 * hour);
        assertThat(fired.episodeStart()).isEqualTo(5);
        assertThat(fired.summary())
                .isEqualTo("sales has had no event for 2h, since 1970-01-01T00:00:00.005Z");
        assertThat(new FreshnessWatch(SHOP, Duration.ofHours(2)).look("sales", 5, 99 * hour))
                .contains(fired);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        freshness.write(new DataOutputStream(bytes));
        FreshnessWatch restored = new FreshnessWatch(SHOP, Duration.ofHours(2));
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(restored.look("sales", 5, 11 * hour)).isEmpty();
        Optional<Alert> over = restored.look("sales", 11 * hour, 12 * hour);
        assertThat(over).map(Alert::id).contains(fired.id());
        assertThat(over).map(Alert::state).contains(Alert.State.RESOLVED);
    }
}
