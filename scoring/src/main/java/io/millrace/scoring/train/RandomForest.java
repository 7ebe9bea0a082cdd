package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Link;
import io.millrace.scoring.train.Boosters.Boosted;

import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;

import java.util.Arrays;
import java.util.List;

/**
 * Trees that are averaged, grown by XGBoost: Tribuo's own forest has no missing values, and takes
 * minutes where this takes a second. A score is the mean share of positives in a row's leaves.
 */
final class RandomForest implements Learner {
    private final Model.Trainer settings;

    RandomForest(Model.Trainer settings) {
        this.settings = settings;
    }

    @Override
    public boolean needsStandardised() {
        return false;
    }

    @Override
    public Learnt learn(Dataset<Label> training, List<Example<Label>> golden) {
        int columns = columns(training);
        float[] targets = new float[training.size()];
        for (int i = 0; i < targets.length; i++) {
            String label = training.getExample(i).getOutput().getLabel();
            targets[i] = label.equals(EncodedRows.POSITIVE) ? 1 : 0;
        }
        Boosted boosted =
                Boosters.train(
                        dense(training.getData(), columns),
                        columns,
                        targets,
                        Boosters.forest(settings, columns, 0),
                        Boosters.ONE_ROUND,
                        dense(golden, columns));
        double[] expected = new double[golden.size()];
        Arrays.setAll(expected, i -> Math.max(0, Math.min(1, (double) boosted.expected()[i][0])));
        return new Learnt(
                boosted.trees().compile(Boosters.identity(columns)).get(0), Link.SHARE, expected);
    }

    private static int columns(Dataset<Label> examples) {
        int columns = 1;
        for (var feature : examples.getFeatureIDMap()) {
            columns = Math.max(columns, EncodedRows.column(feature.getName()) + 1);
        }
        return columns;
    }

    /** Columns that training never saw aren't split, so they may be left out. */
    private static float[] dense(List<Example<Label>> examples, int columns) {
        float[] dense = new float[Math.multiplyExact(examples.size(), columns)];
        Arrays.fill(dense, Float.NaN);
        for (int row = 0; row < examples.size(); row++) {
            for (Feature feature : examples.get(row)) {
                int column = EncodedRows.column(feature.getName());
                if (column >= 0 && column < columns) {
                    dense[row * columns + column] = (float) feature.getValue();
                }
            }
        }
        return dense;
    }
}
