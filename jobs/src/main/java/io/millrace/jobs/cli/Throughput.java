package io.millrace.jobs.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How fast long work is, and how long it will still take. */
public final class Throughput {
    private static final double NANOS = 1e9;

    private final long before;
    private final LongSupplier nanoTime;
    private final long start;

    /**
     * From now on.
     *
     * @param before what was done by an earlier run; it says nothing of the speed
     */
    public Throughput(long before) {
        this(before, System::nanoTime);
    }

    Throughput(long before, LongSupplier nanoTime) {
        this.before = before;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Such as {@code 41,200 a second, 1m5s left}. */
    public String words(long done, long all) {
        double seconds = Math.max(1, nanoTime.getAsLong() - start) / NANOS;
        double speed = (done - before) / seconds;
        String words = String.format(Locale.ROOT, "%,.0f a second", speed);
        if (speed < 1 || all < done) {
            return words;
        }
        Duration left = Duration.ofSeconds((long) Math.ceil((all - done) / speed));
        return words + ", " + left.toString().substring(2).toLowerCase(Locale.ROOT) + " left";
    }
}
