package io.millrace.jobs.label;

import io.millrace.features.Refusal;
import io.millrace.jobs.kafka.ByteFields;
import io.millrace.schemas.avro.LabelOrigin;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.TreeSet;

/**
 * One event's prediction and its labels, in event time.
 *
 * <p>A label counts if it was known at most the horizon after the event, by its own time, whenever
 * it comes; several make revisions. An event without one at the horizon takes the default. Nothing
 * depends on the order in which records arrive, but for the numbers of revisions when a label comes
 * later than its allowed disorder.
 *
 * <p>It's kept for a second horizon, for labels in time that come late; then it's dropped. A label
 * whose prediction doesn't come within the horizon is refused.
 */
final class LabelJoin {
    private static final byte FORMAT = 1;

    private final long within;
    private final @Nullable Double otherwise;
    private final long disorder;
    private final TreeSet<Label> waiting =
            new TreeSet<>(
                    Comparator.comparingLong(Label::labelledAt)
                            .thenComparing(label -> label.record().at().topic())
                            .thenComparingInt(label -> label.record().at().partition())
                            .thenComparingLong(label -> label.record().at().offset()));
    private byte @Nullable [] prediction;
    private long eventTime;
    private int revision;
    private double label;

    /** What comes of the join. */
    interface Answers {
        void labelled(
                byte[] prediction,
                double label,
                LabelOrigin origin,
                long labelledAt,
                int revision,
                @Nullable Double previous);

        void refused(Label label, Refusal refusal);
    }

    /** A join that nothing has come to yet. */
    LabelJoin(LabelSettings settings) {
        this(settings.within(), settings.otherwise(), settings.labels().outOfOrderness());
    }

    /** All in milliseconds of event time, but for the label that stands for none. */
    LabelJoin(long within, @Nullable Double otherwise, long disorder) {
        this.within = within;
        this.otherwise = otherwise;
        this.disorder = disorder;
    }

    /** Takes the event's prediction; a second one is ignored. */
    void predicted(byte[] value, long time) {
        if (prediction == null) {
            prediction = value;
            eventTime = time;
        }
    }

    void labelled(Label next) {
        waiting.add(next);
    }

    /** Whether there's nothing to keep. */
    boolean isOver() {
        return prediction == null && waiting.isEmpty();
    }

    /** Event time at which {@link #advance} has something to do; MAX_VALUE for never. */
    long nextDue() {
        long next = Long.MAX_VALUE;
        if (prediction != null) {
            next = revision == 0 && otherwise != null ? horizon() : horizon() + within;
        }
        for (Label one : waiting) {
            next = Math.min(next, due(one));
        }
        return next;
    }

    private long due(Label one) {
        return one.labelledAt() + disorder + (prediction == null ? within : 0);
    }

    /** When every label in time has come, but for late ones. */
    private long horizon() {
        return eventTime + within + disorder;
    }

    /** Does all that's due at an event time. */
    void advance(long time, Answers answers) {
        for (Iterator<Label> labels = waiting.iterator(); labels.hasNext(); ) {
            Label next = labels.next();
            if (due(next) <= time) {
                labels.remove();
                decide(next, answers);
            }
        }
        if (prediction == null) {
            return;
        }
        if (revision == 0 && otherwise != null && horizon() <= time) {
            answer(otherwise, LabelOrigin.HORIZON, eventTime + within, answers);
        }
        if (horizon() + within <= time) {
            prediction = null;
        }
    }

    private void decide(Label next, Answers answers) {
        if (prediction == null) {
            answers.refused(next, withoutPrediction(next));
            return;
        }
        long labelledAt = Math.max(next.labelledAt(), eventTime);
        if (labelledAt > eventTime + within) {
            answers.refused(next, tooLate(labelledAt));
        } else if (revision == 0 || next.value() != label) {
            answer(next.value(), LabelOrigin.RECORD, labelledAt, answers);
        }
    }

    private void answer(double value, LabelOrigin origin, long labelledAt, Answers answers) {
        byte[] served = prediction;
        if (served == null) {
            throw new IllegalStateException("a label without a prediction can't be answered");
        }
        Double previous = revision == 0 ? null : label;
        revision++;
        label = value;
        answers.labelled(served, value, origin, labelledAt, revision, previous);
    }

    private Refusal withoutPrediction(Label next) {
        return new Refusal(
                "label-without-prediction",
                null,
                "no prediction of event \""
                        + next.eventId()
                        + "\" within "
                        + Duration.ofMillis(within)
                        + " after its label of "
                        + Instant.ofEpochMilli(next.labelledAt())
                        + "; is the id right, and was the event answered?");
    }

    private Refusal tooLate(long labelledAt) {
        return new Refusal(
                "label-too-late",
                null,
                "known at "
                        + Instant.ofEpochMilli(labelledAt)
                        + ", more than "
                        + Duration.ofMillis(within)
                        + " after its event at "
                        + Instant.ofEpochMilli(eventTime)
                        + "; labels.within says how late a label may be");
    }

    /** As bytes for the state. */
    byte[] packed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            ByteFields.write(prediction, out);
            out.writeLong(eventTime);
            out.writeInt(revision);
            out.writeDouble(label);
            out.writeInt(waiting.size());
            for (Label one : waiting) {
                LabelSerializer.write(one, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** From bytes of the state; null for a new one. */
    static LabelJoin of(byte @Nullable [] packed, LabelSettings settings) {
        LabelJoin join = new LabelJoin(settings);
        if (packed == null) {
            return join;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalStateException(
                        "the state of a label join has format "
                                + format
                                + "; this version reads "
                                + FORMAT);
            }
            join.prediction = ByteFields.read(in);
            join.eventTime = in.readLong();
            join.revision = in.readInt();
            join.label = in.readDouble();
            for (int left = in.readInt(); left > 0; left--) {
                join.waiting.add(LabelSerializer.read(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state of a label join can't be read", e);
        }
        return join;
    }
}
