package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Whether a version treats declared groups alike, for a binary task. Merges exactly, in any order;
 * a label can be taken out again. Not safe for use by several threads.
 */
public final class FairnessWindow {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    private static final int MOST_GROUPS = 1000;
    private static final int COUNTS = 4;
    private static final int SCORED = 0;
    private static final int DECIDED = 1;
    private static final int POSITIVES = 2;
    private static final int TRUE_POSITIVES = 3;

    /** Sorted, so that the order in which they're declared doesn't matter. */
    private final List<String> groups;

    private final long[] counts;

    /**
     * @param groups that are declared, from 2 to 1,000 different ones; events of others aren't
     *     counted
     */
    public FairnessWindow(Collection<String> groups) {
        this.groups = List.copyOf(new TreeSet<>(groups));
        if (groups.size() < 2
                || groups.size() > MOST_GROUPS
                || this.groups.size() < groups.size()) {
            throw new IllegalArgumentException(
                    "groups are " + groups + "; from 2 to " + MOST_GROUPS + " different ones");
        }
        counts = new long[COUNTS * groups.size()];
    }

    /** Counts an event that was scored; its label comes later, or never. */
    public void addScored(String group, boolean decision) {
        int at = place(group);
        if (at >= 0) {
            counts[at + SCORED]++;
            counts[at + DECIDED] += decision ? 1 : 0;
        }
    }

    /** Adds what was counted of a group elsewhere. */
    public void add(GroupFigures figures) {
        int at = place(figures.group());
        if (at >= 0) {
            counts[at + SCORED] += figures.scored();
            counts[at + DECIDED] += figures.decided();
            counts[at + POSITIVES] += figures.positives();
            counts[at + TRUE_POSITIVES] += figures.truePositives();
        }
    }

    /** Counts the label of an event that was scored. */
    public void addLabel(String group, boolean decision, boolean label) {
        change(group, decision, label, 1);
    }

    /** Takes out a label that {@link #addLabel} counted, here or in a part that's merged. */
    public void removeLabel(String group, boolean decision, boolean label) {
        change(group, decision, label, -1);
    }

    private void change(String group, boolean decision, boolean label, int times) {
        int at = place(group);
        if (at >= 0 && label) {
            counts[at + POSITIVES] += times;
            counts[at + TRUE_POSITIVES] += decision ? times : 0;
        }
    }

    private int place(String group) {
        int index = Collections.binarySearch(groups, group);
        return index < 0 ? -1 : index * COUNTS;
    }

    /**
     * Adds another part of the window.
     *
     * @throws IllegalArgumentException if it's of other groups
     */
    public void merge(FairnessWindow other) {
        if (!groups.equals(other.groups)) {
            throw new IllegalArgumentException(
                    "groups " + other.groups + " don't add to " + groups);
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** By name. */
    public List<GroupFigures> groups() {
        List<GroupFigures> figures = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            int at = i * COUNTS;
            figures.add(
                    new GroupFigures(
                            groups.get(i),
                            counts[at + SCORED],
                            counts[at + DECIDED],
                            counts[at + POSITIVES],
                            counts[at + TRUE_POSITIVES]));
        }
        return List.copyOf(figures);
    }

    /**
     * Demographic parity difference: the largest share of positive decisions in a group less the
     * smallest, in [0, 1]. NaN unless two groups have so many events.
     *
     * @param fewest events of a group below which it's left out
     */
    public double demographicParityDifference(long fewest) {
        return difference(fewest, GroupFigures::scored, GroupFigures::positiveDecisions);
    }

    /**
     * Equal opportunity difference: the largest recall of a group less the smallest, in [0, 1]. NaN
     * unless two groups have so many positives.
     *
     * @param fewest positives of a group below which it's left out
     */
    public double equalOpportunityDifference(long fewest) {
        return difference(fewest, GroupFigures::positives, GroupFigures::recall);
    }

    private double difference(
            long fewest, ToLongFunction<GroupFigures> rows, ToDoubleFunction<GroupFigures> rate) {
        double[] rates =
                groups().stream()
                        .filter(group -> rows.applyAsLong(group) >= Math.max(1, fewest))
                        .mapToDouble(rate)
                        .sorted()
                        .toArray();
        return rates.length < 2 ? Double.NaN : rates[rates.length - 1] - rates[0];
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeUnsigned(groups.size(), out);
        for (String group : groups) {
            Compact.writeText(group, out);
        }
        Compact.writeCounts(counts, out);
    }

    /**
     * @throws IOException if the bytes are of an unknown version, or broken
     */
    public static FairnessWindow read(DataInput in) throws IOException {
        Compact.requireVersion("groups of a window", VERSION, in);
        int size = Compact.readSize(in);
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < Math.min(size, MOST_GROUPS + 1); i++) {
            groups.add(Compact.readText(in));
        }
        try {
            FairnessWindow read = new FairnessWindow(groups);
            Compact.readCounts(read.counts, in);
            return read;
        } catch (IllegalArgumentException e) {
            throw new IOException("groups that contradict themselves", e);
        }
    }
}
