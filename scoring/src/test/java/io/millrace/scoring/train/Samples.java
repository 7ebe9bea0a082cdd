package io.millrace.scoring.train;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random labelled rows of every type, with gaps, rare levels and absurd values. */
final class Samples {
    static final RowType TYPE =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("count_1h", ValueType.INTEGER, true),
                            new Field("foreign", ValueType.BOOLEAN, true),
                            new Field("country", ValueType.STRING, true),
                            new Field("km", ValueType.DOUBLE, true),
                            new Field("noise", ValueType.DOUBLE, false),
                            new Field("constant", ValueType.DOUBLE, true),
                            new Field("never", ValueType.DOUBLE, true)));

    private Samples() {}

    /** About one in thirty is positive. */
    static TrainingSet random(long seed, int rows) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Row> made = new ArrayList<>();
        boolean[] labels = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            Row row = new Row(TYPE.size());
            double logAmount = random.nextGaussian() * 1.5 + 3;
            long count = (long) Math.exp(random.nextGaussian());
            boolean foreign = random.nextInt(10) == 0;
            row.setDouble(0, Math.exp(logAmount));
            row.setLong(1, count);
            row.setBoolean(2, foreign);
            int country = (int) Math.abs(random.nextGaussian() * 8);
            row.setText(3, "country " + country);
            row.setDouble(4, Math.exp(random.nextGaussian() * 3));
            row.setDouble(5, random.nextGaussian());
            row.setDouble(6, 7);
            row.setNull(7);
            double margin = -6.5 + logAmount * 0.6 + Math.min(count, 6) * 0.3;
            margin += (foreign ? 1.5 : 0) + (country % 3 == 0 ? 0.5 : 0);
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-margin));
            disturb(random, row);
            made.add(row);
        }
        return new TrainingSet(TYPE, made, labels);
    }

    private static void disturb(RandomGenerator random, Row row) {
        for (int field = 0; field < 5; field++) {
            if (random.nextInt(20) == 0) {
                row.setNull(field);
            }
        }
        if (random.nextInt(200) == 0) {
            row.setDouble(4, random.nextBoolean() ? 1e300 : -1e300);
        }
        if (random.nextInt(300) == 0) {
            row.setDouble(5, Double.POSITIVE_INFINITY);
        }
        if (random.nextInt(300) == 0) {
            row.setDouble(5, Double.NaN);
        }
    }

    static Model logistic(String... inputs) {
        return model(
                new Model.Trainer(Model.Algorithm.LOGISTIC_REGRESSION, 0, 0, 0.1, 10, 42), inputs);
    }

    static Model xgboost(int trees, int depth) {
        return model(new Model.Trainer(Model.Algorithm.XGBOOST, trees, depth, 0.3, 0, 42));
    }

    static Model forest(int trees, int depth) {
        return model(new Model.Trainer(Model.Algorithm.RANDOM_FOREST, trees, depth, 0.3, 0, 42));
    }

    static Model calibrated(Model model, Model.Calibration calibration) {
        return new Model(
                model.name(),
                model.task(),
                model.inputs(),
                model.threshold(),
                calibration,
                model.trainer(),
                model.search(),
                model.gate(),
                model.rollout());
    }

    static Model model(Model.Trainer trainer, String... inputs) {
        return new Model(
                text("fraud"),
                Model.Task.BINARY,
                Arrays.stream(inputs).map(Samples::text).toList(),
                0.5,
                Model.Calibration.OFF,
                trainer,
                Model.Search.OFF,
                Model.Gate.DEFAULT,
                Model.Rollout.DEFAULT);
    }

    private static Text text(String value) {
        return new Text(value, new Place("pipeline.yaml", 1, 1));
    }
}
