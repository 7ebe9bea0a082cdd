package io.millrace.registry;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Says which version answers a unit (an account, a customer) under a deployment.
 *
 * <p>A unit's bucket depends on the salt and its key alone, and an arm has the buckets {@code
 * [first_bucket, first_bucket + share)}. So a unit always gets the same answerer, and an arm that
 * grows takes units from the champion: nobody leaves an arm, and no other arm is touched. (That
 * can't be had from the shares alone when there are three arms or more, which is why an arm says
 * where it begins.) Not safe for use by several threads.
 */
public final class Router {
    /** Shares are counted in ten-thousandths. */
    public static final int BUCKETS = 10_000;

    private final String salt;
    private final Route usual;
    private final int[] from;
    private final int[] to;
    private final Route[] arms;
    private final List<Route> shadows;
    private final OptionalDouble fallbackScore;
    private final MessageDigest sha256 = sha256();

    /**
     * @throws IllegalArgumentException if the deployment can't be followed, with every reason
     */
    public Router(Deployment deployment) {
        List<String> problems = Deployments.problems(deployment);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the deployment can't be followed: " + String.join("; ", problems));
        }
        salt = deployment.getSalt();
        Double fallback = deployment.getFallbackScore();
        fallbackScore = fallback == null ? OptionalDouble.empty() : OptionalDouble.of(fallback);
        usual = fallback == null ? route(deployment.getChampion()) : Route.FALLBACK;
        List<Arm> serving =
                fallback == null ? Deployments.inOrder(deployment.getArms()) : List.of();
        from = serving.stream().mapToInt(Arm::getFirstBucket).toArray();
        to = serving.stream().mapToInt(arm -> arm.getFirstBucket() + arm.getShare()).toArray();
        arms =
                serving.stream()
                        .map(arm -> new Route(arm.getDigest(), arm.getVersion(), Role.CANARY))
                        .toArray(Route[]::new);
        shadows =
                fallback == null
                        ? deployment.getShadows().stream()
                                .map(s -> new Route(s.getDigest(), s.getVersion(), Role.SHADOW))
                                .toList()
                        : List.of();
    }

    /** Who answers this unit. */
    public Route route(String unitKey) {
        if (arms.length == 0) {
            return usual;
        }
        int bucket = bucket(sha256, salt, unitKey);
        for (int i = 0; i < arms.length; i++) {
            if (from[i] <= bucket && bucket < to[i]) {
                return arms[i];
            }
        }
        return usual;
    }

    /** Who scores every event besides, and serves nobody. Under a kill switch, none. */
    public List<Route> shadows() {
        return shadows;
    }

    /** What everybody gets under a kill switch. */
    public OptionalDouble fallbackScore() {
        return fallbackScore;
    }

    /**
     * A unit's bucket, from 0 to 9999: the first 8 bytes of SHA-256 over salt, a zero byte and key
     * (UTF-8), as an unsigned big-endian number modulo 10000. Any language can compute it.
     */
    public static int bucket(String salt, String unitKey) {
        return bucket(sha256(), salt, unitKey);
    }

    private static int bucket(MessageDigest sha256, String salt, String unitKey) {
        sha256.update(salt.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        byte[] hash = sha256.digest(unitKey.getBytes(StandardCharsets.UTF_8));
        long first = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            first = first << Byte.SIZE | (hash[i] & 0xff);
        }
        return (int) Long.remainderUnsigned(first, BUCKETS);
    }

    private static Route route(@Nullable ModelReference champion) {
        return champion == null
                ? Route.NONE
                : new Route(champion.getDigest(), champion.getVersion(), Role.CHAMPION);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
