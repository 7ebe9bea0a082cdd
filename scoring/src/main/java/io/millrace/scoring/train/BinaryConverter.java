package io.millrace.scoring.train;

import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.common.xgboost.XGBoostOutputConverter;
import org.tribuo.common.xgboost.protos.XGBoostOutputConverterProto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From XGBoost's one probability to Tribuo's prediction of two labels. */
final class BinaryConverter implements XGBoostOutputConverter<Label> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean generatesProbabilities() {
        return true;
    }

    @Override
    public Prediction<Label> convertOutput(
            ImmutableOutputInfo<Label> info,
            List<float[]> probabilities,
            int features,
            Example<Label> example) {
        return prediction(probabilities.get(0)[0], features, example);
    }

    @Override
    public List<Prediction<Label>> convertBatchOutput(
            ImmutableOutputInfo<Label> info,
            List<float[][]> probabilities,
            int[] features,
            Example<Label>[] examples) {
        List<Prediction<Label>> predictions = new ArrayList<>();
        for (int i = 0; i < examples.length; i++) {
            predictions.add(prediction(probabilities.get(0)[i][0], features[i], examples[i]));
        }
        return predictions;
    }

    private static Prediction<Label> prediction(
            float probability, int features, Example<Label> example) {
        Label positive = new Label(EncodedRows.POSITIVE, probability);
        Label negative = new Label(EncodedRows.NEGATIVE, 1 - (double) probability);
        Map<String, Label> scores = new LinkedHashMap<>();
        scores.put(negative.getLabel(), negative);
        scores.put(positive.getLabel(), positive);
        Label likelier = probability > 0.5 ? positive : negative;
        return new Prediction<>(likelier, scores, features, example, true);
    }

    @Override
    public XGBoostOutputConverterProto serialize() {
        throw new UnsupportedOperationException("a model is kept as compiled, not as Tribuo's");
    }

    @Override
    public Class<Label> getTypeWitness() {
        return Label.class;
    }
}
