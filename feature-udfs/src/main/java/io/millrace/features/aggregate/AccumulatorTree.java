package io.millrace.features.aggregate;

import io.millrace.features.aggregate.Accumulators.Stretch;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Accumulators of a window whose values come in at its end and leave at its start, for functions
 * that can only be added to and merged.
 *
 * <p>Structure: time is cut into nodes of a tree by the hexadecimal digits of epoch milliseconds. A
 * leaf is a millisecond, whose values are added one after the other; a node's accumulator is its
 * children's, merged from the earliest on; a node with one child is that child. So the result
 * depends on the values and their times only, not on which part of the history was seen, on
 * restarts, or on what's kept. Kept are accumulators of whole nodes: when time leaves a node it's
 * folded into one (if it has come to {@value #MANY}), and when values begin to leave a folded node
 * it's taken apart again, by looking at its values once more.
 *
 * <p>Cost: a value is looked at once for each level it's folded on, and an answer merges what's
 * kept: some {@code 15 log16(w)} accumulators in the worst case, for a window of w milliseconds.
 * The idea of folding by powers is that of the exponential histogram (Datar et al., SIAM J. Comput.
 * 31, 2002); keys of a trie make it independent of the start.
 */
final class AccumulatorTree<A> {
    /** Fewer accumulators aren't worth folding: they'd be taken apart again soon. */
    private static final int MANY = 8;

    private static final int DIGIT = 4;

    private final Accumulators<A> accumulators;
    private final boolean keepsOne;
    private final List<Stretch<A>> stretches = new ArrayList<>();

    /** What's done with a value; says whether to go on. */
    interface Visit {
        boolean visit(Object value, long time);
    }

    /** The window's values, from the oldest on. */
    interface Again {
        void visit(Visit visit);
    }

    /**
     * @param keepsOne whether one accumulator does: values don't leave, or can be retracted
     */
    AccumulatorTree(Accumulators<A> accumulators, boolean keepsOne) {
        this.accumulators = accumulators;
        this.keepsOne = keepsOne;
    }

    void clear() {
        stretches.clear();
    }

    boolean isEmpty() {
        return stretches.isEmpty();
    }

    void add(Object value, long time) {
        append(stretches, value, time, keepsOne);
    }

    private void append(List<Stretch<A>> to, Object value, long time, boolean toLast) {
        Stretch<A> last = to.isEmpty() ? null : to.get(to.size() - 1);
        boolean isLeaf = last != null && last.first == time && last.last == time;
        if (last != null && last.isStale && (toLast || isLeaf)) {
            last.count++; // it's looked at again anyway
            return;
        }
        if (last == null || !(toLast || isLeaf)) {
            if (last != null && to == stretches) {
                foldBefore(time);
            }
            last = accumulators.empty(time);
            to.add(last);
        }
        accumulators.add(last, value, time);
    }

    /** Folds the largest node that ends before a time. */
    private void foldBefore(long time) {
        long last = stretches.get(stretches.size() - 1).last;
        int digit = highestDigit(last, time);
        int from = stretches.size();
        while (from > 0 && node(stretches.get(from - 1).last, digit) == node(last, digit)) {
            from--;
        }
        if (stretches.size() - from >= MANY && !stretches.get(from).isStale) {
            List<Stretch<A>> node = stretches.subList(from, stretches.size());
            Stretch<A> folded = fold(node);
            node.clear();
            stretches.add(folded);
        }
    }

    /** Takes the oldest value away from an accumulator that's the only one. */
    void retract(Object value, long time) {
        Stretch<A> only = stretches.get(0);
        accumulators.retract(only, value, time);
        if (only.count == 0) {
            stretches.clear();
        } else if (only.failure != null) {
            only.isStale = true;
        }
    }

    /** Takes the oldest value away. */
    void evict() {
        Stretch<A> oldest = stretches.get(0);
        oldest.count--;
        oldest.isStale = true;
        if (oldest.count == 0) {
            stretches.remove(0);
        }
    }

    /** Takes a node apart of which values have left. */
    void repair(Again values) {
        if (stretches.isEmpty() || !stretches.get(0).isStale) {
            return;
        }
        long count = stretches.get(0).count;
        List<Stretch<A>> leaves = new ArrayList<>();
        long[] left = {count};
        values.visit(
                (value, time) -> {
                    append(leaves, value, time, keepsOne);
                    return --left[0] > 0;
                });
        stretches.remove(0);
        stretches.addAll(0, keepsOne ? leaves : spine(leaves));
    }

    /** Few accumulators for many leaves, such that the first value can leave: fine, then coarse. */
    private List<Stretch<A>> spine(List<Stretch<A>> leaves) {
        if (leaves.size() < MANY) {
            return leaves;
        }
        List<Stretch<A>> spine = new ArrayList<>();
        List<List<Stretch<A>>> children = children(leaves);
        spine.addAll(spine(children.get(0)));
        children.subList(1, children.size()).forEach(child -> spine.add(fold(child)));
        return spine;
    }

    /**
     * What the window's values have come to.
     *
     * @throws IllegalStateException if the function has failed for them
     */
    A fold() {
        return stretches.isEmpty() ? accumulators.nothing() : accumulators.result(fold(stretches));
    }

    private Stretch<A> fold(List<Stretch<A>> some) {
        if (some.size() == 1) {
            return some.get(0);
        }
        List<List<Stretch<A>>> children = children(some);
        Stretch<A> folded = fold(children.get(0));
        for (List<Stretch<A>> child : children.subList(1, children.size())) {
            folded = accumulators.merge(folded, fold(child));
        }
        return folded;
    }

    /** The children of the smallest node that has all; at least two. */
    private List<List<Stretch<A>>> children(List<Stretch<A>> some) {
        int digit = highestDigit(some.get(0).last, some.get(some.size() - 1).last);
        List<List<Stretch<A>>> children = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= some.size(); to++) {
            boolean ends =
                    to == some.size()
                            || node(some.get(to).last, digit) != node(some.get(from).last, digit);
            if (ends) {
                children.add(some.subList(from, to));
                from = to;
            }
        }
        return children;
    }

    /** The highest hexadecimal digit in which two times differ, from 0. */
    private static int highestDigit(long one, long other) {
        return (Long.SIZE - 1 - Long.numberOfLeadingZeros(one ^ other)) / DIGIT;
    }

    /** The node of times that only differ in lower digits. */
    private static long node(long time, int digit) {
        return time >>> (DIGIT * digit);
    }

    void write(ByteWriter out) {
        out.putUnsigned(stretches.size());
        long before = 0;
        for (Stretch<A> stretch : stretches) {
            accumulators.write(stretch, before, out);
            before = stretch.last;
        }
    }

    void read(ByteReader in) {
        stretches.clear();
        long before = 0;
        for (int left = in.getCount(); left > 0; left--) {
            Stretch<A> stretch = accumulators.read(before, in);
            before = stretch.last;
            stretches.add(stretch);
        }
    }
}
