package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Linear;
import io.millrace.scoring.Link;
import io.millrace.scoring.Task;

import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.StochasticGradientOptimiser;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.ParameterAveraging;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Multinomial logistic regression, and least squares on a standardised target, by Tribuo. */
final class TargetLinear implements TargetLearner {
    private static final int NEVER_LOG = -1;
    private static final int ROW_BY_ROW = 1;
    private static final String VALUE = "value";

    private final Model.Trainer settings;

    TargetLinear(Model.Trainer settings) {
        this.settings = settings;
    }

    @Override
    public boolean needsStandardised() {
        return true;
    }

    @Override
    public Learnt learn(
            EncodedRows encoder, TargetSet training, EncodedRows goldenEncoder, List<Row> golden) {
        return training.task() == Task.MULTICLASS
                ? classes(encoder, training, goldenEncoder, golden)
                : value(encoder, training, goldenEncoder, golden);
    }

    private StochasticGradientOptimiser optimiser() {
        return new ParameterAveraging(new AdaGrad(settings.learningRate()));
    }

    private Learnt classes(
            EncodedRows encoder, TargetSet training, EncodedRows goldenEncoder, List<Row> golden) {
        Dataset<Label> dataset =
                encoder.dataset(
                        training.rows(),
                        row -> new Label(name((int) training.targets()[row])),
                        new LabelFactory());
        var model =
                new org.tribuo.classification.sgd.linear.LinearSGDTrainer(
                                new LogMulticlass(),
                                optimiser(),
                                settings.epochs(),
                                NEVER_LOG,
                                ROW_BY_ROW,
                                settings.seed())
                        .train(dataset);
        List<Linear> compiled = new ArrayList<>();
        for (int label = 0; label < training.classes().size(); label++) {
            int id = model.getOutputIDInfo().getID(new Label(name(label)));
            compiled.add(linear(model.getWeightsCopy(), id, model.getFeatureIDMap(), 1, 0));
        }
        List<Prediction<Label>> predictions = model.predict(goldenEncoder.unlabelled(golden));
        double[][] expected = new double[golden.size()][training.classes().size()];
        for (int row = 0; row < expected.length; row++) {
            var scores = predictions.get(row).getOutputScores();
            for (int label = 0; label < expected[row].length; label++) {
                expected[row][label] = Objects.requireNonNull(scores.get(name(label))).getScore();
            }
        }
        return new Learnt(compiled, Link.SOFTMAX, expected);
    }

    /** Tribuo orders by name. */
    private static String name(int label) {
        return "class-%05d".formatted(label);
    }

    private Learnt value(
            EncodedRows encoder, TargetSet training, EncodedRows goldenEncoder, List<Row> golden) {
        double[] sorted = training.targets().clone();
        Arrays.sort(sorted);
        Moments moments = Moments.of(sorted);
        double mean = moments.mean();
        double scale = moments.deviation() > 0 ? moments.deviation() : 1;
        Dataset<Regressor> dataset =
                encoder.dataset(
                        training.rows(),
                        row -> new Regressor(VALUE, (training.targets()[row] - mean) / scale),
                        new RegressionFactory());
        var model =
                new org.tribuo.regression.sgd.linear.LinearSGDTrainer(
                                new SquaredLoss(),
                                optimiser(),
                                settings.epochs(),
                                NEVER_LOG,
                                ROW_BY_ROW,
                                settings.seed())
                        .train(dataset);
        Linear compiled = linear(model.getWeightsCopy(), 0, model.getFeatureIDMap(), scale, mean);
        var predictions =
                model.predict(
                        goldenEncoder.unlabelled(golden, RegressionFactory.UNKNOWN_REGRESSOR));
        double[][] expected = new double[golden.size()][1];
        for (int row = 0; row < expected.length; row++) {
            expected[row][0] = mean + scale * predictions.get(row).getOutput().getValues()[0];
        }
        return new Learnt(List.of(compiled), Link.IDENTITY, expected);
    }

    private static Linear linear(
            DenseMatrix weights, int id, ImmutableFeatureMap features, double scale, double mean) {
        double[] compiled = new double[features.size()];
        for (int feature = 0; feature < compiled.length; feature++) {
            int column = EncodedRows.column(features.get(feature).getName());
            compiled[column] = scale * weights.get(id, feature);
        }
        return new Linear(mean + scale * weights.get(id, features.size()), compiled);
    }
}
