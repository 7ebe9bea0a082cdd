package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.Encoder;
import io.millrace.scoring.Transform;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.train.Slices.Slice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds inputs that know the label: one that tells the classes apart by itself, or by whether it's
 * missing, is more likely made of the label than a discovery.
 */
final class LeakCheck {
    /** AUC above which nothing honest is expected. */
    static final double SUSPICIOUS = 0.999;

    private LeakCheck() {}

    /** Sentences, one for each input that's suspicious, in the inputs' order. */
    static List<String> of(Inputs inputs, Slice rows) {
        List<String> suspicions = new ArrayList<>();
        List<Transform> transforms = TransformFitter.fit(inputs, rows.rows(), false);
        for (int input = 0; input < inputs.type().size(); input++) {
            double auc = auc(inputs, input, transforms.get(input), rows);
            if (auc > SUSPICIOUS) {
                suspicions.add(
                        "input \""
                                + inputs.type().field(input).name()
                                + "\" alone tells the classes apart (AUC "
                                + String.format(Locale.ROOT, "%.4f", auc)
                                + "): does it know the label?");
            }
        }
        return suspicions;
    }

    private static double auc(Inputs inputs, int input, Transform transform, Slice rows) {
        ValueType type = inputs.type().field(input).type();
        Encoder encoder =
                new Encoder(List.of(type), new int[] {inputs.fields()[input]}, List.of(transform));
        double[] columns = new double[encoder.columns()];
        int[] slots = new int[rows.rows().size()];
        double[] values = new double[slots.length];
        for (int row = 0; row < slots.length; row++) {
            Row features = rows.rows().get(row);
            encoder.encode(features, columns);
            values[row] = columns[0];
            for (int column = 1; column < columns.length; column++) {
                slots[row] = columns[column] == 1 ? column : slots[row];
            }
        }
        double[] ranks = type == ValueType.STRING ? shares(slots, columns.length, rows) : values;
        return Math.max(either(ranks, rows.labels(), 0), either(ranks, rows.labels(), 1));
    }

    /** For text, how often its level is positive. */
    private static double[] shares(int[] slots, int count, Slice rows) {
        double[] positives = new double[count];
        double[] all = new double[count];
        for (int row = 0; row < slots.length; row++) {
            positives[slots[row]] += rows.labels()[row] ? 1 : 0;
            all[slots[row]]++;
        }
        double[] shares = new double[slots.length];
        for (int row = 0; row < slots.length; row++) {
            shares[row] = positives[slots[row]] / all[slots[row]];
        }
        return shares;
    }

    /** Whichever way it points, with missing values at one end. */
    private static double either(double[] values, boolean[] labels, double missing) {
        double[] scores = new double[values.length];
        for (int row = 0; row < scores.length; row++) {
            // Into (0, 1), rising: the AUC asks for the order alone.
            double unit = values[row] / (1 + Math.abs(values[row]));
            scores[row] = Double.isNaN(unit) ? missing : 0.5 + unit * 0.49;
        }
        double auc = BinaryMetrics.auc(scores, labels);
        return Math.max(auc, 1 - auc);
    }
}
