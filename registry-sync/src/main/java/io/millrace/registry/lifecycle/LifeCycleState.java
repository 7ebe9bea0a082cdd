package io.millrace.registry.lifecycle;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that the life cycle of one model remembers; {@link LifeCycleCodec} persists it. */
final class LifeCycleState {
    /** A command is told from its repetition among so many newest ones. */
    static final int COMMAND_IDS = 1_000;

    private final SortedMap<String, KnownVersion> versions = new TreeMap<>();
    private final Set<String> commandIds = new LinkedHashSet<>();
    final Evidence evidence = new Evidence();

    /** Digest of the champion, as of the newest epoch. */
    @Nullable String champion;

    @Nullable String previousChampion;
    @Nullable Double fallbackScore;
    @Nullable Running running;

    /** The newest epoch, 0 if there's none. */
    long epoch;

    /** From when the newest epoch is asked to hold; MIN_VALUE for as soon as possible. */
    long scheduled = Long.MIN_VALUE;

    /** The newest event time that's known. */
    long clock = Long.MIN_VALUE;

    /** Event time at which the last rollout ended that others had to wait for. */
    long lastEnd = Long.MIN_VALUE;

    /**
     * The same for those that a needed version doesn't wait for: had it come before the end, it
     * would have taken their place.
     */
    long lastGivenUp = Long.MIN_VALUE;

    /** Event time at which the rollout that's on was paused for want of rows. */
    long pausedAt = Long.MIN_VALUE;

    /** The newest time at which a command was issued, by the commands' clock. */
    long commandClock = Long.MIN_VALUE;

    void put(KnownVersion version) {
        versions.put(version.digest(), version);
    }

    Optional<KnownVersion> version(@Nullable String digest) {
        return Optional.ofNullable(digest).map(versions::get);
    }

    Optional<KnownVersion> version(int number) {
        return versions.values().stream().filter(v -> v.number() == number).findFirst();
    }

    /** By digest. */
    Collection<KnownVersion> versions() {
        return versions.values();
    }

    int highestNumber() {
        return versions.values().stream().mapToInt(KnownVersion::number).max().orElse(0);
    }

    /** Whether it's new. The oldest are forgotten. */
    boolean addCommand(String id) {
        boolean isNew = commandIds.add(id);
        if (commandIds.size() > COMMAND_IDS) {
            Iterator<String> oldest = commandIds.iterator();
            oldest.next();
            oldest.remove();
        }
        return isNew;
    }

    /** Oldest first. */
    Collection<String> commandIds() {
        return commandIds;
    }

    boolean isKilled() {
        return fallbackScore != null;
    }
}
