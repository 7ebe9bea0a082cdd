package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What's known of one version's answers to the events of one window, for a task of several classes.
 * Merges exactly, in any order; a label can be taken out again. Not safe for use by several
 * threads.
 */
public final class MulticlassWindow {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    /** A confusion matrix of more would be larger than what's known of it. */
    private static final int MOST_CLASSES = 256;

    private static final double SMALLEST_PROBABILITY = 1e-15;

    private final List<String> classes;

    /** By label · classes + decision. */
    private final long[] confusion;

    private long scored;
    private long logLoss;

    /**
     * @param classes from 2 to 256 different names; windows that are merged have the same
     */
    public MulticlassWindow(List<String> classes) {
        this.classes = List.copyOf(classes);
        if (classes.size() < 2
                || classes.size() > MOST_CLASSES
                || new HashSet<>(classes).size() < classes.size()) {
            throw new IllegalArgumentException(
                    "classes are " + classes + "; from 2 to " + MOST_CLASSES + " different ones");
        }
        confusion = new long[classes.size() * classes.size()];
    }

    /** Counts so many events that were scored; their labels come later, or never. */
    public void addScored(long events) {
        scored += events;
    }

    /**
     * Counts the label of an event that was scored.
     *
     * @param decision index of the class that was decided for
     * @param label index of the class that it is
     * @param probability that was given to the label's class, in [0, 1]
     */
    public void addLabel(int decision, int label, double probability) {
        change(decision, label, probability, 1);
    }

    /** Takes out a label that {@link #addLabel} counted, here or in a part that's merged. */
    public void removeLabel(int decision, int label, double probability) {
        change(decision, label, probability, -1);
    }

    private void change(int decision, int label, double probability, int times) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "probability is " + probability + "; it must be from 0 to 1");
        }
        require("decision", decision);
        require("label", label);
        confusion[label * classes.size() + decision] += times;
        double loss = -StrictMath.log(Math.max(SMALLEST_PROBABILITY, probability));
        logLoss += times * (long) Math.rint(loss * PerformanceWindow.RESOLUTION);
    }

    private void require(String what, int index) {
        if (index < 0 || index >= classes.size()) {
            throw new IllegalArgumentException(
                    what + " is class " + index + "; there are " + classes.size() + ", from 0");
        }
    }

    /**
     * Adds another part of the window.
     *
     * @throws IllegalArgumentException if it's of other classes
     */
    public void merge(MulticlassWindow other) {
        if (!classes.equals(other.classes)) {
            throw new IllegalArgumentException(
                    "classes " + other.classes + " don't add to " + classes);
        }
        scored += other.scored;
        logLoss += other.logLoss;
        for (int i = 0; i < confusion.length; i++) {
            confusion[i] += other.confusion[i];
        }
    }

    public MulticlassPerformance performance() {
        int size = classes.size();
        long[][] matrix = new long[size][size];
        long labelled = 0;
        for (int i = 0; i < confusion.length; i++) {
            matrix[i / size][i % size] = confusion[i];
            labelled += confusion[i];
        }
        double loss = logLoss / PerformanceWindow.RESOLUTION / labelled;
        return new MulticlassPerformance(scored, classes, matrix, loss);
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeUnsigned(classes.size(), out);
        for (String name : classes) {
            Compact.writeText(name, out);
        }
        Compact.writeSigned(scored, out);
        Compact.writeSigned(logLoss, out);
        Compact.writeCounts(confusion, out);
    }

    /**
     * @throws IOException if the bytes are of an unknown version, or broken
     */
    public static MulticlassWindow read(DataInput in) throws IOException {
        Compact.requireVersion("classes of a window", VERSION, in);
        int size = Compact.readSize(in);
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < Math.min(size, MOST_CLASSES + 1); i++) {
            classes.add(Compact.readText(in));
        }
        try {
            MulticlassWindow read = new MulticlassWindow(classes);
            read.scored = Compact.readSigned(in);
            read.logLoss = Compact.readSigned(in);
            Compact.readCounts(read.confusion, in);
            return read;
        } catch (IllegalArgumentException e) {
            throw new IOException("classes that contradict themselves", e);
        }
    }
}
