package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * How a pipeline is watched.
 *
 * @param window length of the windows of event time that drift and performance are told for, above
 *     zero
 * @param slide event time from one window to the next: the window's length for windows that don't
 *     overlap, otherwise it divides that
 * @param segments features, or expressions over them, by whose values events are looked at apart
 * @param segmentValues of one segment that are told apart, at least 1; the others are one
 * @param fairness groups of events that are to be treated alike
 * @param metrics of the business's own
 * @param reference what windows are compared with
 */
public record Monitor(
        Duration window,
        Duration slide,
        List<Text> segments,
        int segmentValues,
        List<Groups> fairness,
        List<Metric> metrics,
        Reference reference) {
    /** So many values of a segment are told apart if the file says nothing. */
    public static final int SEGMENT_VALUES = 20;

    /** What holds if the file has no {@code monitor}. */
    public static final Monitor DEFAULT = new Monitor(Duration.ofHours(1));

    /**
     * Values of a segment between which decisions are compared.
     *
     * @param by a feature
     * @param values from 2
     */
    public record Groups(Text by, List<Text> values) {
        public Groups {
            values = List.copyOf(values);
        }
    }

    /**
     * What windows are compared with.
     *
     * @param from event time at which a named window begins; the epoch for other kinds
     * @param to event time at which it ends, excluded
     */
    public record Reference(Kind kind, Instant from, Instant to) {
        public static final Reference TRAINING = of(Kind.TRAINING);
        public static final Reference PREVIOUS = of(Kind.PREVIOUS);

        /** What windows can be compared with. */
        public enum Kind {
            /** What the version was trained on. */
            TRAINING,
            /** The window just before. */
            PREVIOUS,
            /** What the version answered between two times. */
            NAMED
        }

        public Reference {
            if (kind == Kind.NAMED && !from.isBefore(to)) {
                throw new IllegalArgumentException(from + " isn't before " + to);
            }
        }

        private static Reference of(Kind kind) {
            return new Reference(kind, Instant.EPOCH, Instant.EPOCH);
        }

        /** As in a pipeline file. */
        public String text() {
            return kind == Kind.NAMED ? from + "/" + to : kind.name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the values of single events become one of a window. */
    public enum Aggregate {
        SUM,
        MEAN,
        /** Of the events for which a condition holds. */
        COUNT,
        /** Of the events, those for which a condition holds. */
        SHARE
    }

    /**
     * A metric of the business's own, such as {@code sum(label == 1 && !decision ? amount : 0.0)}.
     *
     * @param expression within the aggregate
     */
    public record Metric(Text name, Aggregate aggregate, Text expression) {}

    /** Windows that don't overlap, of all events. */
    public Monitor(Duration window) {
        this(window, window, List.of(), SEGMENT_VALUES, List.of(), List.of(), Reference.TRAINING);
    }

    public Monitor {
        segments = List.copyOf(segments);
        fairness = List.copyOf(fairness);
        metrics = List.copyOf(metrics);
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window is " + window + ", it has to be above 0");
        }
        if (slide.isNegative() || slide.isZero() || window.toMillis() % slide.toMillis() != 0) {
            throw new IllegalArgumentException(
                    "slide is " + slide + ", it has to divide the window of " + window);
        }
    }
}
