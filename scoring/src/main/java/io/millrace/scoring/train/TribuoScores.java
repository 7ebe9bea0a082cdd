package io.millrace.scoring.train;

import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;

import java.util.List;
import java.util.Objects;

/** What Tribuo itself predicts. */
final class TribuoScores {
    private TribuoScores() {}

    /** Probabilities of the positive class. */
    static double[] of(Model<Label> model, List<Example<Label>> examples) {
        List<Prediction<Label>> predictions = model.predict(examples);
        return predictions.stream().mapToDouble(TribuoScores::positive).toArray();
    }

    private static double positive(Prediction<Label> prediction) {
        return Objects.requireNonNull(prediction.getOutputScores().get(EncodedRows.POSITIVE))
                .getScore();
    }

    /** The number that a model gave to a label. */
    static int id(Model<Label> model, String label) {
        return model.getOutputIDInfo().getID(new Label(label));
    }
}
