package io.millrace.drift.policy;

import io.millrace.drift.codec.Compact;
import io.millrace.drift.compare.Verdict;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule of one subject, window by window: quiet, pending (drift was seen), firing.
 *
 * <p>It opens when two of the last three windows drift; it's critical when all three are ALERTs; it
 * ends after two calm ones in a row. Windows that say nothing aren't counted.
 */
final class Episode {
    private static final int WINDOWS = 3;
    private static final int TO_OPEN = 2;
    private static final int TO_CLEAR = 2;

    /** The last windows that said something, the oldest first. */
    private final List<Seen> recent = new ArrayList<>();

    boolean firing;
    boolean critical;

    /** Whether people were told; a model's alert may stand for those of its features. */
    boolean announced;

    long start;
    private int calm;

    private record Seen(long start, boolean drift, boolean alert) {}

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
        Seen seen = new Seen(windowStart, verdict.isDrift(), verdict == Verdict.ALERT);
        boolean again = remember(seen);
        if (!firing) {
            return opens() ? open() : Step.NONE;
        }
        if (!again) {
            calm = observation.isCalm() ? calm + 1 : 0;
        }
        if (calm >= TO_CLEAR) {
            clear();
            return Step.CLEARED;
        }
        if (!critical && allAlerts()) {
            critical = true;
            return Step.ESCALATED;
        }
        return Step.NONE;
    }

    /** Whether the window had been seen before; then the new verdict takes the former's place. */
    private boolean remember(Seen seen) {
        for (int i = 0; i < recent.size(); i++) {
            if (recent.get(i).start == seen.start) {
                recent.set(i, seen);
                return true;
            }
        }
        recent.add(seen);
        if (recent.size() > WINDOWS) {
            recent.remove(0);
        }
        return false;
    }

    private boolean opens() {
        return recent.stream().filter(Seen::drift).count() >= TO_OPEN;
    }

    private boolean allAlerts() {
        return recent.size() == WINDOWS && recent.stream().allMatch(Seen::alert);
    }

    private Step open() {
        start = recent.stream().filter(Seen::drift).findFirst().orElseThrow().start();
        firing = true;
        critical = allAlerts();
        calm = 0;
        return Step.OPENED;
    }

    /** Opens without windows, by an alarm of its own. */
    void openAt(long since) {
        start = since;
        firing = true;
        critical = true;
        announced = true;
        calm = 0;
    }

    void clear() {
        firing = false;
        critical = false;
        announced = false;
        calm = 0;
    }

    Alert.Severity severity() {
        return critical ? Alert.Severity.CRITICAL : Alert.Severity.WARNING;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte((firing ? 1 : 0) | (critical ? 2 : 0) | (announced ? 4 : 0));
        Compact.writeSigned(start, out);
        out.writeByte(calm);
        out.writeByte(recent.size());
        for (Seen seen : recent) {
            Compact.writeSigned(seen.start, out);
            out.writeByte((seen.drift ? 1 : 0) | (seen.alert ? 2 : 0));
        }
    }

    static Episode read(DataInput in) throws IOException {
        Episode read = new Episode();
        int flags = in.readByte();
        read.firing = (flags & 1) != 0;
        read.critical = (flags & 2) != 0;
        read.announced = (flags & 4) != 0;
        read.start = Compact.readSigned(in);
        read.calm = in.readByte();
        int size = in.readByte();
        for (int i = 0; i < size; i++) {
            long start = Compact.readSigned(in);
            int seen = in.readByte();
            read.recent.add(new Seen(start, (seen & 1) != 0, (seen & 2) != 0));
        }
        return read;
    }
}
