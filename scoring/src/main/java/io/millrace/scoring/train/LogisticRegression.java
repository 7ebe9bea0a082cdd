package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Linear;
import io.millrace.scoring.Link;

import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.ParameterAveraging;

import java.util.List;

/**
 * Logistic regression by AdaGrad, row by row, with the parameters averaged over all steps.
 *
 * <p>Averaging is what lets it settle: the last step alone still swings by what the last rows said,
 * which shows when positives are few. Classes aren't weighted, so that scores stay probabilities;
 * the threshold is where rarity is dealt with.
 */
final class LogisticRegression implements Learner {
    private static final int NEVER_LOG = -1;
    private static final int ROW_BY_ROW = 1;

    private final Model.Trainer settings;

    LogisticRegression(Model.Trainer settings) {
        this.settings = settings;
    }

    @Override
    public boolean needsStandardised() {
        return true;
    }

    @Override
    public Learnt learn(Dataset<Label> training, List<Example<Label>> golden) {
        LinearSGDModel model =
                new LinearSGDTrainer(
                                new LogMulticlass(),
                                new ParameterAveraging(new AdaGrad(settings.learningRate())),
                                settings.epochs(),
                                NEVER_LOG,
                                ROW_BY_ROW,
                                settings.seed())
                        .train(training);
        return new Learnt(compile(model), Link.LOGISTIC, TribuoScores.of(model, golden));
    }

    /** Tribuo has weights for each class; the difference of their margins is the log-odds. */
    private static Linear compile(LinearSGDModel model) {
        DenseMatrix weights = model.getWeightsCopy();
        int positive = TribuoScores.id(model, EncodedRows.POSITIVE);
        int negative = TribuoScores.id(model, EncodedRows.NEGATIVE);
        ImmutableFeatureMap features = model.getFeatureIDMap();
        double[] compiled = new double[features.size()];
        for (int id = 0; id < compiled.length; id++) {
            int column = EncodedRows.column(features.get(id).getName());
            compiled[column] = weights.get(positive, id) - weights.get(negative, id);
        }
        int bias = features.size();
        return new Linear(weights.get(positive, bias) - weights.get(negative, bias), compiled);
    }
}
