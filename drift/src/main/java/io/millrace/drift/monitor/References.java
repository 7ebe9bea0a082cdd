package io.millrace.drift.monitor;

import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What windows are compared with, when it isn't what the version was trained on: a training profile
 * knows no segments, and each has its own world. A segment's reference is what came first of it
 * under the version, {@value #FIRST_ROWS} rows or more in whole panes. Not safe for use by several
 * threads.
 */
final class References {
    static final int FIRST_ROWS = 1_000;
    static final String FIRST_WINDOWS = "the first windows of the segment";

    private final Reference reference;
    private final long window;
    private final int mostOfAName;
    private final TreeMap<Of, Baseline> baselines = new TreeMap<>();

    private record Of(String digest, Segment segment) implements Comparable<Of> {
        private static final Comparator<Of> ORDER =
                Comparator.comparing(Of::digest).thenComparing(Of::segment);

        @Override
        public int compareTo(Of other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Baseline {
        final WindowCounts counts;
        long until = Long.MIN_VALUE;

        Baseline(WindowCounts counts) {
            this.counts = counts;
        }
    }

    /** Counts beside their reference, and what that is. */
    record Compared(WindowCounts counts, String reference) {}

    References(MonitorSettings settings) {
        reference = settings.options().reference();
        window = settings.window();
        mostOfAName = 4 * settings.options().segmentValues();
    }

    /** Takes a pane that's over, in the order of event time. */
    void seen(VersionKey pane, long end, WindowCounts counts) {
        Of of = new Of(pane.digest(), pane.segment());
        Baseline known = baselines.get(of);
        boolean named = reference.kind() == Reference.Kind.NAMED;
        boolean wanted =
                named
                        ? reference.holds(pane.windowStart())
                        : !pane.segment().isAll()
                                && (known == null || known.counts.rows() < FIRST_ROWS);
        if (!wanted || known == null && isFull(of)) {
            return;
        }
        Baseline baseline =
                known == null ? new Baseline(new WindowCounts(counts.profile())) : known;
        baselines.put(of, baseline);
        baseline.counts.merge(counts);
        baseline.until = Math.max(baseline.until, end);
    }

    /** Values of a segment come and go; those that came first have a reference. */
    private boolean isFull(Of of) {
        return baselines.keySet().stream()
                        .filter(one -> one.digest.equals(of.digest))
                        .filter(one -> one.segment.name().equals(of.segment.name()))
                        .count()
                >= mostOfAName;
    }

    /**
     * A window's counts beside what they're compared with.
     *
     * @param previous the window's predecessor; null if there's none
     */
    Optional<Compared> of(VersionKey key, WindowCounts counts, @Nullable Pane previous) {
        if (lookBack()) {
            WindowCounts before = previous == null ? null : previous.counts;
            if (before != null && before.rows() > 0) {
                return Optional.of(new Compared(counts.against(before), reference.text()));
            }
        }
        Baseline known = baselines.get(new Of(key.digest(), key.segment()));
        boolean named = reference.kind() == Reference.Kind.NAMED;
        boolean whole =
                known != null
                        && key.windowStart() >= (named ? reference.to() : known.until)
                        && (named || known.counts.rows() >= FIRST_ROWS);
        if (known != null && whole && (named || !key.segment().isAll())) {
            return Optional.of(
                    new Compared(
                            counts.against(known.counts),
                            named ? reference.text() : FIRST_WINDOWS));
        }
        return key.segment().isAll()
                ? Optional.of(new Compared(counts, Reference.TRAINING.text()))
                : Optional.empty();
    }

    /** Whether a window's predecessor matters. */
    boolean lookBack() {
        return reference.kind() == Reference.Kind.PREVIOUS;
    }

    /** How long a pane's counts are needed after its end. */
    long kept() {
        return lookBack() ? 2 * window : window;
    }

    /** Forgets the versions that aren't among these. */
    void retain(Set<String> digests) {
        baselines.keySet().removeIf(of -> !digests.contains(of.digest));
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(baselines.size());
        for (Map.Entry<Of, Baseline> baseline : baselines.entrySet()) {
            out.writeUTF(baseline.getKey().digest);
            out.writeUTF(baseline.getKey().segment.name());
            out.writeUTF(baseline.getKey().segment.value());
            out.writeLong(baseline.getValue().until);
            ByteArrayOutputStream counts = new ByteArrayOutputStream();
            baseline.getValue().counts.write(new DataOutputStream(counts));
            out.writeInt(counts.size());
            out.write(counts.toByteArray());
        }
    }

    void read(DataInputStream in, Function<String, Optional<ReferenceProfile>> profiles)
            throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String digest = in.readUTF();
            Of of = new Of(digest, new Segment(in.readUTF(), in.readUTF()));
            long until = in.readLong();
            byte[] counts = new byte[in.readInt()];
            in.readFully(counts);
            Optional<ReferenceProfile> profile = profiles.apply(digest);
            if (profile.isPresent()) {
                DataInputStream written = new DataInputStream(new ByteArrayInputStream(counts));
                Baseline baseline = new Baseline(WindowCounts.read(profile.get(), written));
                baseline.until = until;
                baselines.put(of, baseline);
            }
        }
    }
}
