package io.millrace.jobs.label;

import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.pipeline.Labels;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** Joins events of the past with their labels, by the label job's own rule. */
public final class OfflineLabels {
    private static final byte[] ANY = new byte[0];

    private final long within;
    private final @Nullable Double otherwise;

    public OfflineLabels(Labels declared) {
        within = declared.within().toMillis();
        otherwise = declared.otherwise().orElse(null);
    }

    /**
     * A label.
     *
     * @param knownAt event time in epoch milliseconds
     * @param position where it stands among the labels, which decides between equal times
     */
    public record Known(double value, long knownAt, long position) {}

    /** What an event's label is. */
    public sealed interface Answer {
        /** The newest that was known in time, or the one that stands for none. */
        record Labelled(double value, long knownAt, LabelOrigin origin) implements Answer {}

        /** None is there, and none stands for it. */
        record Unlabelled() implements Answer {}

        /** None is there yet, and one may still come in time. */
        record Undecided() implements Answer {}
    }

    /**
     * One event's label.
     *
     * @param eventTime of the event, in epoch milliseconds
     * @param known its labels in any order
     * @param knownUntil event time up to which labels are there
     */
    public Answer label(String eventId, long eventTime, List<Known> known, long knownUntil) {
        LabelJoin join = new LabelJoin(within, otherwise, 0);
        join.predicted(ANY, eventTime);
        known.forEach(label -> join.labelled(of(eventId, label)));
        Newest newest = new Newest();
        join.advance(Long.MAX_VALUE, newest);
        Optional<Answer.Labelled> found = newest.answer;
        boolean open = knownUntil - within < eventTime;
        if (open && found.filter(label -> label.origin() == LabelOrigin.RECORD).isEmpty()) {
            return new Answer.Undecided();
        }
        return found.<Answer>map(label -> label).orElseGet(Answer.Unlabelled::new);
    }

    private static Label of(String eventId, Known known) {
        Coordinates at = new Coordinates("labels", 0, known.position(), 0);
        return new Label(
                eventId, known.value(), known.knownAt(), new Refused(at, null, null, List.of()));
    }

    /** Keeps the last revision. */
    private static final class Newest implements LabelJoin.Answers {
        private Optional<Answer.Labelled> answer = Optional.empty();

        @Override
        public void labelled(
                byte[] prediction,
                double label,
                LabelOrigin origin,
                long labelledAt,
                int revision,
                @Nullable Double previous) {
            answer = Optional.of(new Answer.Labelled(label, labelledAt, origin));
        }

        @Override
        public void refused(Label label, Refusal refusal) {
            // Known too late: it doesn't count.
        }
    }
}
