package io.millrace.registry;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Switch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The switches of one model, and which of them holds at an event time.
 *
 * <p>At an event time the newest epoch holds whose {@code effective_from} isn't after it. So the
 * epoch in force never goes back as event time goes on, and a newer decision replaces an older one
 * that was scheduled for later: a rollback or a kill doesn't wait for it, and isn't undone by it.
 *
 * <p>The state is a function of the set of switches: they may be added in any order, and again.
 * Should an epoch have two, the one that stood first in the deployments' topic holds.
 */
public final class DeploymentHistory {
    private static final Comparator<Switch> FIRST =
            Comparator.comparingLong(Switch::getDeploymentOffset)
                    .thenComparing(Switch::getEffectiveFrom);

    private final NavigableMap<Long, Switch> byEpoch = new TreeMap<>();

    /** Switches that hold at some time, oldest first: both epoch and time rise. */
    private List<InForce> inForce = List.of();

    private record InForce(long from, Optional<Switch> answer) {}

    /** Adds a switch, as it was stamped; whether that changed anything. */
    public boolean add(Switch stamped) {
        long epoch = stamped.getDeployment().getEpoch();
        Switch known = byEpoch.get(epoch);
        if (known != null && FIRST.compare(known, stamped) <= 0) {
            return false;
        }
        byEpoch.put(epoch, stamped);
        recompute();
        return true;
    }

    /**
     * The switch in force at an event time, if any was.
     *
     * @param eventTime epoch milliseconds
     */
    public Optional<Switch> at(long eventTime) {
        for (int i = inForce.size() - 1; i >= 0; i--) {
            if (inForce.get(i).from <= eventTime) {
                return inForce.get(i).answer;
            }
        }
        return Optional.empty();
    }

    /** The newest epoch, 0 if there's none. */
    public long newestEpoch() {
        return byEpoch.isEmpty() ? 0 : byEpoch.lastKey();
    }

    /** All that's known, oldest epoch first. */
    public Collection<Switch> switches() {
        return Collections.unmodifiableCollection(byEpoch.values());
    }

    /**
     * Decides from which event time a deployment holds, and adds it if it does: from the time that
     * was asked for, but never before the first time that the watermark hasn't passed. A kill
     * switch never waits.
     *
     * <p>Deployments come in the order of their topic, perhaps again from its beginning.
     *
     * @param offset where the deployment stands in its topic
     * @param watermark epoch milliseconds; {@link Long#MIN_VALUE} before the first event
     */
    public Stamping stamp(Deployment deployment, long offset, long watermark) {
        List<String> problems = Deployments.problems(deployment);
        if (!problems.isEmpty()) {
            return new Stamping.Refused(
                    "epoch %d of %s at offset %d: %s"
                            .formatted(
                                    deployment.getEpoch(),
                                    deployment.getModel(),
                                    offset,
                                    String.join("; ", problems)));
        }
        if (!byEpoch.isEmpty() && deployment.getEpoch() <= newestEpoch()) {
            return offset <= byEpoch.lastEntry().getValue().getDeploymentOffset()
                    ? new Stamping.Repeated()
                    : new Stamping.Refused(stale(deployment, offset));
        }
        Switch stamped = new Switch(deployment, effectiveFrom(deployment, watermark), offset);
        add(stamped);
        return new Stamping.Stamped(stamped);
    }

    /**
     * Forgets what can't hold after the watermark any more. What's in force at the watermark is
     * kept, and so is everything newer.
     *
     * @param watermark epoch milliseconds
     */
    public void forgetBefore(long watermark) {
        at(watermark)
                .ifPresent(
                        now -> {
                            byEpoch.headMap(now.getDeployment().getEpoch(), false).clear();
                            recompute();
                        });
    }

    private static Instant effectiveFrom(Deployment deployment, long watermark) {
        long earliest = watermark == Long.MAX_VALUE ? watermark : watermark + 1;
        Instant asked = deployment.getEffectiveFrom();
        return Instant.ofEpochMilli(
                asked == null || deployment.getFallbackScore() != null
                        ? earliest
                        : Math.max(earliest, asked.toEpochMilli()));
    }

    private String stale(Deployment deployment, long offset) {
        return ("epoch %d of %s at offset %d isn't newer than epoch %d, which is known already;"
                        + " publish it again with epoch %d if it's still wanted")
                .formatted(
                        deployment.getEpoch(),
                        deployment.getModel(),
                        offset,
                        newestEpoch(),
                        newestEpoch() + 1);
    }

    /** Newest first: an older epoch holds at times that are before those of every newer one. */
    private void recompute() {
        List<InForce> newestFirst = new ArrayList<>();
        for (Switch stamped : byEpoch.descendingMap().values()) {
            long from = stamped.getEffectiveFrom().toEpochMilli();
            if (newestFirst.isEmpty() || from < newestFirst.get(newestFirst.size() - 1).from) {
                newestFirst.add(new InForce(from, Optional.of(stamped)));
            }
        }
        Collections.reverse(newestFirst);
        inForce = List.copyOf(newestFirst);
    }
}
