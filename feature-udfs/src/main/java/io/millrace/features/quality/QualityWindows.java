package io.millrace.features.quality;

import io.millrace.features.Expectations;
import io.millrace.features.FeaturePlan;
import io.millrace.features.QualityRule;
import io.millrace.features.quality.QualityCounts.Window;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The windows that aren't over. Events are counted one by one: {@link #begin}, then its failures.
 * For one thread.
 *
 * <p>Refused events may have any time. So that a flood of odd ones can't open windows without end,
 * {@link #surplus} hands out the farthest of them early; they add up all the same.
 */
public final class QualityWindows implements Expectations.Failures {
    private static final int MOST_OPEN = 10_000;

    private final List<List<QualityRule>> rules;

    /** By source, the lengths of its windows. */
    private final long[][] lengths;

    /** By source, then by rule: the index of its window's length. */
    private final int[][] lengthOf;

    private final TreeMap<Window, QualityCounts> open = new TreeMap<>();

    /** By source, then by length: where the last event was counted. */
    private final @Nullable QualityCounts[][] newest;

    private @Nullable QualityCounts[] current = new QualityCounts[0];
    private int source;

    public QualityWindows(FeaturePlan plan) {
        rules = IntStream.range(0, plan.sources().size()).mapToObj(plan::qualityRules).toList();
        lengths =
                rules.stream()
                        .map(r -> r.stream().mapToLong(QualityRule::window).distinct().toArray())
                        .toArray(long[][]::new);
        lengthOf = new int[rules.size()][];
        newest = new QualityCounts[rules.size()][];
        for (int i = 0; i < rules.size(); i++) {
            long[] known = lengths[i];
            lengthOf[i] =
                    rules.get(i).stream().mapToInt(rule -> indexOf(rule.window(), known)).toArray();
            newest[i] = new QualityCounts[known.length];
        }
    }

    private static int indexOf(long length, long[] known) {
        int index = 0;
        while (known[index] != length) {
            index++;
        }
        return index;
    }

    /** The rules of a source, as they're numbered. */
    public List<QualityRule> rules(int ofSource) {
        return rules.get(ofSource);
    }

    /**
     * Counts an event; what's told by {@link #failed} from now on is about it.
     *
     * @param time in milliseconds of event time
     * @param admitted false if it's a dead letter
     */
    public void begin(int ofSource, long time, boolean admitted) {
        source = ofSource;
        current = newest[ofSource];
        for (int i = 0; i < current.length; i++) {
            QualityCounts counts = current[i];
            if (counts == null || !counts.window().contains(time)) {
                counts = counts(Window.of(ofSource, time, lengths[ofSource][i]));
                current[i] = counts;
            }
            counts.count(admitted);
        }
    }

    private QualityCounts counts(Window window) {
        return open.computeIfAbsent(
                window, w -> new QualityCounts(w, rules.get(w.source()).size()));
    }

    @Override
    public void failed(int rule, boolean acted) {
        QualityCounts counts = current[lengthOf[source][rule]];
        if (counts == null) {
            throw new IllegalStateException("a failure before its event");
        }
        counts.fail(rule, acted);
    }

    /** Adds a part that was counted elsewhere by the same rules. */
    public void add(QualityCounts part) {
        counts(part.window()).add(part);
    }

    /** Writes all that's counted so far, each part with its rules' names, for a snapshot. */
    public void write(PartWriter writer) throws Exception {
        for (QualityCounts part : open.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            List<QualityRule> known = rules.get(part.window().source());
            out.writeInt(known.size());
            for (QualityRule rule : known) {
                out.writeUTF(rule.rule());
            }
            part.write(out);
            writer.write(bytes.toByteArray());
        }
    }

    /** Where a snapshot's parts go. */
    public interface PartWriter {
        void write(byte[] part) throws Exception;
    }

    /**
     * Adds a part of a snapshot. Rules are found by name, since the pipeline may have others by
     * now.
     *
     * @throws IOException if it's of an unknown version
     */
    public void restore(byte[] written) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(written));
        List<String> names = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            names.add(in.readUTF());
        }
        QualityCounts part = QualityCounts.read(in);
        if (part.window().source() < rules.size()) {
            List<QualityRule> known = rules.get(part.window().source());
            int[] numbers = known.stream().mapToInt(rule -> names.indexOf(rule.rule())).toArray();
            counts(part.window()).add(part.renumbered(numbers));
        }
    }

    /** Takes out the windows that are over, in the order of their ends. */
    public List<QualityCounts> close(long watermark) {
        List<QualityCounts> over = new ArrayList<>();
        while (!open.isEmpty() && open.firstKey().isOver(watermark)) {
            over.add(take(open.firstKey()));
        }
        return over;
    }

    /** Takes out the farthest window if there are too many and it's of refused events only. */
    public @Nullable QualityCounts surplus() {
        boolean takes = open.size() > MOST_OPEN && open.lastEntry().getValue().admitted() == 0;
        return takes ? take(open.lastKey()) : null;
    }

    private QualityCounts take(Window window) {
        @Nullable QualityCounts[] last = newest[window.source()];
        for (int i = 0; i < last.length; i++) {
            QualityCounts counts = last[i];
            if (counts != null && counts.window().equals(window)) {
                last[i] = null;
            }
        }
        QualityCounts counts = open.remove(window);
        if (counts == null) {
            throw new IllegalStateException("no such window: " + window);
        }
        return counts;
    }

    /** What's counted so far, in the order in which windows end. */
    public Collection<QualityCounts> open() {
        return open.values();
    }
}
