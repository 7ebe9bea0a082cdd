package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.LabelledPrediction;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The examples of one training, one an event, in the order of event time and, within one time, of
 * event id. A function of the set of examples that were collected, whatever their order was.
 *
 * @param features of each row
 * @param fingerprint of the feature set
 * @param examples the oldest first
 * @param selection where they're from
 */
public record ExampleSet(
        RowType features, String fingerprint, List<Example> examples, Selection selection) {

    /**
     * What happened to an event.
     *
     * @param eventTime epoch milliseconds
     */
    public record Example(String eventId, long eventTime, boolean label, Row features) {}

    /**
     * How many examples were given, and how many of these aren't used.
     *
     * @param older than the oldest that's asked for
     * @param labelledLater than the training may know
     * @param otherFeatureSet whose features mean something else
     * @param repeated the same, or an older revision of one that's used
     */
    public record Selection(
            long given, long older, long labelledLater, long otherFeatureSet, long repeated) {

        /** Such as 1200 examples given: 40 labelled later, …. */
        @Override
        public String toString() {
            return "%d examples given, of these %d too old, %d labelled later, %d of another"
                            .formatted(given, older, labelledLater, otherFeatureSet)
                    + " feature set, %d repeated".formatted(repeated);
        }
    }

    public ExampleSet {
        examples = List.copyOf(examples);
    }

    static List<Example> sorted(Collection<LabelledPrediction> examples) {
        return examples.stream()
                .map(
                        example ->
                                new Example(
                                        example.prediction().eventId(),
                                        example.prediction().eventTime(),
                                        example.label() == 1,
                                        example.prediction().features()))
                .sorted(
                        Comparator.comparingLong(Example::eventTime)
                                .thenComparing(Example::eventId))
                .toList();
    }

    public int size() {
        return examples.size();
    }

    /** SHA-256 of the content, in hexadecimal; {@link ExampleDigest} says of which bytes. */
    public String dataDigest() {
        return ExampleDigest.of(this);
    }

    /** As rows and labels, to train from. */
    public TrainingSet trainingSet() {
        boolean[] labels = new boolean[examples.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = examples.get(i).label();
        }
        return new TrainingSet(features, examples.stream().map(Example::features).toList(), labels);
    }
}
