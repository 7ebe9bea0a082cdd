package io.millrace.drift.policy;

import io.millrace.drift.codec.Compact;
import io.millrace.drift.compare.Figures;
import io.millrace.drift.compare.Verdict;
import io.millrace.schemas.avro.QualityCount;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Alerts about the data at the door, from the counts of a pipeline's expectations: a rule that too
 * many events break, a rule about windows that one doesn't meet, and too many dead letters of a
 * source. They open and end as those about drift do.
 *
 * <p>A rule is judged with each record of a window; records add up. The share of dead letters needs
 * all rules of a window, so it's judged when the source's windows are one further. Records that
 * couldn't be decoded, and late ones, aren't in the counts.
 *
 * <p>Not safe for use by several threads.
 */
public final class QualityWatch {
    /** The rule of an alert about an expectation. */
    public static final String FAILED_EXPECTATION = "failed-expectation";

    /** The rule of an alert about a source's dead letters. */
    public static final String DEAD_LETTERS = "dead-letters";

    private static final byte VERSION = 1;
    private static final String DEAD_LETTER = "dead-letter";

    /** Fewer events, and a share says nothing. */
    private static final long FEWEST = 100;

    /** Records of a window come close to each other; older windows are forgotten. */
    private static final int KEPT_WINDOWS = 4;

    private final OptionalDouble failedShare;
    private final OptionalDouble deadLetterShare;
    private AlertBook book;
    private final Map<String, TreeMap<Long, Window>> sources = new TreeMap<>();

    /**
     * @param about pipeline and model; the digest is empty
     * @param failedShare of a window's events from which on a broken expectation is an alert, in
     *     (0, 1]; empty for never
     * @param deadLetterShare the same of a source's dead letters
     */
    public QualityWatch(
            ModelVersion about, OptionalDouble failedShare, OptionalDouble deadLetterShare) {
        this.book = new AlertBook(about);
        this.failedShare = failedShare;
        this.deadLetterShare = deadLetterShare;
    }

    /** What's known of one window of a source: counts by rule. */
    private static final class Window {
        final Map<String, long[]> counts = new TreeMap<>();
        long end;
        boolean judged;
    }

    /** Takes a record of the topic {@code quality}, and says what opens or ends by it. */
    public List<Alert> on(QualityCount count) {
        TreeMap<Long, Window> windows =
                sources.computeIfAbsent(count.getSource(), none -> new TreeMap<>());
        long start = count.getWindowStart().toEpochMilli();
        Window window = windows.computeIfAbsent(start, none -> new Window());
        window.end = count.getWindowEnd().toEpochMilli();
        long[] sums = window.counts.computeIfAbsent(count.getRule(), none -> new long[3]);
        sums[0] += count.getChecked();
        sums[1] += count.getFailed();
        sums[2] += DEAD_LETTER.equals(count.getOtherwise()) ? count.getActed() : 0;

        List<Alert> alerts = new ArrayList<>();
        if (failedShare.isPresent()) {
            Observation seen = expectation(count, sums, failedShare.getAsDouble());
            book.observe(start, window.end, seen).ifPresent(alerts::add);
        }
        if (deadLetterShare.isPresent()) {
            judgeOlder(count.getSource(), windows, deadLetterShare.getAsDouble(), alerts);
        }
        while (windows.size() > KEPT_WINDOWS) {
            windows.pollFirstEntry();
        }
        return alerts;
    }

    private static Observation expectation(QualityCount count, long[] sums, double threshold) {
        String subject = count.getSource() + ": " + count.getRule();
        Optional<Boolean> holds = Optional.ofNullable(count.getHolds());
        if (holds.isPresent()) {
            String summary =
                    subject + (holds.get() ? " holds" : " doesn't hold") + " for the window";
            return observation(FAILED_EXPECTATION, subject, holds.get() ? 0 : 1, 1, true, summary);
        }
        double share = sums[0] == 0 ? 0 : (double) sums[1] / sums[0];
        String summary =
                "%s of %s's events break \"%s\" (%s of %s)"
                        .formatted(
                                Figures.percent(share),
                                count.getSource(),
                                count.getRule(),
                                Figures.of(sums[1]),
                                Figures.of(sums[0]));
        return observation(
                FAILED_EXPECTATION, subject, share, threshold, sums[0] >= FEWEST, summary);
    }

    /** Those that a later window lies between: all of their records have come. */
    private void judgeOlder(
            String source, TreeMap<Long, Window> windows, double threshold, List<Alert> alerts) {
        long newest = windows.lastKey();
        for (Map.Entry<Long, Window> entry : windows.entrySet()) {
            Window window = entry.getValue();
            if (!window.judged && window.end < newest) {
                window.judged = true;
                Observation seen = deadLetters(source, window, threshold);
                book.observe(entry.getKey(), window.end, seen).ifPresent(alerts::add);
            }
        }
    }

    private static Observation deadLetters(String source, Window window, double threshold) {
        long events = 0;
        long dead = 0;
        for (long[] sums : window.counts.values()) {
            events = Math.max(events, sums[0]);
            dead += sums[2];
        }
        double share = events == 0 ? 0 : (double) dead / events;
        String summary =
                "%s of %s's events became dead letters (%s of %s)"
                        .formatted(
                                Figures.percent(share),
                                source,
                                Figures.of(dead),
                                Figures.of(events));
        return observation(DEAD_LETTERS, source, share, threshold, events >= FEWEST, summary);
    }

    private static Observation observation(
            String rule,
            String subject,
            double value,
            double threshold,
            boolean known,
            String summary) {
        Verdict verdict = value >= threshold ? Verdict.ALERT : Verdict.OK;
        return new Observation(
                rule,
                subject,
                known ? verdict : Verdict.UNKNOWN,
                value,
                threshold,
                summary,
                List.of(summary));
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        book.write(out);
        Compact.writeUnsigned(sources.size(), out);
        for (Map.Entry<String, TreeMap<Long, Window>> source : sources.entrySet()) {
            Compact.writeText(source.getKey(), out);
            Compact.writeUnsigned(source.getValue().size(), out);
            for (Map.Entry<Long, Window> entry : source.getValue().entrySet()) {
                Window window = entry.getValue();
                Compact.writeSigned(entry.getKey(), out);
                Compact.writeSigned(window.end, out);
                out.writeBoolean(window.judged);
                Compact.writeUnsigned(window.counts.size(), out);
                for (Map.Entry<String, long[]> counts : window.counts.entrySet()) {
                    Compact.writeText(counts.getKey(), out);
                    for (long sum : counts.getValue()) {
                        Compact.writeUnsigned(sum, out);
                    }
                }
            }
        }
    }

    /**
     * Takes up what was written.
     *
     * @throws IOException if the bytes are of an unknown version
     */
    public void restore(DataInput in) throws IOException {
        Compact.requireVersion("a watch over quality", VERSION, in);
        book = AlertBook.read(in);
        for (int left = Compact.readSize(in); left > 0; left--) {
            TreeMap<Long, Window> windows = new TreeMap<>();
            sources.put(Compact.readText(in), windows);
            for (int more = Compact.readSize(in); more > 0; more--) {
                Window window = new Window();
                windows.put(Compact.readSigned(in), window);
                window.end = Compact.readSigned(in);
                window.judged = in.readBoolean();
                for (int rules = Compact.readSize(in); rules > 0; rules--) {
                    String rule = Compact.readText(in);
                    long[] sums = new long[3];
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] = Compact.readUnsigned(in);
                    }
                    window.counts.put(rule, sums);
                }
            }
        }
    }
}
