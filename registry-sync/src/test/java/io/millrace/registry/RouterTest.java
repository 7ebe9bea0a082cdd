package io.millrace.registry;

import static io.millrace.registry.Examples.arm;
import static io.millrace.registry.Examples.deployment;
import static io.millrace.registry.Examples.digest;
import static io.millrace.registry.Examples.version;
import static io.millrace.registry.Examples.withArms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class RouterTest {
    private static final Route CHAMPION = new Route(digest('a'), null, Role.CHAMPION);
    private static final List<String> UNITS =
            IntStream.range(0, 20_000).mapToObj(i -> "account-" + i).toList();

    @Test
    void sendsEverybodyToTheChampionWhenThereAreNoArms() {
        Router router = new Router(deployment(1));

        assertThat(UNITS).allSatisfy(unit -> assertThat(router.route(unit)).isEqualTo(CHAMPION));
        assertThat(router.shadows()).isEmpty();
        assertThat(router.fallbackScore()).isEmpty();
    }

    @Test
    void sendsNobodyAnywhereWithoutAChampion() {
        Deployment deployment = deployment(1);
        deployment.setChampion(null);

        assertThat(new Router(deployment).route("account-1"))
                .isEqualTo(new Route(null, null, Role.NONE));
    }

    @Test
    void servesTheFallbackToEverybodyUnderAKillSwitch() {
        Deployment deployment = withArms(arm('b', 10_000, 0));
        deployment.setShadows(List.of(version('c')));
        deployment.setFallbackScore(0.25);
        Router router = new Router(deployment);

        assertThat(router.route("account-1")).isEqualTo(new Route(null, null, Role.FALLBACK));
        assertThat(router.fallbackScore()).hasValue(0.25);
        assertThat(router.shadows()).isEmpty();
    }

    @Test
    void listsShadowsForEveryEvent() {
        Deployment deployment = deployment(1);
        deployment.setShadows(List.of(version('c'), version('d')));

        assertThat(new Router(deployment).shadows())
                .containsExactly(
                        new Route(digest('c'), null, Role.SHADOW),
                        new Route(digest('d'), null, Role.SHADOW));
    }

    /** Expected values were computed with Python's hashlib. */
    @Test
    void neverChangesAUnitsBucket() {
        assertThat(Router.bucket("", "account-1")).isEqualTo(5092);
        assertThat(Router.bucket("spring", "account-1")).isEqualTo(4624);
        assertThat(Router.bucket("spring", "κλειδί")).isEqualTo(1067);
    }

    /** The largest shares at random stay within 5 standard deviations, and so must these. */
    @Test
    void givesEachArmItsShare() {
        Router router = new Router(withArms(arm('b', 500, 0), arm('c', 2500, 5000)));

        assertThat(count(router, 'b')).isBetween(1000 - 154, 1000 + 154);
        assertThat(count(router, 'c')).isBetween(5000 - 306, 5000 + 306);
        assertThat(count(router, 'a')).isBetween(14_000 - 324, 14_000 + 324);
    }

    @Test
    void mixesUnitsAnewWithAnotherSalt() {
        long same =
                UNITS.stream()
                        .filter(u -> Router.bucket("x", u) < 5000 == Router.bucket("y", u) < 5000)
                        .count();

        assertThat(same).isBetween(10_000L - 354, 10_000L + 354);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void movesNobodyOutOfAnArmThatGrows(long seed) {
        Random random = new Random(seed);
        int[] shares = {random.nextInt(1000), random.nextInt(1000), random.nextInt(1000)};
        for (int step = 0; step < 20; step++) {
            Router before = three(shares);
            int grown = random.nextInt(3);
            shares[grown] = Math.min(3000, shares[grown] + random.nextInt(500));
            Router after = three(shares);

            String which = "seed %d, step %d".formatted(seed, step);
            for (String unit : UNITS.subList(0, 2000)) {
                if (before.route(unit).role() == Role.CANARY) {
                    assertThat(after.route(unit)).as(which).isEqualTo(before.route(unit));
                } else {
                    assertThat(after.route(unit).digest())
                            .as(which)
                            .isIn(digest('a'), digest("bcd".charAt(grown)));
                }
            }
        }
    }

    @Test
    void reachesEveryBucketOfAnArmAndNoOther() {
        for (int bucket : new int[] {0, 1, 4999, 9999}) {
            Router router = new Router(withArms(arm('b', 1, bucket)));

            assertThat(UNITS)
                    .allSatisfy(
                            unit ->
                                    assertThat(router.route(unit).role() == Role.CANARY)
                                            .isEqualTo(Router.bucket("spring", unit) == bucket));
        }
    }

    @Test
    void refusesADeploymentThatCannotBeFollowedWithEveryReason() {
        Deployment deployment =
                withArms(
                        arm('b', 600, 0), arm('c', 500, 500), arm('d', 9000, 2000), arm('X', 1, 0));
        deployment.setEpoch(0);
        deployment.setModel("");

        assertThatThrownBy(() -> new Router(deployment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the epoch is 0")
                .hasMessageContaining("the model has no name")
                .hasMessageContaining("\"" + digest('X') + "\" isn't 64 lower-case")
                .hasMessageContaining(digest('c') + " has buckets [500, 1000), but some below 600")
                .hasMessageContaining(digest('d') + " has buckets [2000, 11000); they must be");
    }

    private static Router three(int[] shares) {
        return new Router(
                withArms(
                        arm('c', shares[1], 3000),
                        arm('b', shares[0], 0),
                        arm('d', shares[2], 7000)));
    }

    private static int count(Router router, char digit) {
        return (int)
                UNITS.stream().filter(u -> digest(digit).equals(router.route(u).digest())).count();
    }
}
