package io.millrace.registry;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelReference;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a deployment must be, and what it names. */
public final class Deployments {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private Deployments() {}

    /** What's wrong with a deployment, one sentence each; empty if it can be followed. */
    public static List<String> problems(Deployment deployment) {
        List<String> problems = new ArrayList<>();
        if (deployment.getEpoch() < 1) {
            problems.add("the epoch is " + deployment.getEpoch() + "; the first one is 1");
        }
        if (deployment.getModel().isEmpty()) {
            problems.add("the model has no name");
        }
        Double fallback = deployment.getFallbackScore();
        if (fallback != null && !Double.isFinite(fallback)) {
            problems.add(
                    "the fallback score is " + fallback + "; give a number, or null for no kill");
        }
        for (String digest : digests(deployment)) {
            if (!isDigest(digest)) {
                problems.add(
                        "the digest \"" + digest + "\" isn't 64 lower-case hexadecimal digits");
            }
        }
        addArmProblems(deployment.getArms(), problems);
        return problems;
    }

    /** The digest of every version that a deployment names, each once, champion first. */
    public static Set<String> digests(Deployment deployment) {
        Set<String> digests = new LinkedHashSet<>();
        add(deployment.getChampion(), digests);
        deployment.getArms().forEach(arm -> digests.add(arm.getDigest()));
        deployment.getShadows().forEach(shadow -> digests.add(shadow.getDigest()));
        add(deployment.getPreviousChampion(), digests);
        return digests;
    }

    static boolean isDigest(String digest) {
        return SHA_256.matcher(digest).matches();
    }

    private static void add(@Nullable ModelReference reference, Set<String> digests) {
        if (reference != null) {
            digests.add(reference.getDigest());
        }
    }

    private static void addArmProblems(List<Arm> arms, List<String> problems) {
        int end = 0;
        for (Arm arm : inOrder(arms)) {
            long to = (long) arm.getFirstBucket() + arm.getShare();
            if (arm.getShare() < 0 || arm.getFirstBucket() < 0 || to > Router.BUCKETS) {
                problems.add(
                        "the arm %s has buckets [%d, %d); they must be within [0, %d)"
                                .formatted(
                                        arm.getDigest(), arm.getFirstBucket(), to, Router.BUCKETS));
            } else if (arm.getShare() > 0) {
                if (arm.getFirstBucket() < end) {
                    problems.add(
                            "the arm %s has buckets [%d, %d), but some below %d are another arm's"
                                    .formatted(arm.getDigest(), arm.getFirstBucket(), to, end));
                }
                end = Math.max(end, (int) to);
            }
        }
    }

    /** Arms by their first bucket. */
    static List<Arm> inOrder(List<Arm> arms) {
        return arms.stream()
                .sorted(Comparator.comparingInt(Arm::getFirstBucket).thenComparing(Arm::getDigest))
                .toList();
    }
}
