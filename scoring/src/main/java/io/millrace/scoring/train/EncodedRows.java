package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.scoring.Encoder;

import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Rows as Tribuo's examples: a feature for each encoded column, none where it's missing. */
final class EncodedRows {
    static final String POSITIVE = "1";
    static final String NEGATIVE = "0";

    /**
     * Tribuo refuses an example without any feature: where columns may be missing, this one isn't.
     */
    private static final String ALWAYS_THERE = "always-there";

    private final Encoder encoder;
    private final boolean gaps;
    private final String[] names;

    /**
     * @param gaps whether columns may be missing
     */
    EncodedRows(Encoder encoder, boolean gaps) {
        this.encoder = encoder;
        this.gaps = gaps;
        names = new String[encoder.columns()];
        for (int column = 0; column < names.length; column++) {
            // Tribuo numbers features by the order of their names.
            names[column] = "column-%05d".formatted(column);
        }
    }

    /** The column that a feature of Tribuo stands for, or -1 for the one that's always there. */
    static int column(String feature) {
        return feature.equals(ALWAYS_THERE)
                ? -1
                : Integer.parseInt(feature.substring(feature.indexOf('-') + 1));
    }

    Dataset<Label> dataset(List<Row> rows, boolean[] labels) {
        return dataset(rows, i -> new Label(labels[i] ? POSITIVE : NEGATIVE), new LabelFactory());
    }

    /**
     * @param output of each row, by its number
     */
    <T extends Output<T>> Dataset<T> dataset(
            List<Row> rows, IntFunction<T> output, OutputFactory<T> factory) {
        MutableDataset<T> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("rows", factory), factory);
        for (int i = 0; i < rows.size(); i++) {
            dataset.add(example(rows.get(i), output.apply(i)));
        }
        return dataset;
    }

    /** Examples whose label isn't known. */
    List<Example<Label>> unlabelled(List<Row> rows) {
        return unlabelled(rows, LabelFactory.UNKNOWN_LABEL);
    }

    <T extends Output<T>> List<Example<T>> unlabelled(List<Row> rows, T unknown) {
        List<Example<T>> examples = new ArrayList<>();
        for (Row row : rows) {
            examples.add(example(row, unknown));
        }
        return examples;
    }

    /** The columns row by row, NaN where they're missing, as XGBoost takes them. */
    float[] dense(List<Row> rows) {
        float[] dense = new float[Math.multiplyExact(rows.size(), names.length)];
        double[] columns = new double[names.length];
        int next = 0;
        for (Row row : rows) {
            encoder.encode(row, columns);
            for (double column : columns) {
                dense[next++] = (float) column;
            }
        }
        return dense;
    }

    int columns() {
        return names.length;
    }

    private <T extends Output<T>> Example<T> example(Row row, T label) {
        double[] columns = new double[names.length];
        encoder.encode(row, columns);
        String[] present = new String[names.length + 1];
        double[] values = new double[names.length + 1];
        int count = 0;
        for (int column = 0; column < names.length; column++) {
            if (!Double.isNaN(columns[column])) {
                present[count] = names[column];
                values[count++] = columns[column];
            }
        }
        if (gaps) {
            present[count] = ALWAYS_THERE;
            values[count++] = 1;
        }
        return new ArrayExample<>(
                label, Arrays.copyOf(present, count), Arrays.copyOf(values, count));
    }
}
