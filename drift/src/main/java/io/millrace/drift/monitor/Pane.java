package io.millrace.drift.monitor;

import io.millrace.drift.performance.PerformanceWindow;
import io.millrace.drift.performance.ScoreWindow;
import io.millrace.drift.performance.ValueSums;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * What's known of a version's answers to the events of one pane: what was counted when they were
 * given, and the labels since. Panes of a window, and parts of a pane, add up.
 */
final class Pane {
    final PerformanceWindow labels;
    final ScoreWindow scores;
    final ValueSums values;
    @Nullable Integer version;
    @Nullable WindowCounts counts;

    /** Whether something was counted that no window was closed with yet. */
    boolean open;

    Pane() {
        this(new PerformanceWindow(), new ScoreWindow(), new ValueSums());
    }

    private Pane(PerformanceWindow labels, ScoreWindow scores, ValueSums values) {
        this.labels = labels;
        this.scores = scores;
        this.values = values;
    }

    void add(WindowPart part, Function<String, Optional<ReferenceProfile>> profiles) {
        number(part.version());
        labels.addScored(part.scored());
        open = true;
        byte[] bytes = part.scores();
        byte[] counted = part.counts();
        try {
            if (bytes != null) {
                scores.merge(ScoreWindow.read(in(bytes)));
            }
            Optional<ReferenceProfile> profile =
                    counted == null ? Optional.empty() : profiles.apply(part.digest());
            if (counted != null && profile.isPresent()) {
                merge(WindowCounts.read(profile.get(), in(counted)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the counts of a window can't be read", e);
        }
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private void merge(WindowCounts part) {
        WindowCounts known = counts;
        if (known == null) {
            counts = part;
        } else {
            known.merge(part);
        }
    }

    void add(LabelledScore score, double value) {
        number(score.version());
        boolean label = score.label() == 1;
        Double previous = score.previousLabel();
        if (previous == null) {
            labels.addLabel(value, score.decision(), label);
        } else {
            labels.replaceLabel(value, score.decision(), previous == 1, label);
            values.remove(score.attributes().previousValues());
        }
        values.add(score.attributes().values());
    }

    /** A version that has no number yet may get one within a window; it's told once known. */
    private void number(@Nullable Integer other) {
        Integer known = version;
        if (known == null || other == null) {
            version = known == null ? other : known;
        } else {
            version = Math.max(known, other);
        }
    }

    void merge(Pane other) {
        number(other.version);
        labels.merge(other.labels);
        scores.merge(other.scores);
        values.merge(other.values);
        WindowCounts part = other.counts;
        if (part != null && counts == null) {
            WindowCounts fresh = new WindowCounts(part.profile());
            fresh.merge(part);
            counts = fresh;
        } else if (part != null) {
            merge(part);
        }
        open |= other.open;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(version == null ? 0 : version);
        out.writeBoolean(open);
        labels.write(out);
        scores.write(out);
        values.write(out);
        WindowCounts counted = counts;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (counted != null) {
            counted.write(new DataOutputStream(bytes));
        }
        out.writeInt(bytes.size());
        out.write(bytes.toByteArray());
    }

    static Pane read(DataInputStream in, Optional<ReferenceProfile> profile) throws IOException {
        int number = in.readInt();
        boolean open = in.readBoolean();
        Pane pane = new Pane(PerformanceWindow.read(in), ScoreWindow.read(in), ValueSums.read(in));
        pane.version = number == 0 ? null : (Integer) number;
        pane.open = open;
        byte[] counted = new byte[in.readInt()];
        in.readFully(counted);
        if (counted.length > 0 && profile.isPresent()) {
            pane.counts = WindowCounts.read(profile.get(), in(counted));
        }
        return pane;
    }

    /** Of the first format: labels alone. */
    static Pane of(@Nullable Integer version, PerformanceWindow labels) {
        Pane pane = new Pane(labels, new ScoreWindow(), new ValueSums());
        pane.version = version;
        return pane;
    }
}
