package io.millrace.registry;

import static io.millrace.registry.Examples.deployment;
import static io.millrace.registry.Examples.stamped;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Switch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

class DeploymentHistoryTest {
    private final DeploymentHistory history = new DeploymentHistory();

    @Test
    void knowsNothingBeforeTheFirstSwitch() {
        history.add(stamped(1, 100, 0));

        assertThat(history.at(99)).isEmpty();
        assertThat(history.at(100)).contains(stamped(1, 100, 0));
    }

    @Test
    void letsTheNewestEpochHoldAmongThoseOfOneTime() {
        history.add(stamped(2, 100, 1));
        history.add(stamped(1, 100, 0));

        assertThat(epochAt(history, 100)).isEqualTo(2);
    }

    @Test
    void letsANewerDecisionReplaceAScheduledOne() {
        history.stamp(deployment(1), 0, Long.MIN_VALUE);
        history.stamp(deployment(2, 1000L), 1, 10);
        history.stamp(deployment(3), 2, 20);

        assertThat(epochAt(history, 20)).isEqualTo(1);
        assertThat(epochAt(history, 21)).isEqualTo(3);
        assertThat(epochAt(history, 1000)).isEqualTo(3);
    }

    @Test
    void stampsTheLaterOfWhatWasAskedAndWhatTheWatermarkAllows() {
        assertThat(stampedFrom(deployment(1), 0, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(stampedFrom(deployment(2, 50L), 1, 100)).isEqualTo(101);
        assertThat(stampedFrom(deployment(3, 500L), 2, 100)).isEqualTo(500);
        assertThat(stampedFrom(deployment(4), 3, 100)).isEqualTo(101);
        assertThat(stampedFrom(deployment(5), 4, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void doesNotLetAKillSwitchWait() {
        Deployment kill = deployment(1, 5000L);
        kill.setFallbackScore(0.5);

        assertThat(stampedFrom(kill, 0, 100)).isEqualTo(101);
    }

    @Test
    void refusesAStaleEpochAndSaysWhatToDo() {
        history.stamp(deployment(4), 0, 10);

        assertThat(history.stamp(deployment(3), 1, 10))
                .isEqualTo(
                        new Stamping.Refused(
                                "epoch 3 of fraud at offset 1 isn't newer than epoch 4, which is"
                                        + " known already; publish it again with epoch 5 if it's still"
                                        + " wanted"));
        assertThat(history.stamp(deployment(4), 2, 10)).isInstanceOf(Stamping.Refused.class);
        assertThat(epochAt(history, 11)).isEqualTo(4);
    }

    @Test
    void refusesADeploymentThatCannotBeFollowed() {
        Deployment broken = deployment(1);
        broken.setFallbackScore(Double.NaN);

        assertThat(history.stamp(broken, 7, 10))
                .isInstanceOfSatisfying(
                        Stamping.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("offset 7")
                                        .contains("fallback score is NaN"));
        assertThat(history.switches()).isEmpty();
    }

    @Test
    void knowsARecordThatIsReadAgainEvenOfAForgottenEpoch() {
        history.stamp(deployment(1), 10, 10);
        history.stamp(deployment(2), 12, 20);
        history.forgetBefore(30);

        assertThat(history.stamp(deployment(1), 10, 30)).isEqualTo(new Stamping.Repeated());
        assertThat(history.stamp(deployment(2), 12, 30)).isEqualTo(new Stamping.Repeated());
        assertThat(history.switches())
                .extracting(s -> s.getDeployment().getEpoch())
                .containsOnly(2L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void answersLikeASearchThroughAllSwitchesWhateverTheirOrder(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Switch> switches = randomSwitches(random);
            DeploymentHistory other = new DeploymentHistory();
            DeploymentHistory one = new DeploymentHistory();
            switches.forEach(one::add);
            Collections.shuffle(switches, random);
            switches.forEach(other::add);
            switches.forEach(s -> assertThat(other.add(s)).isFalse());

            for (long t = -1; t <= 21; t++) {
                assertThat(one.at(t))
                        .as("seed %d, round %d, time %d", seed, round, t)
                        .isEqualTo(search(switches, t))
                        .isEqualTo(other.at(t));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8, 9, 10})
    void neverChangesThePastNorGoesBackToAnOlderEpoch(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            String which = "seed %d, round %d".formatted(seed, round);
            DeploymentHistory random100 = new DeploymentHistory();
            long watermark = -5;
            for (int offset = 0; offset < 20; offset++) {
                watermark += random.nextInt(8);
                long now = watermark;
                List<Long> before = epochs(random100, -10, now);

                random100.stamp(randomDeployment(random), offset, now);

                assertThat(epochs(random100, -10, now)).as(which).isEqualTo(before);
                assertThat(epochs(random100, -10, 300)).as(which).isSorted();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void forgetsOnlyWhatCannotHoldAnyMore(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Switch> switches = randomSwitches(random);
            DeploymentHistory pruned = new DeploymentHistory();
            switches.forEach(pruned::add);
            long watermark = random.nextInt(22);
            List<Long> before = epochs(pruned, watermark, 30);

            pruned.forgetBefore(watermark);

            assertThat(epochs(pruned, watermark, 30))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(before);
            assertThat(pruned.switches())
                    .as("seed %d, round %d", seed, round)
                    .allMatch(s -> s.getDeployment().getEpoch() >= before.get(0));
        }
    }

    private static Deployment randomDeployment(Random random) {
        Deployment deployment =
                deployment(
                        1 + random.nextInt(15),
                        random.nextBoolean() ? null : (long) random.nextInt(200));
        deployment.setFallbackScore(random.nextInt(5) == 0 ? 0.5 : null);
        return deployment;
    }

    private static List<Switch> randomSwitches(Random random) {
        List<Switch> switches = new ArrayList<>();
        int count = random.nextInt(10);
        for (int i = 0; i < count; i++) {
            switches.add(stamped(1 + random.nextInt(6), random.nextInt(20), random.nextInt(4)));
        }
        return switches;
    }

    /** Of each epoch the first record; of those not after t the newest epoch. */
    private static Optional<Switch> search(List<Switch> switches, long t) {
        return switches.stream()
                .filter(
                        s ->
                                switches.stream()
                                        .filter(o -> epoch(o) == epoch(s))
                                        .noneMatch(o -> first(o, s)))
                .filter(s -> s.getEffectiveFrom().toEpochMilli() <= t)
                .max(Comparator.comparingLong(DeploymentHistoryTest::epoch));
    }

    private static boolean first(Switch one, Switch other) {
        return one.getDeploymentOffset() < other.getDeploymentOffset()
                || one.getDeploymentOffset() == other.getDeploymentOffset()
                        && one.getEffectiveFrom().isBefore(other.getEffectiveFrom());
    }

    private static long epoch(Switch stamped) {
        return stamped.getDeployment().getEpoch();
    }

    private static List<Long> epochs(DeploymentHistory history, long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(t -> epochAt(history, t)).toList();
    }

    private static long epochAt(DeploymentHistory history, long t) {
        return history.at(t).map(DeploymentHistoryTest::epoch).orElse(0L);
    }

    private long stampedFrom(Deployment deployment, long offset, long watermark) {
        Stamping stamping = history.stamp(deployment, offset, watermark);
        assertThat(stamping).isInstanceOf(Stamping.Stamped.class);
        return ((Stamping.Stamped) stamping).stamped().getEffectiveFrom().toEpochMilli();
    }
}
