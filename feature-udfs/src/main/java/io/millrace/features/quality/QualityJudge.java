package io.millrace.features.quality;

import io.millrace.features.FeaturePlan;
import io.millrace.features.QualityRule;
import io.millrace.features.quality.QualityCounts.Window;
import io.millrace.schemas.pipeline.Otherwise;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Judges whole windows, each once, when no more events can be admitted to it. A window without
 * events has a volume, too: 0. So every window from the first one with an event on is judged, up to
 * the watermark, or at the end of the stream up to the last one with an event; of a gap of more
 * than {@value #LONGEST_GAP} windows only the first so many.
 */
public final class QualityJudge {
    private static final byte VERSION = 1;
    private static final int LONGEST_GAP = 1_000;

    /** The windows of one length of one source. */
    private record Series(int source, long length) implements Comparable<Series> {
        private static final Comparator<Series> ORDER =
                Comparator.comparingInt(Series::source).thenComparing(Series::length);

        @Override
        public int compareTo(Series other) {
            return ORDER.compare(this, other);
        }
    }

    private final List<List<QualityRule>> rules;

    /**
     * How far a series was judged.
     *
     * @param next where the next window starts that's to be judged
     * @param emptyUntil where windows without events aren't told any more
     */
    private record Progress(long next, long emptyUntil) {}

    /** Nothing of a series before its first event. */
    private final TreeMap<Series, Progress> progress = new TreeMap<>();

    private final TreeMap<Series, TreeMap<Long, QualityCounts>> taken = new TreeMap<>();

    public QualityJudge(FeaturePlan plan) {
        rules = IntStream.range(0, plan.sources().size()).mapToObj(plan::qualityRules).toList();
    }

    /**
     * Takes a window that's over. Of one that was judged already there can only be refused events
     * now; those aren't looked at.
     */
    public void take(QualityCounts counts) {
        Window window = counts.window();
        if (counts.admitted() > 0) {
            taken.computeIfAbsent(
                            new Series(window.source(), window.length()), series -> new TreeMap<>())
                    .put(window.start(), counts);
        }
    }

    /**
     * Judges all windows that are over and weren't judged; of those with events all must have been
     * taken.
     */
    public List<QualityVerdict> judge(long watermark) {
        taken.forEach(
                (series, windows) ->
                        progress.putIfAbsent(
                                series, new Progress(windows.firstKey(), windows.firstKey())));
        List<QualityVerdict> verdicts = new ArrayList<>();
        progress.replaceAll(
                (series, known) -> {
                    TreeMap<Long, QualityCounts> windows =
                            taken.getOrDefault(series, new TreeMap<>());
                    return judge(series, known, windows, watermark, verdicts);
                });
        taken.clear();
        return verdicts;
    }

    private Progress judge(
            Series series,
            Progress known,
            TreeMap<Long, QualityCounts> windows,
            long watermark,
            List<QualityVerdict> verdicts) {
        Progress now = known;
        for (QualityCounts counts : windows.values()) {
            empties(series, now, counts.window().start(), verdicts);
            judge(counts.window(), counts, verdicts);
            long end = counts.window().end();
            now = new Progress(end, end + LONGEST_GAP * series.length);
        }
        // Where the stream ends, so do its windows.
        if (watermark < Long.MAX_VALUE && watermark >= now.next) {
            long end = Math.floorDiv(watermark + 1, series.length) * series.length;
            empties(series, now, end, verdicts);
            now = new Progress(Math.max(now.next, end), now.emptyUntil);
        }
        return now;
    }

    private void empties(Series series, Progress known, long until, List<QualityVerdict> verdicts) {
        long last = Math.min(until, known.emptyUntil);
        for (long start = known.next; start < last; start += series.length) {
            Window window = new Window(series.source, start, series.length);
            judge(window, new QualityCounts(window, rules.get(series.source).size()), verdicts);
        }
    }

    private void judge(Window window, QualityCounts counts, List<QualityVerdict> verdicts) {
        List<QualityRule> ofSource = rules.get(window.source());
        for (int number = 0; number < ofSource.size(); number++) {
            QualityRule rule = ofSource.get(number);
            QualityRule.Bounds bounds = rule.bounds();
            if (bounds == null || rule.window() != window.length()) {
                continue;
            }
            // A share of nothing says nothing.
            if (counts.admitted() > 0 || bounds instanceof QualityRule.Volume) {
                long nulls = counts.failed(number);
                boolean holds = bounds.hold(counts.admitted(), nulls);
                boolean stops = !holds && rule.otherwise() == Otherwise.STOP;
                verdicts.add(
                        new QualityVerdict(window, number, counts.admitted(), nulls, holds, stops));
            }
        }
    }

    /** What's known for a snapshot, between watermarks. */
    public byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        out.writeInt(progress.size());
        for (Map.Entry<Series, Progress> entry : progress.entrySet()) {
            out.writeInt(entry.getKey().source());
            out.writeLong(entry.getKey().length());
            out.writeLong(entry.getValue().next());
            out.writeLong(entry.getValue().emptyUntil());
        }
        return bytes.toByteArray();
    }

    /**
     * @throws IOException if it's of an unknown version
     */
    public void restore(byte[] written) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(written));
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException(
                    "judged windows of format " + version + "; this release reads " + VERSION);
        }
        for (int left = in.readInt(); left > 0; left--) {
            Series series = new Series(in.readInt(), in.readLong());
            Progress known = new Progress(in.readLong(), in.readLong());
            if (series.source < rules.size()) {
                progress.put(series, known);
            }
        }
    }
}
