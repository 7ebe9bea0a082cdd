package io.millrace.drift.policy;

import io.millrace.drift.codec.Compact;
import io.millrace.drift.compare.Verdict;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rule of one subject, window by window: quiet, pending (drift was seen), firing.
 *
 * <p>It opens when two of the last three windows drift; it's critical when all three are ALERTs; it
 * ends after two calm ones in a row. Windows that say nothing aren't counted.
 *
 * <p>A window may come again, when more labels are known: its last verdict counts, in its place.
 * One that's older than the last three has no place.
 */
final class Episode {
    private static final int WINDOWS = 3;
    private static final int TO_OPEN = 2;
    private static final int TO_CLEAR = 2;

    /** The last windows that said something, by their start. */
    private final TreeMap<Long, Seen> recent = new TreeMap<>();

    boolean firing;
    boolean critical;

    /** Whether people were told; a model's alert may stand for those of its features. */
    boolean announced;

    long start;

    private record Seen(boolean drift, boolean alert, boolean calm) {}

    /** What a window changed. */
    enum Step {
        NONE,
        OPENED,
        ESCALATED,
        CLEARED
    }

    Step add(long windowStart, Observation observation) {
        Verdict verdict = observation.verdict();
        if (verdict == Verdict.UNKNOWN) {
            return Step.NONE;
        }
        recent.put(
                windowStart,
                new Seen(verdict.isDrift(), verdict == Verdict.ALERT, observation.isCalm()));
        if (recent.size() > WINDOWS) {
            recent.pollFirstEntry();
        }
        if (!firing) {
            return opens() ? open() : Step.NONE;
        }
        if (isCalm()) {
            clear();
            return Step.CLEARED;
        }
        if (!critical && allAlerts()) {
            critical = true;
            return Step.ESCALATED;
        }
        return Step.NONE;
    }

    private boolean opens() {
        return recent.values().stream().filter(Seen::drift).count() >= TO_OPEN;
    }

    private boolean allAlerts() {
        return recent.size() == WINDOWS && recent.values().stream().allMatch(Seen::alert);
    }

    private boolean isCalm() {
        return recent.size() >= TO_CLEAR
                && recent.descendingMap().values().stream().limit(TO_CLEAR).allMatch(Seen::calm);
    }

    private Step open() {
        start =
                recent.entrySet().stream()
                        .filter(window -> window.getValue().drift())
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        firing = true;
        critical = allAlerts();
        return Step.OPENED;
    }

    /** Opens without windows, by an alarm of its own. */
    void openAt(long since) {
        start = since;
        firing = true;
        critical = true;
        announced = true;
    }

    void clear() {
        firing = false;
        critical = false;
        announced = false;
    }

    Alert.Severity severity() {
        return critical ? Alert.Severity.CRITICAL : Alert.Severity.WARNING;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte((firing ? 1 : 0) | (critical ? 2 : 0) | (announced ? 4 : 0));
        Compact.writeSigned(start, out);
        out.writeByte(recent.size());
        for (Map.Entry<Long, Seen> window : recent.entrySet()) {
            Seen seen = window.getValue();
            Compact.writeSigned(window.getKey(), out);
            out.writeByte((seen.drift ? 1 : 0) | (seen.alert ? 2 : 0) | (seen.calm ? 4 : 0));
        }
    }

    static Episode read(DataInput in) throws IOException {
        Episode read = new Episode();
        int flags = in.readByte();
        read.firing = (flags & 1) != 0;
        read.critical = (flags & 2) != 0;
        read.announced = (flags & 4) != 0;
        read.start = Compact.readSigned(in);
        int size = in.readByte();
        for (int i = 0; i < size; i++) {
            long start = Compact.readSigned(in);
            int seen = in.readByte();
            read.recent.put(start, new Seen((seen & 1) != 0, (seen & 2) != 0, (seen & 4) != 0));
        }
        return read;
    }
}
