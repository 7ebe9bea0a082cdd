package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Link;
import io.millrace.scoring.Predictor;
import io.millrace.scoring.Task;
import io.millrace.scoring.TreeEnsemble;
import io.millrace.scoring.train.Boosters.Boosted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Boosted trees and forests of classes and values, by XGBoost. */
final class TargetTrees implements TargetLearner {
    private final Model.Trainer settings;

    TargetTrees(Model.Trainer settings) {
        this.settings = settings;
    }

    @Override
    public boolean needsStandardised() {
        return false;
    }

    @Override
    public Learnt learn(
            EncodedRows encoder, TargetSet training, EncodedRows goldenEncoder, List<Row> golden) {
        float[] rows = encoder.dense(training.rows());
        float[] goldenRows = goldenEncoder.dense(golden);
        boolean forest = settings.algorithm() == Model.Algorithm.RANDOM_FOREST;
        if (forest && training.task() == Task.MULTICLASS) {
            return sharesOfClasses(rows, training, goldenRows, encoder.columns());
        }
        float[] targets = new float[training.targets().length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (float) training.targets()[i];
        }
        int columns = encoder.columns();
        Map<String, Object> parameters =
                forest
                        ? Boosters.forest(settings, columns, mean(targets))
                        : boosted(training, targets);
        int rounds = forest ? Boosters.ONE_ROUND : settings.trees();
        Boosted boosted = Boosters.train(rows, columns, targets, parameters, rounds, goldenRows);
        return new Learnt(
                boosted.trees().compile(Boosters.identity(columns)),
                boosted.trees().link(),
                doubles(boosted.expected()));
    }

    private Map<String, Object> boosted(TargetSet training, float[] targets) {
        boolean classes = training.task() == Task.MULTICLASS;
        Map<String, Object> parameters =
                Boosters.settings(
                        classes ? "multi:softprob" : "reg:squarederror",
                        settings.depth(),
                        settings.seed());
        parameters.put("learning_rate", settings.learningRate());
        if (classes) {
            parameters.put("num_class", training.classes().size());
        } else {
            parameters.put("base_score", mean(targets));
        }
        return parameters;
    }

    /** A forest for each class says which share of a leaf's rows are of it. */
    private Learnt sharesOfClasses(float[] rows, TargetSet training, float[] golden, int columns) {
        List<Predictor> forests = new ArrayList<>();
        double[][] expected = new double[golden.length / columns][training.classes().size()];
        for (int label = 0; label < training.classes().size(); label++) {
            float[] targets = new float[training.targets().length];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = training.targets()[i] == label ? 1 : 0;
            }
            Boosted forest =
                    Boosters.train(
                            rows,
                            columns,
                            targets,
                            Boosters.forest(settings, columns, 0),
                            Boosters.ONE_ROUND,
                            golden);
            List<TreeEnsemble> compiled = forest.trees().compile(Boosters.identity(columns));
            forests.add(compiled.get(0));
            for (int row = 0; row < expected.length; row++) {
                expected[row][label] = Math.max(0, Math.min(1, forest.expected()[row][0]));
            }
        }
        for (double[] shares : expected) {
            normalise(shares);
        }
        return new Learnt(forests, Link.NORMALISED, expected);
    }

    private static void normalise(double[] shares) {
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = sum > 0 ? shares[i] / sum : 1.0 / shares.length;
        }
    }

    private static double mean(float[] targets) {
        double sum = 0;
        for (float target : targets) {
            sum += target;
        }
        return (float) (sum / targets.length);
    }

    private static double[][] doubles(float[][] floats) {
        double[][] doubles = new double[floats.length][];
        for (int row = 0; row < floats.length; row++) {
            doubles[row] = new double[floats[row].length];
            for (int i = 0; i < floats[row].length; i++) {
                doubles[row][i] = floats[row][i];
            }
        }
        return doubles;
    }
}
