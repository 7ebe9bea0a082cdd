package io.millrace.drift.policy;

import io.millrace.drift.change.ChangeDetector;
import io.millrace.drift.change.ErrorWatch;
import io.millrace.drift.codec.Compact;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link RetrainPolicy} remembers. Not safe for use by several threads. At most some 32 KB
 * as bytes, nearly all of them the last losses.
 */
public final class RetrainState {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 2;

    private static final byte WITHOUT_SCHEDULE = 1;

    private static final long NEVER = Long.MIN_VALUE;

    /** The latest event time that was heard of. */
    long now = NEVER;

    @Nullable String champion;
    long championSince = NEVER;

    /** Labelled examples so far. */
    long examples;

    /** How many there were at the last training. */
    long examplesAtLast;

    /** Event times of the trainings of the last day, the oldest first; at least the last one. */
    final List<Long> asked = new ArrayList<>();

    /** Event time up to which the schedule's times are done with. */
    long scheduleDone = NEVER;

    /** The schedule's first time after that, once it's looked up; not written. */
    long scheduleNext = NEVER;

    ErrorWatch errors;

    /** The last change in the champion's errors; what came before it is of another world. */
    @Nullable ChangeInErrors change;

    final RunOfWindows performance;
    final RunOfWindows drift;

    public RetrainState(ChangeDetector.Kind detector) {
        this(new ErrorWatch(detector), new RunOfWindows(), new RunOfWindows());
    }

    private RetrainState(ErrorWatch errors, RunOfWindows performance, RunOfWindows drift) {
        this.errors = errors;
        this.performance = performance;
        this.drift = drift;
    }

    /** The digest of the version in charge, as far as is known; null if none is. */
    public @Nullable String champion() {
        return champion;
    }

    /** Labelled examples so far. */
    public long examples() {
        return examples;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(now);
        Compact.writeText(champion == null ? "" : champion, out);
        out.writeLong(championSince);
        Compact.writeUnsigned(examples, out);
        Compact.writeUnsigned(examplesAtLast, out);
        Compact.writeUnsigned(asked.size(), out);
        for (long time : asked) {
            Compact.writeSigned(time, out);
        }
        errors.write(out);
        ChangeInErrors last = change;
        out.writeBoolean(last != null);
        if (last != null) {
            last.write(out);
        }
        performance.write(out);
        drift.write(out);
        out.writeLong(scheduleDone);
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static RetrainState read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION && version != WITHOUT_SCHEDULE) {
            throw new IOException(
                    "a policy's state of format " + version + "; this release reads " + VERSION);
        }
        long now = in.readLong();
        String champion = Compact.readText(in);
        long championSince = in.readLong();
        long examples = Compact.readUnsigned(in);
        long examplesAtLast = Compact.readUnsigned(in);
        List<Long> asked = new ArrayList<>();
        int size = Compact.readSize(in);
        for (int i = 0; i < size; i++) {
            asked.add(Compact.readSigned(in));
        }
        ErrorWatch errors = ErrorWatch.read(in);
        ChangeInErrors change = in.readBoolean() ? ChangeInErrors.read(in) : null;
        RetrainState read = new RetrainState(errors, RunOfWindows.read(in), RunOfWindows.read(in));
        read.now = now;
        read.champion = champion.isEmpty() ? null : champion;
        read.championSince = championSince;
        read.examples = examples;
        read.examplesAtLast = examplesAtLast;
        read.asked.addAll(asked);
        read.change = change;
        read.scheduleDone = version == WITHOUT_SCHEDULE ? NEVER : in.readLong();
        return read;
    }
}
