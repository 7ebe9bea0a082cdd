package io.millrace.drift.change;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Follows the losses of one model. Values come in the order in which their labels were known; the
 * change point is looked for in the order of event time among the last {@value #KEPT}, so that
 * labels of different delay don't blur it. After an alarm it starts anew: the detector is reset,
 * and what was before the change point is forgotten.
 *
 * <p>Not safe for use by several threads. At most some 30 KB as bytes.
 */
public final class ErrorWatch {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    /** Losses that are kept for the change point. */
    public static final int KEPT = 3000;

    /** The time of losses that were before all that are seen. */
    private static final long BEFORE_ALL = Long.MIN_VALUE;

    private final ChangeDetector detector;
    private final double[] losses = new double[KEPT];
    private final long[] times = new long[KEPT];
    private int oldest;
    private int size;

    public ErrorWatch(ChangeDetector.Kind detector) {
        this(detector.create());
    }

    private ErrorWatch(ChangeDetector detector) {
        this.detector = detector;
    }

    /**
     * @param loss in [0, 1]: 1 for a wrong decision and 0 for a right one, or parts of it
     * @param eventTime of the row, epoch milliseconds
     */
    public Optional<DetectedChange> add(double loss, long eventTime) {
        keep(loss, eventTime);
        return detector.add(loss) ? change() : Optional.empty();
    }

    /**
     * What the model is expected to do, from its gate: so that one that's bad from birth is found.
     * Never alarms, and a change never begins in them.
     */
    public void expect(double[] losses) {
        for (double loss : losses) {
            keep(loss, BEFORE_ALL);
            detector.add(loss);
        }
    }

    /** Forgets everything: another model is in force. */
    public void reset() {
        detector.reset();
        size = 0;
        oldest = 0;
    }

    private void keep(double loss, long eventTime) {
        int at = (oldest + size) % KEPT;
        losses[at] = loss;
        times[at] = eventTime;
        if (size < KEPT) {
            size++;
        } else {
            oldest = (oldest + 1) % KEPT;
        }
    }

    private Optional<DetectedChange> change() {
        detector.reset();
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> (oldest + i) % KEPT);
        Arrays.sort(order, Comparator.comparingLong(place -> times[place])); // stable
        double[] inOrder = Arrays.stream(order).mapToDouble(place -> losses[place]).toArray();
        OptionalInt found = ChangePoint.find(inOrder);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int at = Math.max(found.getAsInt(), expected(order));
        long since = times[order[at]];
        DetectedChange change =
                new DetectedChange(
                        detector.kind(),
                        since,
                        at,
                        size - at,
                        Arrays.stream(inOrder, 0, at).average().orElse(Double.NaN),
                        Arrays.stream(inOrder, at, size).average().orElse(Double.NaN));
        forgetBefore(since);
        return Optional.of(change);
    }

    /** How many of the losses weren't seen, but expected. */
    private int expected(Integer[] order) {
        int count = 0;
        while (count < order.length - 1 && times[order[count]] == BEFORE_ALL) {
            count++;
        }
        return count;
    }

    private void forgetBefore(long since) {
        double[] allLosses = losses.clone();
        long[] allTimes = times.clone();
        int from = oldest;
        int count = size;
        oldest = 0;
        size = 0;
        for (int i = 0; i < count; i++) {
            int place = (from + i) % KEPT;
            if (allTimes[place] >= since) {
                keep(allLosses[place], allTimes[place]);
            }
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        ChangeDetector.write(detector, out);
        Compact.writeUnsigned(size, out);
        long last = 0;
        for (int i = 0; i < size; i++) {
            int place = (oldest + i) % KEPT;
            writeLoss(losses[place], out);
            Compact.writeSigned(times[place] - last, out);
            last = times[place];
        }
    }

    /** Most losses are 0 or 1: one byte. */
    private static void writeLoss(double loss, DataOutput out) throws IOException {
        boolean whole = loss == 0 || loss == 1;
        out.writeByte(whole ? (int) loss : 2);
        if (!whole) {
            out.writeDouble(loss);
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static ErrorWatch read(DataInput in) throws IOException {
        Compact.requireVersion("a watch of errors", VERSION, in);
        ErrorWatch read = new ErrorWatch(ChangeDetector.read(in));
        int size = Compact.readSize(in);
        long last = 0;
        for (int i = 0; i < size; i++) {
            byte whole = in.readByte();
            double loss = whole == 2 ? in.readDouble() : whole;
            last += Compact.readSigned(in);
            read.keep(loss, last);
        }
        return read;
    }
}
