package io.millrace.scoring.train;

import io.millrace.schemas.event.RowCodec;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.LabelledPrediction;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Picks what a training may use out of the examples that a trigger names, in whatever order they
 * are read, and however often. Holds one example an event.
 */
public final class ExampleCollector {
    private final RowType features;
    private final String fingerprint;
    private final long asOf;
    private final @Nullable Long fromEventTime;
    private final Comparator<LabelledPrediction> newest;
    private final Map<String, LabelledPrediction> byEvent = new HashMap<>();

    private long given;
    private long otherFeatureSet;
    private long labelledLater;
    private long older;

    /**
     * @param features of the feature set
     * @param fingerprint of the feature set; examples of another one aren't used, for their
     *     features mean something else
     * @param asOf event time up to which labels may be known, included; epoch milliseconds
     * @param fromEventTime of the oldest example, included, epoch milliseconds; null for all
     */
    public ExampleCollector(
            RowType features, String fingerprint, long asOf, @Nullable Long fromEventTime) {
        this.features = features;
        this.fingerprint = fingerprint;
        this.asOf = asOf;
        this.fromEventTime = fromEventTime;
        RowCodec codec = new RowCodec(features);
        newest =
                Comparator.comparingInt(LabelledPrediction::revision)
                        .thenComparingLong(LabelledPrediction::labelledAt)
                        .thenComparingDouble(LabelledPrediction::label)
                        .thenComparingLong(example -> example.prediction().eventTime())
                        .thenComparing(example -> bytes(example, codec), Arrays::compareUnsigned);
    }

    /**
     * Takes an example, if it's one to use. Its row isn't copied, and must stay as it is.
     *
     * @throws TrainingRefusedException if its label is neither 0 nor 1
     */
    public void add(LabelledPrediction example) {
        given++;
        if (example.labelledAt() > asOf) {
            labelledLater++;
        } else if (fromEventTime != null && example.prediction().eventTime() < fromEventTime) {
            older++;
        } else if (!example.prediction().fingerprint().equals(fingerprint)) {
            otherFeatureSet++;
        } else {
            requireBinary(example);
            byEvent.merge(
                    example.prediction().eventId(),
                    example,
                    (one, other) -> newest.compare(one, other) >= 0 ? one : other);
        }
    }

    /** What was taken so far, in order of event time. */
    public ExampleSet collect() {
        return new ExampleSet(
                features, fingerprint, ExampleSet.sorted(byEvent.values()), selection());
    }

    private ExampleSet.Selection selection() {
        long repeated = given - otherFeatureSet - labelledLater - older - byEvent.size();
        return new ExampleSet.Selection(given, older, labelledLater, otherFeatureSet, repeated);
    }

    private static void requireBinary(LabelledPrediction example) {
        if (example.label() != 0 && example.label() != 1) {
            throw new TrainingRefusedException(
                    "the label of event \""
                            + example.prediction().eventId()
                            + "\" is "
                            + example.label()
                            + "; a binary model learns from 0 and 1");
        }
    }

    private static byte[] bytes(LabelledPrediction example, RowCodec codec) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            codec.write(example.prediction().features(), new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
